//! The invoice and the credit note.

use domain::{
    Timestamp, calendar,
    invoice::{Certification, Figures},
    technician::{Business, VatRegime},
};
use en16931_formats::zugferd::Metadata;

use crate::{
    factur_x::hybrid,
    house::{self, House},
    layout::{
        print::{Imprint, print},
        sheet::Sheet,
    },
    parties::{Buyer, Work},
    sections::{self, Head},
    typography::Language,
    unprintable::Unprintable,
};

/// What stands on an invoice or a credit note.
#[derive(Debug, Clone, Copy)]
pub struct InvoicePaper<'a> {
    /// Which of the two.
    pub kind: Kind<'a>,
    /// Its number in its series.
    pub number: &'a str,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What it claims, or takes back.
    pub figures: &'a Figures,
    /// In whose name.
    pub seller: &'a Business,
    /// Who pays.
    pub buyer: Buyer<'a>,
    /// For what.
    pub work: Work<'a>,
    /// What allows the reduced rates in it.
    pub certification: Option<&'a Certification>,
    /// Who issues it.
    pub house: House<'a>,
}

/// An invoice or a credit note.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    /// It claims.
    Invoice {
        /// Whether it was paid.
        payment: Payment,
    },
    /// It takes back.
    CreditNote {
        /// The number of the invoice.
        corrects: &'a str,
        /// When that was issued.
        corrected_at: Timestamp,
        /// Why.
        reason: &'a str,
    },
}

/// Whether an invoice was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payment {
    /// Not yet.
    Due {
        /// Until when it is to be paid.
        at: Timestamp,
    },
    /// It was.
    Paid {
        /// When.
        at: Timestamp,
    },
}

impl InvoicePaper<'_> {
    /// What must be said beside the figures.
    pub(crate) fn statements(&self, language: Language) -> Vec<String> {
        let mut statements = Vec::new();
        if let Kind::CreditNote { reason, .. } = self.kind {
            statements.push(format!("{}{reason}", language.pick("Motif de l’avoir : ", "Reason: ")));
        }
        if self.seller.vat_regime == VatRegime::Exempt {
            statements.push(house::exemption(self.issued_at, language).to_owned());
        }
        statements.extend(
            self.certification
                .filter(|_| self.is_reduced())
                .map(|signed| sections::certified(signed, self.issued_at, language)),
        );
        statements.push(sections::insured(self.seller, language));
        statements.push(sections::mandated(self.seller, self.house, language));
        statements.push(sections::mediated(self.house, language));
        statements
    }

    /// Whether a reduced rate is in it.
    fn is_reduced(&self) -> bool {
        self.seller.vat_regime == VatRegime::Standard
            && self.figures.vat.iter().any(|total| (1..200).contains(&total.per_mille))
    }

    fn title(&self, language: Language) -> &'static str {
        match self.kind {
            Kind::Invoice { .. } => language.pick("Facture", "Invoice"),
            Kind::CreditNote { .. } => language.pick("Avoir", "Credit note"),
        }
    }
}

/// The invoice or credit note as PDF/A-3b with its XML inside (Factur-X, profile EN 16931).
pub fn invoice(paper: &InvoicePaper<'_>, language: Language) -> Result<Vec<u8>, Unprintable> {
    let imprint = imprint(paper, language);
    let pages = print(&written(paper, language), &imprint)?;
    let Imprint { title, subject, author, .. } = imprint;
    hybrid(&pages, paper, Metadata { title, subject, author })
}

fn imprint(paper: &InvoicePaper<'_>, language: Language) -> Imprint {
    let title = format!("{} {}", paper.title(language), paper.number);
    let by = language.pick("émise par", "issued by");
    let on = language.date(paper.issued_at);
    Imprint {
        subject: format!("{title}, {on}, {by} {}", paper.seller.legal_name),
        title,
        author: paper.seller.legal_name.to_string(),
        id: paper.number.to_owned(),
        language: language.code(),
        made_at: calendar::utc(paper.issued_at),
    }
}

fn written(paper: &InvoicePaper<'_>, language: Language) -> Sheet {
    let title = paper.title(language);
    let mut sheet = Sheet::new(format!("{title} {} · {}", paper.number, paper.seller.legal_name));
    sections::head(&mut sheet, &Head { title, number: paper.number, house: paper.house });
    facts(&mut sheet, paper, language);
    sections::parties(&mut sheet, paper.seller, paper.buyer, language);
    sections::work(&mut sheet, &paper.work, language);
    sections::lines(&mut sheet, paper.figures, &paper.work, paper.seller.vat_regime, language);
    sections::totals(&mut sheet, paper.figures, paper.seller.vat_regime, language);
    sections::state(&mut sheet, &state(paper, language));
    let mut statements = paper.statements(language);
    if matches!(paper.kind, Kind::Invoice { .. }) {
        statements.extend(
            [house::discount(language), house::penalties(language), house::recovery(language)]
                .map(str::to_owned),
        );
    }
    sections::statements(&mut sheet, &statements, language);
    sections::foot(&mut sheet, paper.seller, paper.number, language);
    sheet
}

fn facts(sheet: &mut Sheet, paper: &InvoicePaper<'_>, language: Language) {
    let issued = (language.pick("Émise le", "Issued on"), language.date(paper.issued_at));
    let worked = (language.pick("Prestation du", "Work of"), language.date(paper.work.performed_at()));
    let last = match paper.kind {
        Kind::Invoice { payment: Payment::Due { at } } => {
            (language.pick("À régler le", "Due on"), language.date(at))
        }
        Kind::Invoice { payment: Payment::Paid { at } } => {
            (language.pick("Réglée le", "Paid on"), language.date(at))
        }
        Kind::CreditNote { corrects, .. } => {
            (language.pick("Corrige la facture", "Corrects invoice"), corrects.to_owned())
        }
    };
    let category =
        (language.pick("Nature de l’opération", "Kind of operation"), services(language).to_owned());
    sections::facts(sheet, &[issued, worked, last, category]);
}

fn services(language: Language) -> &'static str {
    language.pick("Prestation de services", "Supply of services")
}

fn state(paper: &InvoicePaper<'_>, language: Language) -> String {
    let total = language.amount(paper.figures.total.cents());
    match (paper.kind, language) {
        (Kind::Invoice { payment: Payment::Due { at } }, Language::French) => {
            format!("Reste à régler : {total}, à réception et au plus tard le {}.", language.date(at))
        }
        (Kind::Invoice { payment: Payment::Due { at } }, Language::English) => {
            format!("Amount due: {total}, on receipt and by {} at the latest.", language.date(at))
        }
        (Kind::Invoice { payment: Payment::Paid { at } }, Language::French) => {
            format!(
                "Acquittée : {total} réglés le {}. Reste à régler : {}.",
                language.date(at),
                language.amount(0)
            )
        }
        (Kind::Invoice { payment: Payment::Paid { at } }, Language::English) => {
            format!("Paid: {total} on {}. Amount due: {}.", language.date(at), language.amount(0))
        }
        (Kind::CreditNote { corrects, corrected_at, .. }, Language::French) => {
            let on = language.date(corrected_at);
            format!("Cet avoir annule {total} de la facture {corrects} du {on} et vous est remboursé.")
        }
        (Kind::CreditNote { corrects, corrected_at, .. }, Language::English) => {
            let on = language.date(corrected_at);
            format!(
                "This credit note takes back {total} of invoice {corrects} of {on}, which is refunded to you."
            )
        }
    }
}

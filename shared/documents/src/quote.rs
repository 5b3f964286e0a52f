//! The quote: what the customer agrees to, before the work.

use domain::{
    Timestamp, calendar,
    invoice::Figures,
    technician::{Business, VatRegime},
};

use crate::{
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

/// What stands on a quote.
#[derive(Debug, Clone, Copy)]
pub struct QuotePaper<'a> {
    /// Its number: that of the intervention and its own in it.
    pub number: &'a str,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// Until when it may be accepted.
    pub valid_until: Timestamp,
    /// When the customer accepted it, if they did.
    pub accepted_at: Option<Timestamp>,
    /// SHA-256 of its lines and validity: what an acceptance agrees to.
    pub digest: [u8; 32],
    /// What it would cost: [`domain::invoice::quote_figures`].
    pub figures: &'a Figures,
    /// Whether the customer asked for urgent work, which may be paid at once.
    pub urgent: bool,
    /// In whose name.
    pub seller: &'a Business,
    /// For whom.
    pub buyer: Buyer<'a>,
    /// Where and for what.
    pub work: Work<'a>,
    /// Who issues it.
    pub house: House<'a>,
}

/// The quote as PDF/A-3b.
pub fn quote(paper: &QuotePaper<'_>, language: Language) -> Result<Vec<u8>, Unprintable> {
    let title = format!("{} {}", name(language), paper.number);
    let imprint = Imprint {
        subject: format!("{title}, {}", paper.seller.legal_name),
        title,
        author: paper.seller.legal_name.to_string(),
        id: paper.number.to_owned(),
        language: language.code(),
        made_at: calendar::utc(paper.proposed_at),
    };
    print(&written(paper, language), &imprint)
}

fn name(language: Language) -> &'static str {
    language.pick("Devis", "Quote")
}

fn written(paper: &QuotePaper<'_>, language: Language) -> Sheet {
    let title = name(language);
    let regime = paper.seller.vat_regime;
    let mut sheet = Sheet::new(format!("{title} {} · {}", paper.number, paper.seller.legal_name));
    sections::head(&mut sheet, &Head { title, number: paper.number, house: paper.house });
    sections::facts(
        &mut sheet,
        &[
            (language.pick("Proposé le", "Proposed on"), language.date(paper.proposed_at)),
            (language.pick("Valable jusqu’au", "Valid until"), language.date(paper.valid_until)),
            (language.pick("Domaine", "Category"), paper.work.category(language).to_owned()),
            (language.pick("Prix", "Price"), language.pick("Prix ferme", "Fixed price").to_owned()),
        ],
    );
    sections::parties(&mut sheet, paper.seller, paper.buyer, language);
    sections::place(&mut sheet, &paper.work, language);
    sections::quoted(&mut sheet, paper.figures, &paper.work, regime, language);
    sections::totals(&mut sheet, paper.figures, regime, language);
    sections::state(&mut sheet, &agreed(paper, language));
    sections::statements(&mut sheet, &statements(paper, language), language);
    sections::foot(&mut sheet, paper.seller, paper.number, language);
    sheet
}

fn agreed(paper: &QuotePaper<'_>, language: Language) -> String {
    match (paper.accepted_at, language) {
        (Some(at), Language::French) => {
            let (on, time) = (language.date(at), language.time(at));
            format!("Bon pour accord : {} l’a accepté le {on} à {time}.", paper.buyer.name)
        }
        (Some(at), Language::English) => {
            let (on, time) = (language.date(at), language.time(at));
            format!("Accepted by {} on {on} at {time}.", paper.buyer.name)
        }
        (None, Language::French) => {
            "Pour accepter ou refuser ce devis, répondez dans l’application : rien n’est dû tant que vous ne \
             l’avez pas accepté."
                .to_owned()
        }
        (None, Language::English) => {
            "Accept or refuse this quote in the app: nothing of it is due until you accept it.".to_owned()
        }
    }
}

fn statements(paper: &QuotePaper<'_>, language: Language) -> Vec<String> {
    let mut statements = vec![
        language
            .pick(
                "Devis gratuit. Le temps passé après l’acceptation n’est pas facturé à la minute.",
                "Free quote. Time after acceptance is not billed by the minute.",
            )
            .to_owned(),
    ];
    statements.push(urgency(paper.urgent, language).to_owned());
    if paper.seller.vat_regime == VatRegime::Exempt {
        statements.push(house::exemption(paper.proposed_at, language).to_owned());
    } else if paper.figures.vat.iter().any(|total| (1..200).contains(&total.per_mille)) {
        statements.push(house::reduced(paper.proposed_at, language).to_owned());
    }
    statements.push(sections::insured(paper.seller, language));
    statements.push(sections::mandated(paper.seller, paper.house, language));
    statements.push(sections::mediated(paper.house, language));
    let half = |from| u128::from_be_bytes(std::array::from_fn(|place| paper.digest[from + place]));
    let digest = format!("{:032x}{:032x}", half(0), half(16));
    let name = language.pick("Empreinte SHA-256 de ce devis : ", "SHA-256 of this quote: ");
    statements.push(format!("{name}{digest}"));
    statements
}

fn urgency(urgent: bool, language: Language) -> &'static str {
    if urgent {
        return language.pick(
            "Travaux urgents demandés par le client à son domicile : payables dès leur fin.",
            "Urgent work that the customer asked for at home: payable when it is done.",
        );
    }
    language.pick(
        "Contrat conclu hors établissement : aucun paiement n’est demandé avant sept jours ; rétractation possible \
         pendant quatorze jours tant que le travail demandé n’est pas exécuté.",
        "Contract made off-premises: no payment is asked for within seven days; it can be withdrawn from within \
         fourteen days, until the work that was asked for is done.",
    )
}

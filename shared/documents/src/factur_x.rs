//! An invoice as European accounting reads it: CII XML of the profile EN 16931, alone or inside a PDF.

use std::time::{Duration, SystemTime};

use domain::{
    Timestamp, calendar,
    invoice::{Figures, InvoiceLine, LineKind, VatTotal},
    place::Address,
    technician::VatRegime,
};
use en16931::{
    Date, DocumentReference, Identifier, Invoice, InvoiceAmount, Percentage, Quantity, UnitPriceAmount,
    invoice::{
        Code, Delivery, DocumentAllowanceCharge, DocumentKind, DocumentTotals, InvoiceNote, Item, LineVat,
        Party, PostalAddress, PrecedingInvoice, PriceDetails, VatBreakdown,
    },
    profiles::En16931,
    validation::profile::Validated,
};
use en16931_formats::{
    Syntax,
    zugferd::{EmbedOptions, Metadata, embed},
};
use rust_decimal::Decimal;

use crate::{
    house,
    invoice::{InvoicePaper, Kind, Payment},
    parties::{label, note, siren},
    typography::Language,
    unprintable::Unprintable,
};

/// The XML always speaks French: it is the same beside a page in any language.
const LANGUAGE: Language = Language::French;

/// The XML of an invoice or credit note.
pub fn invoice_xml(paper: &InvoicePaper<'_>) -> Result<String, Unprintable> {
    Ok(en16931_formats::write(&validated(paper)?, Syntax::Cii).xml)
}

/// The pages with the XML in them.
pub(crate) fn hybrid(
    pages: &[u8],
    paper: &InvoicePaper<'_>,
    metadata: Metadata,
) -> Result<Vec<u8>, Unprintable> {
    let since = u64::try_from(paper.issued_at.as_second()).unwrap_or_default();
    let modified = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(since));
    let options = EmbedOptions { metadata: Some(metadata), modified, ..EmbedOptions::default() };
    embed(pages, &validated(paper)?, &options).map_err(|error| Unprintable::Embedding(error.to_string()))
}

fn validated(paper: &InvoicePaper<'_>) -> Result<Validated<En16931>, Unprintable> {
    Validated::new(model(paper)).map_err(|rejected| Unprintable::Invoice(rejected.report().to_string()))
}

fn model(paper: &InvoicePaper<'_>) -> Invoice {
    let mut invoice = Invoice::default();
    invoice.specification_id = Some("urn:cen.eu:en16931:2017".to_owned());
    invoice.number = Some(paper.number.to_owned());
    invoice.issue_date = Some(day(paper.issued_at));
    invoice.currency = Some(Code::new("EUR"));
    invoice.business_process = Some("S1".to_owned());
    invoice.notes = notes(paper);
    invoice.seller = seller(paper);
    invoice.buyer = buyer(paper);
    invoice.delivery = Some(Delivery {
        date: Some(day(paper.work.performed_at())),
        address: Some(address(paper.work.place)),
        ..Delivery::default()
    });
    invoice.vat_breakdown = paper.figures.vat.iter().map(|total| breakdown(total, paper)).collect();
    invoice.totals = totals(paper.figures);
    let (reductions, lines): (Vec<_>, Vec<_>) =
        paper.figures.lines.iter().partition(|line| line.kind == LineKind::Reduction);
    invoice.allowances = reductions.into_iter().map(|line| allowance(line, paper)).collect();
    invoice.lines = lines.into_iter().enumerate().map(|(place, line)| priced(place, line, paper)).collect();
    settle(&mut invoice, paper);
    invoice
}

/// What makes it an invoice or a credit note, and what is left to pay.
fn settle(invoice: &mut Invoice, paper: &InvoicePaper<'_>) {
    match paper.kind {
        Kind::Invoice { payment } => {
            invoice.type_code = Some(Code::new("380"));
            match payment {
                Payment::Due { at } => invoice.due_date = Some(day(at)),
                Payment::Paid { at } => {
                    invoice.due_date = Some(day(at.max(paper.issued_at)));
                    invoice.totals.paid = Some(invoice.totals.gross_total);
                    invoice.totals.due = InvoiceAmount::ZERO;
                }
            }
        }
        Kind::CreditNote { corrects, corrected_at, .. } => {
            invoice.kind = DocumentKind::CreditNote;
            invoice.type_code = Some(Code::new("381"));
            invoice.payment_terms = Some("Remboursement par le moyen du paiement".to_owned());
            let reference = DocumentReference::new(corrects);
            invoice.preceding_invoices =
                vec![PrecedingInvoice { reference, issue_date: Some(day(corrected_at)) }];
        }
    }
}

fn notes(paper: &InvoicePaper<'_>) -> Vec<InvoiceNote> {
    let mut notes = vec![
        InvoiceNote::new(house::discount(LANGUAGE)).with_subject("AAB"),
        InvoiceNote::new(house::penalties(LANGUAGE)).with_subject("PMD"),
        InvoiceNote::new(house::recovery(LANGUAGE)).with_subject("PMT"),
        InvoiceNote::new("B2C").with_subject("BAR"),
    ];
    notes.extend(paper.statements(LANGUAGE).into_iter().map(InvoiceNote::new));
    notes
}

fn seller(paper: &InvoicePaper<'_>) -> Party {
    let seller = paper.seller;
    let digits = seller.siren.as_str();
    let mut party = Party::new(seller.legal_name.as_str(), address(&seller.address));
    party.legal_registration = Some(Identifier::schemed(digits, "0002"));
    party.electronic_address = Some(Identifier::schemed(digits, "0225"));
    match seller.vat_regime {
        VatRegime::Standard => party.vat_identifier = Some(seller.vat_number().as_str().to_owned()),
        VatRegime::Exempt => party.tax_registration = Some(digits.to_owned()),
    }
    party.additional_legal_information = Some(format!("SIREN {}", siren(seller)));
    party
}

fn buyer(paper: &InvoicePaper<'_>) -> Party {
    let mail = format!("{}@{}", paper.buyer.id, paper.house.mail_domain);
    Party::new(paper.buyer.name.as_str(), address(paper.buyer.address))
        .with_electronic_address(Identifier::schemed(mail, "EM"))
}

fn address(address: &Address) -> PostalAddress {
    PostalAddress {
        line1: Some(address.line1.to_string()),
        line2: address.line2.as_ref().map(ToString::to_string),
        city: Some(address.city.to_string()),
        post_code: Some(address.postcode.as_str().to_owned()),
        country: Some(Code::new("FR")),
        ..PostalAddress::default()
    }
}

fn breakdown(total: &VatTotal, paper: &InvoicePaper<'_>) -> VatBreakdown {
    let exempt = paper.seller.vat_regime == VatRegime::Exempt;
    VatBreakdown {
        taxable_amount: InvoiceAmount::from_minor_units(total.ht),
        tax_amount: InvoiceAmount::from_minor_units(total.vat),
        category: category(paper),
        rate: Some(rate(total.per_mille)),
        exemption_reason: exempt.then(|| house::exemption(paper.issued_at, LANGUAGE).to_owned()),
        exemption_reason_code: exempt.then(|| Code::new("VATEX-FR-FRANCHISE")),
    }
}

fn totals(figures: &Figures) -> DocumentTotals {
    let sum = |reductions: bool| -> i64 {
        let lines = figures.lines.iter().filter(|line| (line.kind == LineKind::Reduction) == reductions);
        lines.map(|line| line.ht).sum()
    };
    let reduced = -sum(true);
    let total = InvoiceAmount::from_minor_units(figures.total.cents());
    DocumentTotals {
        line_total: InvoiceAmount::from_minor_units(sum(false)),
        allowance_total: (reduced != 0).then(|| InvoiceAmount::from_minor_units(reduced)),
        taxable_total: InvoiceAmount::from_minor_units(figures.ht()),
        vat_total: Some(InvoiceAmount::from_minor_units(figures.tax())),
        gross_total: total,
        due: total,
        ..DocumentTotals::default()
    }
}

/// A reduction may not be a line of a negative price: it is an allowance on the document.
fn allowance(line: &InvoiceLine, paper: &InvoicePaper<'_>) -> DocumentAllowanceCharge {
    DocumentAllowanceCharge {
        amount: InvoiceAmount::from_minor_units(-line.ht),
        base_amount: None,
        percentage: None,
        vat: taxed(line, paper),
        reason: Some(label(line, &paper.work, LANGUAGE)),
        reason_code: Some(Code::new("95")),
    }
}

/// A line whose price is that of its whole quantity, so that no unit price needs rounding.
fn priced(place: usize, line: &InvoiceLine, paper: &InvoicePaper<'_>) -> en16931::InvoiceLine {
    let quantity = Quantity::new(Decimal::from(line.quantity.max(1)));
    let unit = match line.kind {
        LineKind::Time { .. } => "MIN",
        LineKind::Base
        | LineKind::FlatRate
        | LineKind::Quote(_)
        | LineKind::Extra(_)
        | LineKind::Fee
        | LineKind::Reduction => "C62",
    };
    let note = note(line, LANGUAGE);
    let LineVat { category, rate } = taxed(line, paper);
    let price = PriceDetails {
        net_price: UnitPriceAmount::new(Decimal::new(line.ht, 2)),
        base_quantity: Some(quantity),
        base_quantity_code: Some(Code::new(unit)),
        ..PriceDetails::default()
    };
    let item = Item {
        name: Some(label(line, &paper.work, LANGUAGE)),
        description: Some(note).filter(|note| !note.is_empty()),
        ..Item::default()
    };
    let net = InvoiceAmount::from_minor_units(line.ht);
    en16931::InvoiceLine::new((place + 1).to_string(), "", quantity, unit, net, category, rate)
        .with_price(price)
        .with_item(item)
}

fn taxed(line: &InvoiceLine, paper: &InvoicePaper<'_>) -> LineVat {
    LineVat { category: category(paper), rate: Some(rate(line.vat_per_mille)) }
}

fn category(paper: &InvoicePaper<'_>) -> Code {
    match paper.seller.vat_regime {
        VatRegime::Standard => Code::new("S"),
        VatRegime::Exempt => Code::new("E"),
    }
}

fn rate(per_mille: u16) -> Percentage {
    Percentage::new(Decimal::new(per_mille.into(), 1))
}

fn day(at: Timestamp) -> Date {
    let date = calendar::day(at);
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    Date::new(date.year().into(), part(date.month()), part(date.day())).unwrap_or(Date::MIN)
}

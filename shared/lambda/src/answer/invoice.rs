//! The figures of an invoice. Its labels are French, whoever reads: it is a document of French law.

use domain::{
    Timestamp, calendar,
    id::TechnicianId,
    invoice::{self, Bill, LineKind, VatTotal},
    paper::PaperLink,
    technician,
};
use jiff::civil::Date;
use serde::Serialize;

use super::{Address, Business, CreditNote, Money, Paper, Time, paper::hexadecimal};

/// An invoice.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    number: String,
    intervention_id: String,
    issued_at: Time,
    issued_on: Date,
    seller: Seller,
    customer: Buyer,
    performed_on: Date,
    lines: Vec<InvoiceLine>,
    vat: Vec<InvoiceVat>,
    totals: Totals,
    payment: Payment,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_sha256: Option<String>,
    pdf: Paper,
    credit_notes: Vec<CreditNote>,
}

/// Who issues it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seller {
    technician_id: String,
    legal_name: String,
    siren: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vat_number: Option<String>,
    vat_regime: &'static str,
    address: Address,
    insurance: super::Insurance,
}

/// The customer, as the invoice names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Buyer {
    name: String,
    address: Address,
}

/// A line; a reduction is negative.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLine {
    label: String,
    quantity: u32,
    unit: &'static str,
    unit_price_ht: Money,
    vat_percent: f64,
    total_ht: Money,
    vat: Money,
    total_ttc: Money,
}

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceVat {
    percent: f64,
    base_ht: Money,
    amount: Money,
}

/// The sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Totals {
    ht: Money,
    vat: Money,
    ttc: Money,
}

impl Totals {
    pub(super) fn of(figures: &invoice::Figures) -> Self {
        let ht = figures.lines.iter().map(|line| line.ht).sum();
        let vat = figures.lines.iter().map(|line| line.ttc - line.ht).sum();
        Self { ht: Money::of_cents(ht), vat: Money::of_cents(vat), ttc: figures.total.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Payment {
    state: &'static str,
}

impl Invoice {
    /// The invoice with those whom it names, as they were when it was issued, and a link to it on paper.
    pub fn of(bill: &Bill, technician: &TechnicianId, performed_at: Timestamp, pdf: &PaperLink) -> Self {
        let Bill { invoice, parties } = bill;
        let figures = &invoice.figures;
        let taxed = figures.vat.iter().filter(|total| total.per_mille > 0);
        Self {
            number: invoice.number.to_string(),
            intervention_id: invoice.intervention.to_string(),
            issued_at: invoice.issued_at.into(),
            issued_on: calendar::day(invoice.issued_at),
            seller: Seller::of(technician, &parties.seller),
            customer: Buyer::from(&parties.buyer),
            performed_on: calendar::day(performed_at),
            lines: figures.lines.iter().map(InvoiceLine::from).collect(),
            vat: taxed.map(InvoiceVat::from).collect(),
            totals: Totals::of(figures),
            payment: Payment { state: "due" },
            sha256: hexadecimal(&invoice.seal),
            previous_sha256: invoice.previous.as_ref().map(hexadecimal),
            pdf: pdf.into(),
            credit_notes: Vec::new(),
        }
    }

    /// With what was taken back of it since.
    #[must_use]
    pub fn with_credit_notes(self, notes: &[(invoice::CreditNote, Option<PaperLink>)]) -> Self {
        let credit_notes = notes.iter().map(|(note, pdf)| CreditNote::of(note, pdf.as_ref())).collect();
        Self { credit_notes, ..self }
    }
}

impl Seller {
    fn of(technician: &TechnicianId, business: &technician::Business) -> Self {
        let Business { legal_name, siren, vat_number, address, vat_regime, insurance } = business.into();
        let technician_id = technician.to_string();
        Self { technician_id, legal_name, siren, vat_number, vat_regime, address, insurance }
    }
}

impl From<&invoice::Buyer> for Buyer {
    fn from(buyer: &invoice::Buyer) -> Self {
        Self { name: buyer.name.to_string(), address: (&buyer.address).into() }
    }
}

impl From<&invoice::InvoiceLine> for InvoiceLine {
    fn from(line: &invoice::InvoiceLine) -> Self {
        let (label, unit) = label(&line.kind);
        let quantity = i128::from(line.quantity.max(1));
        let unit_ht = domain::money::half_up(i128::from(line.ht.abs()), quantity) * line.ht.signum();
        Self {
            label,
            quantity: line.quantity,
            unit,
            unit_price_ht: Money::of_cents(unit_ht),
            vat_percent: percent(line.vat_per_mille),
            total_ht: Money::of_cents(line.ht),
            vat: Money::of_cents(line.ttc - line.ht),
            total_ttc: Money::of_cents(line.ttc),
        }
    }
}

impl From<&VatTotal> for InvoiceVat {
    fn from(total: &VatTotal) -> Self {
        let (base_ht, amount) = (Money::of_cents(total.ht), Money::of_cents(total.vat));
        Self { percent: percent(total.per_mille), base_ht, amount }
    }
}

fn label(kind: &LineKind) -> (String, &'static str) {
    match kind {
        LineKind::Base => ("Première demi-heure".to_owned(), "piece"),
        LineKind::Time { hourly_rate } => {
            let cents = hourly_rate.cents();
            (format!("Temps passé au-delà, {},{:02} € TTC l'heure", cents / 100, cents % 100), "minute")
        }
        LineKind::FlatRate => ("Forfait".to_owned(), "piece"),
        LineKind::Quote(label) | LineKind::Extra(label) => (label.clone(), "piece"),
        LineKind::Fee => ("Frais d'annulation".to_owned(), "piece"),
        LineKind::Reduction => ("Remise au-delà du plafond".to_owned(), "piece"),
    }
}

fn percent(per_mille: u16) -> f64 {
    f64::from(per_mille) / 10.0
}

#[cfg(test)]
mod tests;

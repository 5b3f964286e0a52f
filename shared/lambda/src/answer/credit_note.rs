//! The figures of a credit note: those that it takes back, not negative.

use domain::{calendar, invoice, paper::PaperLink};
use jiff::civil::Date;
use serde::Serialize;

use super::{InvoiceLine, InvoiceVat, Paper, Time, invoice::Totals, paper::hexadecimal};

/// A credit note.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreditNote {
    number: String,
    intervention_id: String,
    issued_at: Time,
    issued_on: Date,
    corrects: Corrected,
    reason: String,
    lines: Vec<InvoiceLine>,
    vat: Vec<InvoiceVat>,
    totals: Totals,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pdf: Option<Paper>,
}

/// The invoice that it corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Corrected {
    number: String,
    issued_at: Time,
}

impl CreditNote {
    /// The credit note, and a link to it on paper; none for the moment until that is written.
    pub fn of(note: &invoice::CreditNote, pdf: Option<&PaperLink>) -> Self {
        let invoice::Correction { intervention, invoice, invoiced_at, reason, figures } = &note.correction;
        Self {
            number: note.number.to_string(),
            intervention_id: intervention.to_string(),
            issued_at: note.issued_at.into(),
            issued_on: calendar::day(note.issued_at),
            corrects: Corrected { number: invoice.to_string(), issued_at: (*invoiced_at).into() },
            reason: reason.to_string(),
            lines: figures.lines.iter().map(InvoiceLine::from).collect(),
            vat: figures.vat.iter().filter(|total| total.per_mille > 0).map(InvoiceVat::from).collect(),
            totals: Totals::of(figures),
            sha256: hexadecimal(&note.seal),
            previous_sha256: note.previous.as_ref().map(hexadecimal),
            pdf: pdf.map(Paper::from),
        }
    }
}

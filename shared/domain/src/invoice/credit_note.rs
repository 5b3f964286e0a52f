//! The credit note as it is kept: in a series of its own, sealed, bound to the invoice that it corrects (rule 24).

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{CreditNoteNumber, Figures, Invoice, InvoiceNumber, figures::feed_text};
use crate::{id::InterventionId, money::Money, text::Remark};

/// A credit note: never changed once it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditNote {
    /// Gap-free in its series.
    pub number: CreditNoteNumber,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What it takes back of which invoice.
    pub correction: Correction,
    /// The seal of the credit note before it in its series.
    pub previous: Option<[u8; 32]>,
    /// SHA-256 of all of the above.
    pub seal: [u8; 32],
}

/// What is taken back of an invoice, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// For what the invoice was.
    pub intervention: InterventionId,
    /// The number of the invoice.
    pub invoice: InvoiceNumber,
    /// When the invoice was issued.
    pub invoiced_at: Timestamp,
    /// Why.
    pub reason: Remark,
    /// What is taken back; amounts as on the invoice, not negative.
    pub figures: Figures,
}

impl CreditNote {
    /// Seals a credit note behind the one before it.
    pub fn seal(
        number: CreditNoteNumber,
        issued_at: Timestamp,
        correction: Correction,
        previous: Option<[u8; 32]>,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(previous.unwrap_or_default());
        feed_text(&number.to_string(), &mut |bytes| hash.update(bytes));
        hash.update(issued_at.as_millisecond().to_be_bytes());
        feed_text(correction.intervention.as_str(), &mut |bytes| hash.update(bytes));
        feed_text(&correction.invoice.to_string(), &mut |bytes| hash.update(bytes));
        hash.update(correction.invoiced_at.as_millisecond().to_be_bytes());
        feed_text(correction.reason.as_str(), &mut |bytes| hash.update(bytes));
        correction.figures.feed(&mut |bytes| hash.update(bytes));
        Self { number, issued_at, correction, previous, seal: hash.finalize().into() }
    }

    /// Whether nothing was changed since it was sealed.
    pub fn is_intact(&self) -> bool {
        let again = Self::seal(self.number.clone(), self.issued_at, self.correction.clone(), self.previous);
        again.seal == self.seal
    }
}

/// What is left of an invoice after its credit notes, per rate; rates of which nothing is left are left out.
pub fn left(invoice: &Invoice, credited: &[CreditNote]) -> Vec<super::VatTotal> {
    let mut left = invoice.figures.vat.clone();
    for total in credited.iter().flat_map(|note| &note.correction.figures.vat) {
        for rate in left.iter_mut().filter(|rate| rate.per_mille == total.per_mille) {
            rate.ht -= total.ht;
            rate.vat -= total.vat;
        }
    }
    left.retain(|rate| rate.ht + rate.vat != 0);
    left
}

/// What is left to pay of an invoice after its credit notes.
pub fn left_to_pay(invoice: &Invoice, credited: &[CreditNote]) -> Money {
    credited.iter().fold(invoice.figures.total, |left, note| left.less(note.correction.figures.total))
}

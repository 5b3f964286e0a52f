//! The figures of an invoice: TTC first, value-added tax per rate, every cent accounted for (rule 22).

mod certification;
mod credit;
mod credit_note;
mod figures;
mod line;
mod number;
mod parties;
mod place;
mod series;
mod tax;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub use certification::{Certification, Taxation};
pub use credit::{Credit, CreditRefused, CreditedLine, credited};
pub use credit_note::{Correction, CreditNote, left, left_to_pay};
pub use figures::{Figures, VatTotal, certified_figures, figures, quote_figures};
pub use line::{InvoiceLine, LineKind};
pub use number::{CreditNoteNumber, InvoiceNumber, SeriesYear};
pub use parties::{Bill, Buyer, Parties};
pub use place::{Place, Standing};
pub use series::{Broken, Ends, Link, complete, proved};

use crate::id::InterventionId;
use figures::feed_text;

/// An invoice as it is kept: never changed once it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Gap-free in its series.
    pub number: InvoiceNumber,
    /// For what.
    pub intervention: InterventionId,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What it claims.
    pub figures: Figures,
    /// The seal of the invoice before it in its series.
    pub previous: Option<[u8; 32]>,
    /// SHA-256 of all of the above: changing one invoice breaks the chain of its series.
    pub seal: [u8; 32],
}

impl Invoice {
    /// Seals an invoice behind the one before it.
    pub fn seal(
        number: InvoiceNumber,
        intervention: InterventionId,
        issued_at: Timestamp,
        figures: Figures,
        previous: Option<[u8; 32]>,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(previous.unwrap_or_default());
        feed_text(&number.to_string(), &mut |bytes| hash.update(bytes));
        feed_text(intervention.as_str(), &mut |bytes| hash.update(bytes));
        hash.update(issued_at.as_millisecond().to_be_bytes());
        figures.feed(&mut |bytes| hash.update(bytes));
        Self { number, intervention, issued_at, figures, previous, seal: hash.finalize().into() }
    }

    /// Whether nothing was changed since it was sealed.
    pub fn is_intact(&self) -> bool {
        let again = Self::seal(
            self.number.clone(),
            self.intervention.clone(),
            self.issued_at,
            self.figures.clone(),
            self.previous,
        );
        again.seal == self.seal
    }
}

//! What an invoice or a credit note means to an accountant: an entry whose debits are its credits, to the cent.

mod accounts;
mod entry;
mod month;

pub use accounts::{Account, Chart, PLATFORM_SIREN};
pub use entry::{Entry, Posting, Side, Unbalanced, entries, totals};
pub use month::Month;

use crate::{
    invoice::{CreditNote, Invoice},
    technician::Siren,
};

/// A document that is entered in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// It claims.
    Invoice(Invoice),
    /// It takes back.
    CreditNote(CreditNote),
}

impl Document {
    /// In whose name it was issued.
    pub fn issuer(&self) -> &Siren {
        match self {
            Self::Invoice(invoice) => invoice.number.siren(),
            Self::CreditNote(note) => note.number.siren(),
        }
    }
}

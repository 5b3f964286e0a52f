//! Invoices and credit notes: the row and the number of its series, in one transaction (rules 22 and 24).

mod books;
mod credit_note;
mod issue;
mod joining;
mod parties;
mod proof;
mod row;
mod series;
mod walk;

pub(crate) use credit_note::CreditNoteRow;
pub use proof::{Given, Proof};
pub(crate) use row::InvoiceRow;

//! Invoices and credit notes: the row and the number of its series, in one transaction (rules 22 and 24).

mod books;
mod credit_note;
mod issue;
mod parties;
mod row;

pub use books::Series;
pub(crate) use credit_note::CreditNoteRow;
pub(crate) use row::InvoiceRow;

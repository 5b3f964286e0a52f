//! Invoices: the row and the number of its series, in one transaction (rule 22).

mod issue;
mod parties;
mod row;

pub(crate) use row::InvoiceRow;

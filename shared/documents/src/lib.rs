//! Paper: invoice, credit note, quote and report. Figures in, bytes out; the same bytes for the same figures.
//!
//! Each kind of paper is a struct of what stands on it and a function that prints it, in French or in English.

mod credit_note;
mod factur_x;
mod house;
mod invoice;
mod layout;
mod ledger;
mod parties;
mod printed;
mod quote;
mod report;
mod sections;
mod typography;
mod unprintable;

pub use credit_note::{credit_note_xml, printed_credit_note};
pub use factur_x::invoice_xml;
pub use house::{HOUSE, House};
pub use invoice::{InvoicePaper, Kind, Payment, invoice};
pub use ledger::{csv, fec, fec_name};
pub use parties::{Buyer, Work};
pub use quote::{QuotePaper, quote};
pub use report::{Photo, ReportPaper, Taken, report};
pub use typography::Language;
pub use unprintable::Unprintable;

//! Paper: the files of invoices, quotes and reports, as they are kept for good.

use jiff::Timestamp;

use crate::{id::QuoteId, invoice::CreditNoteNumber};

/// What a paper is; an intervention has one of each at most, one a quote and one a credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperKind {
    /// The one invoice.
    Invoice,
    /// What was found and done.
    Report,
    /// A proposal.
    Quote(QuoteId),
    /// What takes back a part of the invoice, or all of it.
    CreditNote(CreditNoteNumber),
}

/// A file of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The PDF in French: the document itself.
    French,
    /// The PDF in English, for who reads it.
    English,
    /// The XML that accounting software reads.
    Xml,
}

/// The bytes of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// What it is called where it is saved, without an ending.
    pub name: String,
    /// The PDF in French.
    pub french: Vec<u8>,
    /// The PDF in English.
    pub english: Vec<u8>,
    /// The XML of an invoice.
    pub xml: Option<Vec<u8>>,
}

/// A paper that is kept: what it is, and the SHA-256 of each of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub kind: PaperKind,
    /// Of the PDF in French.
    pub french: [u8; 32],
    /// Of the PDF in English.
    pub english: [u8; 32],
    /// Of the XML of an invoice.
    pub xml: Option<[u8; 32]>,
}

/// Where a file of a paper can be fetched, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLink {
    /// The link.
    pub url: String,
    /// The SHA-256 of what it leads to.
    pub sha256: [u8; 32],
    /// Until when.
    pub expires_at: Timestamp,
}

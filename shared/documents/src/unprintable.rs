//! Why a document could not be made.

/// A fault of ours: no input may bring one about.
#[derive(Debug, thiserror::Error)]
pub enum Unprintable {
    /// The pages are no valid PDF.
    #[error("the pages are no valid PDF: {0}")]
    Pdf(String),
    /// The figures break a rule of European invoices.
    #[error("the figures are no valid invoice: {0}")]
    Invoice(String),
    /// The XML could not be put into the PDF.
    #[error("the XML cannot be embedded: {0}")]
    Embedding(String),
}

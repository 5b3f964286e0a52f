//! All that is kept of one intervention, as its parties read it.

use crate::{
    breakdown::Breakdown,
    id::QuoteId,
    intervention::{Intervention, Report},
    media::Media,
    quote::QuoteLines,
};

/// An intervention with the long texts that no decision needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// What decisions are made of.
    pub intervention: Intervention,
    /// The words of the declaration.
    pub breakdown: Breakdown,
    /// The lines of its quotes, in the order in which they were proposed.
    pub quotes: Vec<(QuoteId, QuoteLines)>,
    /// What the technician reported.
    pub report: Option<Report>,
    /// Photos and voice notes.
    pub media: Media,
}

impl Dossier {
    /// The lines of one quote.
    pub fn quote_lines(&self, id: &QuoteId) -> Option<&QuoteLines> {
        self.quotes.iter().find(|(known, _)| known == id).map(|(_, lines)| lines)
    }
}

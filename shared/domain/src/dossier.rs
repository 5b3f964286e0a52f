//! All that is kept of one intervention, as its parties read it.

use jiff::Timestamp;

use crate::{
    breakdown::Breakdown,
    id::QuoteId,
    intervention::{Intervention, Report},
    media::Media,
    paper::{Paper, PaperKind},
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
    /// The papers that were written.
    pub papers: Vec<Paper>,
    /// The time of the first answer, where this is the answer to a repeat: a price that runs is told as it was then.
    pub as_of: Option<Timestamp>,
    /// The intervention of today, where this is the answer to a repeat, and it is over since or somebody else has it: it
    /// decides what the caller may still see (rule 29).
    pub today: Option<Box<Intervention>>,
}

impl Dossier {
    /// The intervention that decides who may see what.
    pub fn today(&self) -> &Intervention {
        self.today.as_deref().unwrap_or(&self.intervention)
    }

    /// The lines of one quote.
    pub fn quote_lines(&self, id: &QuoteId) -> Option<&QuoteLines> {
        self.quotes.iter().find(|(known, _)| known == id).map(|(_, lines)| lines)
    }

    /// The lines of the quotes that are billed, each quote apart (rule 14).
    pub fn agreed_lines(&self) -> Vec<&QuoteLines> {
        self.intervention.agreed_quotes().filter_map(|quote| self.quote_lines(&quote.id)).collect()
    }

    /// The paper of a kind, if it was written.
    pub fn paper(&self, kind: &PaperKind) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.kind == *kind)
    }
}

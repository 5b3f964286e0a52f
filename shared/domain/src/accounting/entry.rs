//! From documents to entries: customers owe what was sold and its tax; a credit note is the same the other way round.

use jiff::civil::Date;

use super::{Account, Chart, Document};
use crate::{calendar::day, invoice::Figures};

/// One document in the journal of sales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The day that the document bears.
    pub day: Date,
    /// The number of the document.
    pub piece: String,
    /// What it is, in words.
    pub label: String,
    /// Two at least.
    pub postings: Vec<Posting>,
}

/// One amount on one side of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Which account.
    pub account: Account,
    /// Which side of it.
    pub side: Side,
    /// How much, in cents; above nothing.
    pub cents: i64,
}

/// The side of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left one.
    Debit,
    /// The right one.
    Credit,
}

/// An entry whose sides differ: a document whose figures do not add up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{piece} debits {debit} and credits {credit} cents")]
pub struct Unbalanced {
    /// Which document.
    pub piece: String,
    /// All debits of it, in cents.
    pub debit: i64,
    /// All credits of it, in cents.
    pub credit: i64,
}

impl Posting {
    /// What it adds to a side, in cents.
    pub fn on(&self, side: Side) -> i64 {
        if self.side == side { self.cents } else { 0 }
    }
}

impl Entry {
    /// All amounts of a side, in cents.
    pub fn sum(&self, side: Side) -> i64 {
        self.postings.iter().map(|posting| posting.on(side)).sum()
    }
}

/// The entries of documents, each balanced; a document over nothing has none.
pub fn entries(documents: &[Document]) -> Result<Vec<Entry>, Unbalanced> {
    let entries = documents.iter().map(entry).filter(|entry| !entry.postings.is_empty());
    entries.map(balanced).collect()
}

/// All debits and all credits of entries, in cents.
pub fn totals(entries: &[Entry]) -> (i64, i64) {
    let sum = |side| entries.iter().map(|entry| entry.sum(side)).sum();
    (sum(Side::Debit), sum(Side::Credit))
}

fn balanced(entry: Entry) -> Result<Entry, Unbalanced> {
    let (debit, credit) = (entry.sum(Side::Debit), entry.sum(Side::Credit));
    if debit == credit { Ok(entry) } else { Err(Unbalanced { piece: entry.piece, debit, credit }) }
}

fn entry(document: &Document) -> Entry {
    match document {
        Document::Invoice(invoice) => {
            let (day, piece) = (day(invoice.issued_at), invoice.number.to_string());
            let label = format!("Facture {piece}");
            Entry { day, label, piece, postings: postings(&invoice.figures, day, Side::Debit) }
        }
        Document::CreditNote(note) => {
            let (day, piece) = (day(note.issued_at), note.number.to_string());
            let label = format!("Avoir {piece} sur facture {}", note.correction.invoice);
            Entry { day, label, piece, postings: postings(&note.correction.figures, day, Side::Credit) }
        }
    }
}

/// What customers owe (or, on the other side, are given back), what was sold, and its tax per rate.
fn postings(figures: &Figures, day: Date, owed: Side) -> Vec<Posting> {
    let chart = Chart::of(day);
    let sold = owed.opposite();
    let services: i64 = figures.vat.iter().map(|total| total.ht).sum();
    let taxes = figures.vat.iter().map(|total| posting(chart.vat(total.per_mille), sold, total.vat));
    let mut postings =
        vec![posting(chart.customers, owed, figures.total.cents()), posting(chart.services, sold, services)];
    postings.extend(taxes);
    postings.retain(|posting| posting.cents != 0);
    postings
}

/// A negative amount (a rate of which more was taken off than claimed) stands on the other side.
fn posting(account: Account, side: Side, cents: i64) -> Posting {
    let side = if cents < 0 { side.opposite() } else { side };
    Posting { account, side, cents: cents.abs() }
}

impl Side {
    fn opposite(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

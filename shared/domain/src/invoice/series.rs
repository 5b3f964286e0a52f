//! A series of invoices or credit notes, proved: every number there, every seal right, every link closed.

use super::{CreditNote, Invoice};

/// One document of a series, as far as its place in it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number in full.
    pub name: String,
    /// Its number in the series, from 1.
    pub count: u64,
    /// Whether its seal is the SHA-256 of what it says.
    pub intact: bool,
    /// The seal of the document before it.
    pub previous: Option<[u8; 32]>,
    /// Its own seal.
    pub seal: [u8; 32],
}

/// The first thing that is wrong with a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A number is missing, or stands twice.
    #[error("number {expected} is missing; after it comes {found}")]
    Gap {
        /// The number that should stand there.
        expected: u64,
        /// What stands there.
        found: String,
    },
    /// Something in the document was changed.
    #[error("{name} was changed: its hash is not that of what it says")]
    Changed {
        /// Which.
        name: String,
    },
    /// The document before it is not the one that it was sealed behind.
    #[error("{name} does not follow the document before it: the hash it names is another")]
    Unchained {
        /// Which.
        name: String,
    },
    /// The last documents are missing, or the counter of the series was changed.
    #[error("the series should end with number {expected} and ends with number {found}")]
    CutOff {
        /// The last number that was given.
        expected: u64,
        /// The last one that is there; 0 for none.
        found: u64,
    },
}

/// Proves a series in the order of its numbers; `last` is the number that its counter gave last, with its seal.
pub fn proved(links: &[Link], last: Option<(u64, [u8; 32])>) -> Result<(), Broken> {
    let mut previous = None;
    for (expected, link) in (1..).zip(links) {
        if link.count != expected {
            return Err(Broken::Gap { expected, found: link.name.clone() });
        }
        if !link.intact {
            return Err(Broken::Changed { name: link.name.clone() });
        }
        if link.previous != previous {
            return Err(Broken::Unchained { name: link.name.clone() });
        }
        previous = Some(link.seal);
    }
    let found = links.last().map(|link| (link.count, link.seal));
    let number = |end: Option<(u64, [u8; 32])>| end.map_or(0, |(count, _)| count);
    if number(found) != number(last) {
        return Err(Broken::CutOff { expected: number(last), found: number(found) });
    }
    match links.last() {
        Some(link) if found != last => Err(Broken::Unchained { name: link.name.clone() }),
        Some(_) | None => Ok(()),
    }
}

impl From<&Invoice> for Link {
    fn from(invoice: &Invoice) -> Self {
        let (name, count) = (invoice.number.to_string(), invoice.number.count());
        Self { name, count, intact: invoice.is_intact(), previous: invoice.previous, seal: invoice.seal }
    }
}

impl From<&CreditNote> for Link {
    fn from(note: &CreditNote) -> Self {
        let (name, count) = (note.number.to_string(), note.number.count());
        Self { name, count, intact: note.is_intact(), previous: note.previous, seal: note.seal }
    }
}

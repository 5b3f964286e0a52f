//! A series of invoices or credit notes, proved: every number there, every seal right, every link closed.

use jiff::Timestamp;

use super::{CreditNote, Invoice};
use crate::technician::Siren;

/// One document of a series, as far as its place in it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number in full.
    pub name: String,
    /// In whose name it was issued.
    pub issuer: Siren,
    /// Its number in the series, from 1.
    pub count: u64,
    /// When it was issued.
    pub issued_at: Timestamp,
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
    /// It was issued before the document in front of it.
    #[error("{name} is dated before the document in front of it")]
    Backdated {
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

/// The ends that the counter of a series names, each with number and seal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// The document of an older series that the first one of this series continues.
    pub follows: Option<(u64, [u8; 32])>,
    /// The last document.
    pub last: Option<(u64, [u8; 32])>,
}

/// Proves a series in the order of its numbers, between the ends that its counter says.
pub fn proved(links: &[Link], ends: &Ends) -> Result<(), Broken> {
    let (begun, mut previous) = ends.follows.map_or((0, None), |(count, seal)| (count, Some(seal)));
    let mut issued_at = Timestamp::MIN;
    for (expected, link) in (begun + 1..).zip(links) {
        let name = || link.name.clone();
        if link.count != expected {
            return Err(Broken::Gap { expected, found: name() });
        }
        if !link.intact {
            return Err(Broken::Changed { name: name() });
        }
        if link.previous != previous {
            return Err(Broken::Unchained { name: name() });
        }
        if link.issued_at < issued_at {
            return Err(Broken::Backdated { name: name() });
        }
        (previous, issued_at) = (Some(link.seal), link.issued_at);
    }
    closed(links, ends)
}

/// The last document is the one that the counter names.
fn closed(links: &[Link], ends: &Ends) -> Result<(), Broken> {
    let found = links.last().map(|link| (link.count, link.seal)).or(ends.follows);
    let number = |end: Option<(u64, [u8; 32])>| end.map_or(0, |(count, _)| count);
    if number(found) != number(ends.last) {
        return Err(Broken::CutOff { expected: number(ends.last), found: number(found) });
    }
    match links.last() {
        Some(link) if found != ends.last => Err(Broken::Unchained { name: link.name.clone() }),
        Some(_) | None => Ok(()),
    }
}

/// Counts the numbers of an issuer's year, whichever series they were given in: each once, from 1.
pub fn complete<'a>(issuer: &Siren, links: impl IntoIterator<Item = &'a Link>) -> Result<u64, Broken> {
    let mut own: Vec<&Link> = links.into_iter().filter(|link| link.issuer == *issuer).collect();
    own.sort_by_key(|link| (link.count, link.issued_at));
    let wrong = (1..).zip(&own).find(|(expected, link)| link.count != *expected);
    match wrong {
        Some((expected, link)) => Err(Broken::Gap { expected, found: link.name.clone() }),
        None => Ok(own.len().try_into().unwrap_or(u64::MAX)),
    }
}

impl From<&Invoice> for Link {
    fn from(invoice: &Invoice) -> Self {
        Self {
            name: invoice.number.to_string(),
            issuer: invoice.number.siren().clone(),
            count: invoice.number.count(),
            issued_at: invoice.issued_at,
            intact: invoice.is_intact(),
            previous: invoice.previous,
            seal: invoice.seal,
        }
    }
}

impl From<&CreditNote> for Link {
    fn from(note: &CreditNote) -> Self {
        Self {
            name: note.number.to_string(),
            issuer: note.number.siren().clone(),
            count: note.number.count(),
            issued_at: note.issued_at,
            intact: note.is_intact(),
            previous: note.previous,
            seal: note.seal,
        }
    }
}

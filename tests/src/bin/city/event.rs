//! What can happen in the city, and when.

use std::cmp::Ordering;

use crate::{clock::Millis, mail::Letter};

/// Something that happens; customers and technicians are named by their numbers.
#[derive(Debug)]
pub(crate) enum Event {
    Declares(usize),
    Confirms(usize),
    /// In that round of the search: a match ends it.
    GivesUp(usize, u32),
    Wonders(usize),
    LeavesLate(usize, u32),
    Rates(usize),
    Letter(Box<Letter>),
    /// For that spell of the roster.
    ComesOnline(usize, usize),
    LeavesOnline(usize, usize),
    Heartbeat(usize, usize),
    OpensList(usize),
    Looks(usize),
    Answers(usize, Ask),
    Departs(Job),
    CallsOff(Job),
    Arrives(Job),
    Starts(Job),
    Finishes(Job),
    Minute,
}

/// A request on a technician's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) case: usize,
    pub(crate) how: How,
}

/// How it came there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// Offered to them.
    Offered,
    /// Told that it waits.
    Told,
    /// Found in the missions list.
    Listed,
}

/// What a technician works on: a request, taken in that round of its search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) who: usize,
    pub(crate) case: usize,
    pub(crate) round: u32,
}

/// An event with its time; of two at the same time the one that was planned first comes first.
#[derive(Debug)]
pub(crate) struct Scheduled {
    pub(crate) at: Millis,
    pub(crate) order: u64,
    pub(crate) event: Event,
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scheduled {}

//! The last offer to a technician: what a late answer to it is told (rules 6 and 8).

use jiff::Timestamp;

use super::Intervention;
use crate::{
    id::TechnicianId,
    timeline::{Entry, Fact},
};

/// What became of the last offer to a technician.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LastOffer {
    until: Timestamp,
    taken_back_at: Option<Timestamp>,
    /// Whether they said no.
    pub(super) declined: bool,
}

impl LastOffer {
    /// When it ended, if it has; it is good to its last moment.
    pub(super) fn ended_at(self, now: Timestamp) -> Option<Timestamp> {
        let ended = self.taken_back_at.map_or(self.until, |at| at.min(self.until));
        (self.taken_back_at.is_some() || now > self.until).then_some(ended)
    }
}

impl Intervention {
    /// The last offer to a technician; none if they were never asked.
    pub(super) fn last_offer_to(&self, technician: &TechnicianId) -> Option<LastOffer> {
        let until = |entry: &Entry| {
            let Fact::Offered { to, until, .. } = &entry.fact else { return None };
            to.iter().any(|asked| asked.technician == *technician).then_some(*until)
        };
        let (place, until) =
            self.timeline.iter().enumerate().rev().find_map(|(at, entry)| Some((at, until(entry)?)))?;
        let since = &self.timeline[place + 1..];
        let declined =
            |entry: &Entry| matches!(&entry.fact, Fact::Declined { technician: who } if who == technician);
        Some(LastOffer {
            until,
            taken_back_at: since
                .iter()
                .find(|entry| ends_offers(&entry.fact))
                .map(|one| one.moment.occurred_at),
            declined: since.iter().any(declined),
        })
    }
}

/// Whether a fact ends the offer before it.
fn ends_offers(fact: &Fact) -> bool {
    matches!(fact, Fact::Offered { .. } | Fact::TimedOut { .. } | Fact::Waiting | Fact::Scheduled { .. })
}

//! The visit that was promised: its hour, the arrival, and what being on site binds (rules 10, 11 and 21).

use jiff::{SignedDuration, Timestamp};

use super::{Intervention, Stage};
use crate::{
    agenda::When,
    moment::Moment,
    timeline::{Entry, Fact},
};

/// How long before the promised hour a departure or an arrival counts for a fee (rule 21): a technician who says days
/// before that they are on the way has not set out yet.
const BEFORE_THE_HOUR: SignedDuration = SignedDuration::from_hours(2);

/// The hour of the last promise among these entries: of an acceptance, or of a confirmed postponement.
pub fn promised(entries: &[Entry]) -> Option<Timestamp> {
    entries.iter().rev().find_map(|entry| {
        if let Fact::Accepted { due, .. } = &entry.fact {
            return Some(*due);
        }
        if let Fact::PostponementConfirmed { appointment } = &entry.fact { Some(*appointment) } else { None }
    })
}

/// When a technician came: a phone whose clock runs ahead makes nobody late.
pub fn came_at(arrival: Moment) -> Timestamp {
    arrival.occurred_at.min(arrival.recorded_at)
}

impl Intervention {
    /// The hour promised for the visit that is under way or comes next.
    pub fn promised_at(&self) -> Option<Timestamp> {
        promised(&self.timeline)
    }

    /// The hour of that visit if both agreed on one: whoever comes at once may come earlier than promised.
    pub(super) fn appointed_at(&self) -> Option<Timestamp> {
        self.timeline.iter().rev().find_map(|entry| {
            if let Fact::Accepted { due, .. } = &entry.fact {
                return Some(self.declaration.scheduled_for.filter(|hour| hour == due));
            }
            if let Fact::PostponementConfirmed { appointment } = &entry.fact {
                return Some(Some(*appointment));
            }
            None
        })?
    }

    /// When the technician came to the visit that is under way, and when we were told.
    pub(super) fn arrival(&self) -> Option<Moment> {
        if !matches!(self.stage, Stage::Arrived { .. }) {
            return None;
        }
        let arrived = |entry: &&Entry| matches!(entry.fact, Fact::Arrived);
        self.timeline.iter().rev().find(arrived).map(|entry| entry.moment)
    }

    /// Whether the technician who is on site came after the promised hour.
    pub(super) fn came_late(&self) -> bool {
        let came = self.arrival().map(came_at);
        came.zip(self.promised_at()).is_some_and(|(came, hour)| came > hour)
    }

    /// Whether a departure or an arrival belongs to the promised visit (rule 21).
    pub(super) fn belongs_to_the_visit(&self, at: Timestamp) -> bool {
        self.promised_at().is_none_or(|hour| at > hour - BEFORE_THE_HOUR)
    }

    /// The promise that being on site makes of an appointment; none where the agenda binds already. It keeps the hour
    /// that the agenda held for it.
    pub fn binds_on_arrival(&self, now: Timestamp) -> Option<When> {
        let scheduled = self.declaration.scheduled_for.is_some();
        let postponed = matches!(self.stage, Stage::Postponed { .. });
        let due = matches!(self.stage, Stage::Accepted { .. }) && scheduled;
        let since = self.promised_at().map_or(now, |hour| hour.min(now));
        (postponed || due).then_some(When::Now { since })
    }
}

//! The visit that was promised: its hour, the arrival, and what being on site binds (rules 10, 11 and 21).

use jiff::{SignedDuration, Timestamp};

use super::{Intervention, Stage};
use crate::{
    agenda::When,
    timeline::{Entry, Fact, Resolution},
};

/// How long before the promised hour a departure counts for a fee (rule 21): a technician who says days before that they
/// are on the way has not set out yet.
const BEFORE_THE_HOUR: SignedDuration = SignedDuration::from_hours(2);

/// The hour of the last promise among these entries: of an acceptance, of a confirmed postponement, or as an operator
/// moved it.
pub fn promised(entries: &[Entry]) -> Option<Timestamp> {
    entries.iter().rev().find_map(|entry| {
        if let Fact::Accepted { due, .. } = &entry.fact {
            return Some(*due);
        }
        if let Fact::Resolved { resolution: Resolution::Extended { until }, .. } = &entry.fact {
            return Some(*until);
        }
        if let Fact::PostponementConfirmed { appointment } = &entry.fact { Some(*appointment) } else { None }
    })
}

impl Intervention {
    /// The hour promised for the visit that is under way or comes next.
    pub fn promised_at(&self) -> Option<Timestamp> {
        promised(&self.timeline)
    }

    /// The hour of that visit if both agreed on one: whoever comes at once may come earlier than promised.
    fn appointed_at(&self) -> Option<Timestamp> {
        self.timeline.iter().rev().find_map(|entry| {
            if let Fact::Accepted { due, .. } = &entry.fact {
                return Some(self.declaration.scheduled_for.filter(|hour| hour == due));
            }
            if let Fact::Resolved { resolution: Resolution::Extended { until }, .. } = &entry.fact {
                return Some(self.declaration.scheduled_for.map(|_| *until));
            }
            if let Fact::PostponementConfirmed { appointment } = &entry.fact {
                return Some(Some(*appointment));
            }
            None
        })?
    }

    /// From when on the customer may be missed: we know that the technician is on site, and the appointed hour has come.
    /// A time that the technician claims does not count (rules 21 and 34).
    pub(super) fn on_site_from(&self) -> Option<Timestamp> {
        let arrived = |entry: &&Entry| matches!(entry.fact, Fact::Arrived);
        let told_at = self.timeline.iter().rev().find(arrived)?.moment.recorded_at;
        Some(self.appointed_at().map_or(told_at, |hour| hour.max(told_at)))
    }

    /// Whether a departure belongs to the promised visit (rule 21).
    pub(super) fn belongs_to_the_visit(&self, at: Timestamp) -> bool {
        self.promised_at().is_none_or(|hour| at > hour - BEFORE_THE_HOUR)
    }

    /// Whether an arrival belongs to the appointment: nobody owes a fee for an arrival days ahead (rule 21).
    pub(super) fn came_for_the_visit(&self, at: Timestamp) -> bool {
        self.appointed_at().is_none_or(|hour| at > hour - BEFORE_THE_HOUR)
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

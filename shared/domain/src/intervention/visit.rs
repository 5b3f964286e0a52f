//! The visit that was promised: its hour, the arrival, and what being on site binds (rules 10, 11 and 21).

use jiff::{SignedDuration, Timestamp};

use super::{Intervention, OnTheWay, Stage, caps::START_CODES_MAX};
use crate::{
    agenda::When,
    moment::Submission,
    policy::Policy,
    refusal::Refusal,
    timeline::{Entry, Fact, Resolution},
};

/// How long before the promised hour a departure or an arrival belongs to the visit (rules 10 and 21): a technician who
/// says days before that they are on the way has not set out yet.
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

    /// The departure that is a sign of this visit; one long before the promised hour is none (rule 10).
    pub(super) fn departure_for(due: Timestamp, on_the_way: Option<OnTheWay>) -> Option<OnTheWay> {
        on_the_way.filter(|way| way.estimated_at > due - BEFORE_THE_HOUR)
    }

    /// Since when the technician is on the way, after one more departure: the first one that belongs to the visit counts.
    pub(super) fn departed_since(due: Timestamp, known: Option<OnTheWay>, at: Timestamp) -> Timestamp {
        known.map(|way| way.since).filter(|since| *since > due - BEFORE_THE_HOUR).unwrap_or(at)
    }

    /// Refuses a time long before the appointment for an arrival or a start that is sent late: nobody knew of it then.
    pub(super) fn check_of_the_appointment(&self, submission: &Submission) -> Result<(), Refusal> {
        let Some(hour) = self.appointed_at().filter(|_| submission.is_sent_late()) else { return Ok(()) };
        let earliest = hour - BEFORE_THE_HOUR;
        if submission.at() > earliest { Ok(()) } else { Err(Refusal::BeforeAppointment { hour, earliest }) }
    }

    /// From when on the customer may leave a technician who came, but did not start the work: no sign came for as long as
    /// a missed visit lasts, or the start code is blocked.
    pub(super) fn abandoned_from(&self, policy: &Policy) -> Option<Timestamp> {
        let on_site = matches!(self.stage, Stage::Arrived { .. }) && !self.work.has_started();
        let since = self.on_site_from().filter(|_| on_site)?;
        let heard = self.last_command()?.moment.recorded_at.max(since);
        let silent = heard + SignedDuration::from_mins(policy.missed_visit_minutes);
        Some(self.blocked_at().map_or(silent, |at| at.min(silent)))
    }

    /// When the start code of this technician's visit changed for the last possible time (rule 12).
    fn blocked_at(&self) -> Option<Timestamp> {
        let changed = |entry: &&Entry| matches!(entry.fact, Fact::StartCodeChanged { .. });
        let accepted = |entry: &Entry| matches!(entry.fact, Fact::Accepted { .. });
        let since = self.timeline.iter().rposition(accepted)?;
        let last = self.timeline[since..].iter().rev().find(changed)?;
        let used_up = self.count(|fact| matches!(fact, Fact::StartCodeChanged { .. })) >= START_CODES_MAX;
        used_up.then_some(last.moment.recorded_at)
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

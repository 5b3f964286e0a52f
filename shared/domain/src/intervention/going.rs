//! Going there and arriving: promises, lateness, the guardian's moves (rule 10).

use jiff::{SignedDuration, Timestamp};

use crate::{
    agenda::When,
    id::TechnicianId,
    moment::Moment,
    policy::Policy,
    refusal::Refusal,
    timeline::{Cause, Fact},
};

use super::{Intervention, Stage, Step};

impl Intervention {
    /// The technician sets out.
    pub fn depart(&self, technician: &TechnicianId, eta_minutes: Option<u16>) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        let Stage::Accepted { on_the_way, .. } = &self.stage else { return Err(self.forbids()) };
        match on_the_way {
            Some(_) => Ok(Step::Unchanged),
            None => Ok(Step::one(Fact::Departed { eta_minutes })),
        }
    }

    /// The technician is on site.
    pub fn arrive(&self, technician: &TechnicianId) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        if matches!(self.stage, Stage::Arrived { .. }) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(matches!(self.stage, Stage::Accepted { .. } | Stage::Postponed { .. }))?;
        Ok(Step::one(Fact::Arrived))
    }

    /// The promise that being on site makes of an appointment; none where the agenda binds already.
    pub fn binds_on_arrival(&self) -> Option<When> {
        let scheduled = self.declaration.scheduled_for.is_some();
        let postponed = matches!(self.stage, Stage::Postponed { .. });
        let due = matches!(self.stage, Stage::Accepted { .. }) && scheduled;
        (postponed || due).then_some(When::Now)
    }

    /// Whether the technician is late, or certain to be (rule 10).
    pub fn is_late(&self, now: Timestamp) -> bool {
        let Stage::Accepted { due, on_the_way, .. } = &self.stage else { return false };
        let expected = on_the_way.and_then(|way| Some(way.since + minutes(i64::from(way.eta_minutes?))));
        now >= *due || expected.is_some_and(|arrival| arrival > *due)
    }

    /// What the guardian does: a nudge, then a new match; nothing for who is on the way (rule 10).
    pub fn watch(&self, now: Timestamp, policy: &Policy) -> Result<Step, Refusal> {
        let Stage::Accepted { due, on_the_way: None, .. } = &self.stage else { return Ok(Step::Unchanged) };
        if now >= promised_after(*due, policy.rematch_minutes, policy) {
            return Ok(Step::one(self.released(Cause::TechnicianLate, now, policy)));
        }
        if self.nudged {
            return Ok(Step::Unchanged);
        }
        let at = promised_after(*due, policy.nudge_minutes, policy);
        if now < at {
            return Err(Refusal::TooEarly { at, stage: self.stage.name() });
        }
        Ok(Step::one(Fact::Nudged))
    }

    /// When the guardian must look again; none while nothing can be late.
    pub fn next_watch(&self, policy: &Policy) -> Option<Timestamp> {
        let Stage::Accepted { due, on_the_way: None, .. } = &self.stage else { return None };
        let minutes = if self.nudged { policy.rematch_minutes } else { policy.nudge_minutes };
        Some(promised_after(*due, minutes, policy))
    }

    /// What the schedules must look at, and when.
    pub fn deadline(&self, policy: &Policy) -> Option<Deadline> {
        if self.stage.is_open() {
            return Some(Deadline::Expiry(self.expires_at));
        }
        self.next_watch(policy).map(Deadline::Arrival)
    }

    /// The moment of a command of an app that may have been offline, checked against this timeline.
    pub fn moment(&self, occurred_at: Option<Timestamp>, received_at: Timestamp) -> Result<Moment, Refusal> {
        let last = self.timeline.last().map_or(received_at, |entry| entry.moment.occurred_at);
        Moment::occurred(occurred_at, received_at)?.after(last)
    }

    /// Back to the waiting list with priority; from now on it is wanted at once.
    pub(super) fn released(&self, cause: Cause, now: Timestamp, policy: &Policy) -> Fact {
        let later = now + SignedDuration::from_hours(policy.request_expiry_hours);
        let scheduled = self.declaration.scheduled_for.filter(|hour| *hour > now);
        Fact::Released { cause, expires_at: scheduled.unwrap_or(later) }
    }
}

/// What the schedules look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// The request expires.
    Expiry(Timestamp),
    /// The technician is nudged or replaced.
    Arrival(Timestamp),
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// So many minutes after the acceptance that promised to be there when it is due.
fn promised_after(due: Timestamp, count: i64, policy: &Policy) -> Timestamp {
    due + minutes(count - policy.arrival_minutes)
}

//! Going there and arriving: promises, lateness, when the guardian must look (rule 10).

use jiff::{SignedDuration, Timestamp};

use crate::{
    arrival::{self, Surroundings},
    id::TechnicianId,
    moment::Submission,
    place::Location,
    policy::Policy,
    refusal::Refusal,
    timeline::{Cause, Entry, Fact},
};

use super::{Intervention, OnTheWay, Stage, Step, caps::DEPARTURES_MAX};

impl Intervention {
    /// The technician sets out; once on the way, a new estimate of the arrival.
    pub fn depart(
        &self,
        technician: &TechnicianId,
        eta_minutes: Option<u16>,
        submission: &Submission,
    ) -> Result<Step, Refusal> {
        let departed = Fact::Departed { eta_minutes };
        let lifted = self.lifted_release(technician, submission)?;
        if self.was_told(submission, |fact| *fact == departed) {
            return Ok(Step::Unchanged);
        }
        let (Stage::Accepted { on_the_way, .. } | Stage::Postponed { on_the_way, .. }) = &self.stage else {
            let departs = |fact: &Fact| matches!(fact, Fact::Departed { .. });
            return match lifted {
                Some(lifted) => Ok(Step::Changed(vec![lifted, departed])),
                None if self.is_repeated(submission, departs) => Ok(Step::Unchanged),
                None => Err(self.forbids()),
            };
        };
        let known = on_the_way.is_some_and(|way| eta_minutes.is_none() || way.eta_minutes == eta_minutes);
        if known && submission.stated.is_none() {
            return Ok(Step::Unchanged);
        }
        submission.check_within_a_day()?;
        self.check_room(DEPARTURES_MAX, |fact| matches!(fact, Fact::Departed { .. }))?;
        Ok(Step::one(departed))
    }

    /// The technician is on site.
    pub fn arrive(&self, technician: &TechnicianId, submission: &Submission) -> Result<Step, Refusal> {
        let arrived = |fact: &Fact| *fact == Fact::Arrived;
        let lifted = self.lifted_release(technician, submission)?;
        let there = matches!(self.stage, Stage::Arrived { .. }) && submission.stated.is_none();
        if there || self.was_told(submission, arrived) {
            return Ok(Step::Unchanged);
        }
        if let Some(lifted) = lifted {
            return Ok(Step::Changed(vec![lifted, Fact::Arrived]));
        }
        if !matches!(self.stage, Stage::Accepted { .. } | Stage::Postponed { .. }) {
            return if self.is_repeated(submission, arrived) {
                Ok(Step::Unchanged)
            } else {
                Err(self.forbids())
            };
        }
        submission.check_within_a_day()?;
        Ok(Step::one(Fact::Arrived))
    }

    /// How long somebody would drive from there, setting out then.
    pub fn drive_minutes(&self, from: Location, pace: Surroundings, at: Timestamp) -> u16 {
        let minutes = arrival::minutes(from, self.declaration.location, at, pace);
        u16::try_from(minutes).unwrap_or(u16::MAX)
    }

    /// Whether the technician is late, or certain to be (rule 10). Once found late they stay so: the customer was
    /// told that leaving is free, and a hasty departure does not take that back.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let Stage::Accepted { due, on_the_way, .. } = &self.stage else { return false };
        now >= *due || self.watched.late || self.cannot_keep(*due, *on_the_way, now)
    }

    /// When the customer may expect the technician: by their own word, else as the guardian found.
    pub fn expected_at(&self) -> Option<Timestamp> {
        let Stage::Accepted { on_the_way, .. } = &self.stage else { return None };
        let told = on_the_way.and_then(|way| Some(way.estimated_at + minutes(way.eta_minutes?.into())));
        told.or(self.watched.expected)
    }

    /// Whether what is known in the timeline alone forbids to be there when it is due.
    fn cannot_keep(&self, due: Timestamp, on_the_way: Option<OnTheWay>, now: Timestamp) -> bool {
        let leave_by = self.watched.leave_by;
        match on_the_way {
            None => leave_by.is_some_and(|by| now >= by),
            Some(OnTheWay { estimated_at, eta_minutes: Some(eta), .. }) => {
                estimated_at + minutes(eta.into()) > due
            }
            Some(OnTheWay { since, eta_minutes: None, .. }) => leave_by.is_some_and(|by| since > by),
        }
    }

    /// When the guardian must look next, by the timeline alone; it may set itself another alarm by what it sees.
    ///
    /// A departure keeps the alarm where it stands: the index is written once less, and most arrive before it rings.
    pub fn next_watch(&self, policy: &Policy) -> Option<Timestamp> {
        let Stage::Accepted { due, on_the_way, .. } = &self.stage else { return None };
        let nudge = promised_after(*due, policy.nudge_minutes, policy);
        let first = self.leave_by_at_first(*due).map_or(nudge, |by| by.min(nudge));
        let first = first.max(self.last_recorded(|fact| matches!(fact, Fact::Accepted { .. }))?);
        let found = self.watched.late;
        match on_the_way {
            None if found && !self.watched.nudged => Some(nudge),
            None if found => Some(promised_after(*due, policy.rematch_minutes, policy)),
            None if self.watched.nudged => Some(self.watched.leave_by.map_or(*due, |by| by.min(*due))),
            None => Some(first),
            Some(_) if found => None,
            Some(way) if self.cannot_keep(*due, Some(*way), way.since) => {
                self.last_recorded(|fact| matches!(fact, Fact::Departed { .. }))
            }
            Some(way) if !self.watched.nudged && way.since < first => Some(first),
            Some(_) => Some(*due),
        }
    }

    /// When they had to leave by the drive from where they accepted.
    fn leave_by_at_first(&self, due: Timestamp) -> Option<Timestamp> {
        let drive = self.acceptance.as_ref()?.drive_minutes?;
        Some(due - minutes(drive.into()))
    }

    fn last_recorded(&self, is_it: impl Fn(&Fact) -> bool) -> Option<Timestamp> {
        let found = |entry: &&Entry| is_it(&entry.fact);
        self.timeline.iter().rev().find(found).map(|entry| entry.moment.recorded_at)
    }

    /// What the schedules must look at, and when.
    pub fn deadline(&self, policy: &Policy) -> Option<Deadline> {
        if self.stage.is_open() {
            return Some(Deadline::Expiry(self.expires_at));
        }
        let looks = [self.next_watch(policy), self.nears_ceiling_at(policy)];
        looks.into_iter().flatten().min().map(Deadline::Arrival)
    }

    /// Back to the waiting list with priority; from now on it is wanted at once. A technician found late before the
    /// hour of an appointment leaves it a day as well: it would expire before anybody could come.
    pub(super) fn released(&self, cause: Cause, now: Timestamp, policy: &Policy) -> Fact {
        let later = now + SignedDuration::from_hours(policy.request_expiry_hours);
        let scheduled = self.declaration.scheduled_for.filter(|hour| *hour > now);
        let expires_at = match cause {
            Cause::TechnicianLate => later,
            Cause::TechnicianCancelled
            | Cause::CustomerCancelled
            | Cause::CustomerAbsent
            | Cause::OperatorDecided => scheduled.unwrap_or(later),
        };
        Fact::Released { cause, expires_at }
    }
}

/// What the schedules look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// The request expires.
    Expiry(Timestamp),
    /// The guardian looks after who took it.
    Arrival(Timestamp),
}

pub(super) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// So many minutes after the acceptance that promised to be there when it is due.
pub(super) fn promised_after(due: Timestamp, count: i64, policy: &Policy) -> Timestamp {
    due + minutes(count - policy.arrival_minutes)
}

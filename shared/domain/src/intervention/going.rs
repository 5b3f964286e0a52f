//! Going there and arriving: promises, lateness, when the guardian must look (rule 10).

use jiff::{SignedDuration, Timestamp};

use crate::{
    arrival::{self, Surroundings},
    id::TechnicianId,
    moment::Submission,
    place::Location,
    policy::Policy,
    refusal::{Counted, Refusal},
    timeline::{Cause, Entry, Fact, Resolution},
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
        let sign = self.visit().and_then(|visit| visit.on_the_way);
        let first = if self.belongs_to_the_visit(submission.at()) { sign } else { *on_the_way };
        let known = first.is_some_and(|way| eta_minutes.is_none() || way.eta_minutes == eta_minutes);
        if known && submission.stated.is_none() {
            return Ok(Step::Unchanged);
        }
        submission.check_within_a_day()?;
        self.check_room(Counted::Departures, DEPARTURES_MAX, |fact| matches!(fact, Fact::Departed { .. }))?;
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
            self.check_of_the_appointment(submission)?;
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
        self.check_of_the_appointment(submission)?;
        Ok(Step::one(Fact::Arrived))
    }

    /// How long somebody would drive from there, setting out then.
    pub fn drive_minutes(&self, from: Location, pace: Surroundings, at: Timestamp) -> u16 {
        let minutes = arrival::minutes(from, self.declaration.location, at, pace);
        u16::try_from(minutes).unwrap_or(u16::MAX)
    }

    /// The visit that is promised and has not happened yet: the first, or the one after a postponement. A departure long
    /// before its hour is no sign.
    pub(super) fn visit(&self) -> Option<Visit> {
        let visit = |due: Timestamp, on_the_way: Option<OnTheWay>| Visit {
            due,
            on_the_way: Self::departure_for(due, on_the_way),
        };
        match &self.stage {
            Stage::Accepted { due, on_the_way, .. } => Some(visit(*due, *on_the_way)),
            Stage::Postponed { appointment, on_the_way } => Some(visit(*appointment, *on_the_way)),
            Stage::Declared
            | Stage::Offered { .. }
            | Stage::Waiting { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => None,
        }
    }

    /// Whether the technician is late, or certain to be (rule 10). Once found late they stay so: the customer was
    /// told that leaving is free, and a hasty departure does not take that back.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let Some(visit) = self.visit() else { return false };
        now >= visit.due || self.watched.late || self.cannot_keep(visit.due, visit.on_the_way, now)
    }

    /// When the customer may expect the technician: by their own word, else as the guardian found.
    pub fn expected_at(&self) -> Option<Timestamp> {
        let on_the_way = self.visit()?.on_the_way;
        let told = on_the_way.and_then(|way| Some(way.estimated_at + minutes(way.eta_minutes?.into())));
        told.or(self.watched.expected)
    }

    /// When the request leaves a technician who gave no sign; never once work began (rule 10).
    pub(super) fn rematch_at(&self, due: Timestamp, policy: &Policy) -> Option<Timestamp> {
        let unworked = !self.work.has_started();
        unworked.then(|| promised_after(due, policy.rematch_minutes, policy))
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
        let visit = self.visit()?;
        [self.next_watch_of(visit, policy), self.stall_look(policy)].into_iter().flatten().min()
    }

    fn next_watch_of(&self, Visit { due, on_the_way }: Visit, policy: &Policy) -> Option<Timestamp> {
        let nudge = promised_after(due, policy.nudge_minutes, policy);
        let first = self.leave_by_at_first(due).map_or(nudge, |by| by.min(nudge));
        let first = first.max(self.last_recorded(is_promise)?);
        let found = self.watched.late;
        match on_the_way {
            None if found && !self.watched.nudged => Some(nudge),
            None if found => self.rematch_at(due, policy),
            None if self.watched.nudged => Some(self.watched.leave_by.map_or(due, |by| by.min(due))),
            None => Some(first),
            Some(_) if found => None,
            Some(way) if self.cannot_keep(due, Some(way), way.since) => {
                self.last_recorded(|fact| matches!(fact, Fact::Departed { .. }))
            }
            Some(way) if !self.watched.nudged && way.since < first => Some(first),
            Some(_) => Some(due),
        }
    }

    /// When they had to leave by the drive from where they accepted; a second visit begins elsewhere.
    fn leave_by_at_first(&self, due: Timestamp) -> Option<Timestamp> {
        Some(due - minutes(self.first_drive_minutes()?.into()))
    }

    /// The drive from where they accepted, on the first visit.
    pub(super) fn first_drive_minutes(&self) -> Option<u16> {
        let is_first = matches!(self.stage, Stage::Accepted { .. });
        self.acceptance.as_ref().filter(|_| is_first)?.drive_minutes
    }

    pub(crate) fn last_recorded(&self, is_it: impl Fn(&Fact) -> bool) -> Option<Timestamp> {
        let found = |entry: &&Entry| is_it(&entry.fact);
        self.timeline.iter().rev().find(found).map(|entry| entry.moment.recorded_at)
    }

    /// What the schedules must look at, and when.
    pub fn deadline(&self, policy: &Policy) -> Option<Deadline> {
        if let Some(at) = self.effects_checked_at(policy) {
            return Some(Deadline::Effects(at));
        }
        if self.stage.is_open() {
            return Some(Deadline::Expiry(self.expires_at));
        }
        let looks = [self.next_watch(policy), self.nears_ceiling_at(policy), self.site_alarm(policy)];
        looks.into_iter().flatten().min().map(Deadline::Arrival)
    }

    /// Back to the waiting list with priority; from now on it is wanted at once. A technician found late before the
    /// hour of an appointment leaves it a day as well: it would expire before anybody could come.
    pub(super) fn released(&self, cause: Cause, now: Timestamp, policy: &Policy) -> Fact {
        Fact::Released { cause, expires_at: self.released_until(cause, now, policy) }
    }

    /// When a request that left its technician expires.
    pub(super) fn released_until(&self, cause: Cause, now: Timestamp, policy: &Policy) -> Timestamp {
        let later = now + SignedDuration::from_hours(policy.request_expiry_hours);
        let scheduled = self.declaration.scheduled_for.filter(|hour| *hour > now);
        match cause {
            Cause::TechnicianLate => later,
            Cause::TechnicianCancelled
            | Cause::CustomerCancelled
            | Cause::CustomerAbsent
            | Cause::OperatorDecided => scheduled.unwrap_or(later),
        }
    }
}

/// A visit that is promised.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    /// When the technician must be there.
    pub(super) due: Timestamp,
    /// When they left, once they did.
    pub(super) on_the_way: Option<OnTheWay>,
}

fn is_promise(fact: &Fact) -> bool {
    let extended = |resolution: &Resolution| matches!(resolution, Resolution::Extended { .. });
    matches!(fact, Fact::Accepted { .. } | Fact::PostponementConfirmed { .. })
        || matches!(fact, Fact::Resolved { resolution, .. } if extended(resolution))
}

/// What the schedules look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// The request expires.
    Expiry(Timestamp),
    /// The guardian looks after who took it.
    Arrival(Timestamp),
    /// The effects of an offer or of an end are compared with those that must be there.
    Effects(Timestamp),
}

pub(super) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// So many minutes after the acceptance that promised to be there when it is due.
pub(super) fn promised_after(due: Timestamp, count: i64, policy: &Policy) -> Timestamp {
    due + minutes(count - policy.arrival_minutes)
}

//! An intervention that nobody continues: after a delay the customer may close it (rules 31 and 32).

use jiff::{SignedDuration, Timestamp};

use crate::{
    id::CustomerId,
    moment::Moment,
    money::Money,
    policy::Policy,
    refusal::Refusal,
    timeline::{Actor, Fact, Stall},
};

use super::{Intervention, Stage, Step, going::minutes};

/// A standstill, as long as nobody ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standstill {
    /// What does not happen.
    pub(super) stall: Stall,
    since: Timestamp,
    delay: SignedDuration,
}

impl Standstill {
    /// When customer and technician are notified: at half of the delay.
    pub(super) fn noticed_at(self) -> Timestamp {
        self.since + self.delay / 2
    }

    /// From when on the customer may close the intervention.
    pub(super) fn closable_from(self) -> Timestamp {
        self.since + self.delay
    }
}

impl Intervention {
    /// The customer closes an intervention that nobody continues: worked time is billed, nothing else (rule 31). After
    /// work began the customer may also decline a second visit for which the technician has not departed: then extras
    /// are billed too, and an accepted quote must be honoured.
    pub fn close(&self, customer: &CustomerId, now: Timestamp, policy: &Policy) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        if self.closed.is_some() {
            return Ok(Step::Unchanged);
        }
        let standstill = self.standstill(policy).ok_or_else(|| self.forbids())?;
        let from = standstill.closable_from();
        // A clock of ours that lags a little dates nothing before the postponement that the customer confirmed.
        let now = self.last_of(|entry| entry.by == Actor::Customer).map_or(now, |last| now.max(last));
        let is_declined = now < from && self.may_decline_visit();
        if now < from && !is_declined {
            return Err(Refusal::NotClosableYet { from, stage: self.stage.name() });
        }
        let mut facts: Vec<Fact> = self.automatic_pause().into_iter().collect();
        let stall = if is_declined { Stall::VisitDeclined } else { standstill.stall };
        let closed = |price| Fact::Closed { price, stall };
        let ended = facts.iter().cloned().chain([closed(Money::ZERO)]).collect();
        let ended = self.clone().record(ended, Actor::Customer, Moment::now(now), None)?;
        facts.push(closed(ended.price_of_work(now, policy).total));
        Ok(Step::Changed(facts))
    }

    fn may_decline_visit(&self) -> bool {
        let departed = self.visit().is_none_or(|visit| visit.on_the_way.is_some());
        let agreed = self.agreed_quotes().next().is_some();
        matches!(self.stage, Stage::Postponed { .. }) && self.work.has_started() && !departed && !agreed
    }

    /// The standstill that the stage may be in, whether its delay is over or not.
    pub(super) fn standstill(&self, policy: &Policy) -> Option<Standstill> {
        let hours = SignedDuration::from_hours;
        let missed = minutes(policy.missed_visit_minutes);
        let (stall, since, delay) = match &self.stage {
            Stage::Postponed { appointment, .. } => (Stall::MissedVisit, *appointment, missed),
            Stage::Paused if self.auto_paused.is_some() => {
                let silent = hours(policy.silent_work_hours);
                (Stall::SilentWork, self.last_recorded(is_automatic_pause)? - silent, silent)
            }
            Stage::Paused => {
                let paused = self.last_recorded(|fact| *fact == Fact::Paused)?;
                (Stall::LongPause, paused, hours(policy.long_pause_hours))
            }
            // Back on site after work began, the work is paused until it is started again.
            Stage::Arrived { .. } if self.work.has_started() => {
                let arrived = self.last_recorded(|fact| *fact == Fact::Arrived)?;
                (Stall::LongPause, arrived, hours(policy.long_pause_hours))
            }
            Stage::Working => {
                let heard = self.last_command()?.moment.recorded_at;
                (Stall::SilentWork, heard, hours(policy.silent_work_hours))
            }
            Stage::Declared
            | Stage::Offered { .. }
            | Stage::Waiting { .. }
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => return None,
        };
        Some(Standstill { stall, since, delay })
    }

    /// What the guardian records of work that stands still: the notice at half of the delay, then the automatic
    /// pause of a clock that still runs (rule 32).
    pub(super) fn watch_standstill(&self, now: Timestamp, policy: &Policy) -> Option<Fact> {
        let standstill = self.standstill(policy)?;
        if now >= standstill.closable_from() && self.stage == Stage::Working {
            return self.automatic_pause();
        }
        let unnoticed = self.stalled.is_none() && self.auto_paused.is_none();
        let stall = standstill.stall;
        (unnoticed && now >= standstill.noticed_at()).then_some(Fact::Stalled { stall })
    }

    /// When the guardian must look at the standstill next; none if there is nothing more to record.
    pub(super) fn stall_look(&self, policy: &Policy) -> Option<Timestamp> {
        let standstill = self.standstill(policy)?;
        match (self.stalled, &self.stage) {
            (None, _) if self.auto_paused.is_none() => Some(standstill.noticed_at()),
            (Some(_), Stage::Working) => Some(standstill.closable_from()),
            (None | Some(_), _) => None,
        }
    }

    /// When the alarm of work on site rings, by the timeline alone. The alarms lie half of the silent delay apart from
    /// the arrival on, so pauses and resumptions leave the index alone; an alarm that rings before its time makes the
    /// guardian set the exact one.
    pub(super) fn site_alarm(&self, policy: &Policy) -> Option<Timestamp> {
        let on_site = matches!(self.stage, Stage::Arrived { .. } | Stage::Working | Stage::Paused);
        self.stall_look(policy).filter(|_| on_site)?;
        let arrived = self.last_recorded(|fact| *fact == Fact::Arrived)?;
        let step = SignedDuration::from_mins((policy.silent_work_hours * 30).max(1));
        let last = self.timeline.last()?.moment.recorded_at;
        let passed = last.duration_since(arrived).as_secs().max(0);
        let steps = i32::try_from(passed / step.as_secs() + 1).ok()?;
        Some(arrived + step * steps)
    }

    fn automatic_pause(&self) -> Option<Fact> {
        let last = self.last_command().filter(|_| self.stage == Stage::Working)?;
        Some(Fact::AutoPaused { since: last.moment.occurred_at })
    }
}

fn is_automatic_pause(fact: &Fact) -> bool {
    matches!(fact, Fact::AutoPaused { .. })
}

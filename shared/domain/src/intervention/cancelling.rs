//! Calling off before the work: who pays what (rule 21).

use jiff::{SignedDuration, Timestamp};

use crate::{
    id::{CustomerId, TechnicianId},
    idempotency::Key,
    money::Money,
    policy::Policy,
    refusal::Refusal,
    timeline::{Actor, Cause, Entry, Fact},
};

use super::{Intervention, Party, Sight, Stage, Step};

/// What calling off means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancellationTerms {
    /// What the customer owes.
    pub fee: Money,
    /// What becomes of the intervention.
    pub outcome: Outcome,
}

/// What becomes of an intervention that is called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It ends.
    Cancelled,
    /// It waits for another technician, with priority.
    Rematched,
}

impl Intervention {
    /// What a step of this party that calls off means; where nothing changes, what its last one meant.
    pub fn cancellation_terms(&self, party: &Party, step: &Step) -> CancellationTerms {
        let owed = |fact: &Fact| if let Fact::Cancelled { fee, .. } = fact { Some(*fee) } else { None };
        let fee = match step {
            Step::Changed(facts) => facts.iter().find_map(owed),
            Step::Unchanged => self.last_calling_off(party).and_then(|entry| owed(&entry.fact)),
        };
        let outcome = if fee.is_some() { Outcome::Cancelled } else { Outcome::Rematched };
        CancellationTerms { fee: fee.unwrap_or_default(), outcome }
    }

    fn last_calling_off(&self, party: &Party) -> Option<&Entry> {
        let by = Actor::from(party);
        self.timeline.iter().rev().find(|entry| entry.by == by && calls_off(entry))
    }

    /// A party calls it off; `customer_absent` is for a technician before a closed door.
    pub fn call_off(
        &self,
        party: &Party,
        customer_absent: bool,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        match party {
            Party::Customer(customer) => self.cancel(customer, now, policy),
            Party::Technician(technician) if customer_absent => self.report_absence(technician, now),
            Party::Technician(technician) => self.give_up(technician, now, policy),
            Party::Operator => Err(Refusal::NotYours),
        }
    }

    /// Refuses a command with a new key that called it off with other words than the first one: it is no repeat. What the
    /// words of a first command without a key were is not known.
    pub fn check_same_words(&self, party: &Party, key: &Key, now: Timestamp) -> Result<(), Refusal> {
        let first = self.timeline.iter().rev().find(|entry| calls_off(entry)).and_then(|entry| entry.key);
        if first.is_some_and(|first| key.repeats(&first)) {
            return Ok(());
        }
        let sees_all = self.sight(party, now) == Some(Sight::Whole);
        Err(Refusal::StageForbids { stage: if sees_all { self.stage.name() } else { self.outline(now) } })
    }

    /// The customer calls it off; the fee depends on how far the technician came.
    pub fn cancel(&self, customer: &CustomerId, now: Timestamp, policy: &Policy) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        if matches!(self.stage, Stage::Cancelled { cause: Cause::CustomerCancelled, .. }) {
            return Ok(Step::Unchanged);
        }
        self.check_unworked()?;
        let fee = self.cancellation_fee(now, policy);
        Ok(Step::one(Fact::Cancelled { fee, cause: Cause::CustomerCancelled }))
    }

    fn cancellation_fee(&self, now: Timestamp, policy: &Policy) -> Money {
        let is_abandoned = self.abandoned_from(policy).is_some_and(|from| now >= from);
        let is_free =
            self.fee_waived || is_abandoned || self.is_free_of_charge(now) || self.was_taken_again();
        let Some(terms) = self.terms.filter(|_| !is_free) else {
            return Money::ZERO;
        };
        let grace = SignedDuration::from_mins(terms.free_cancel_minutes);
        if self.accepted_at().is_some_and(|at| now <= at + grace) {
            return Money::ZERO;
        }
        match &self.stage {
            Stage::Accepted { on_the_way: Some(way), .. }
            | Stage::Postponed { on_the_way: Some(way), .. }
                if !self.is_late(now) && self.belongs_to_the_visit(way.since) =>
            {
                terms.fee_on_the_way
            }
            Stage::Arrived { late: false, since } if self.came_for_the_visit(*since) => terms.fee_arrived,
            Stage::Declared
            | Stage::Offered { .. }
            | Stage::Waiting { .. }
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Postponed { .. }
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => Money::ZERO,
        }
    }

    /// The technician calls off: the request waits again with priority, and the customer pays nothing.
    pub fn give_up(
        &self,
        technician: &TechnicianId,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        if self.was_given_up_by(technician) {
            return Ok(Step::Unchanged);
        }
        self.check_holder(technician)?;
        self.check_unworked()?;
        Ok(Step::one(self.released(Cause::TechnicianCancelled, now, policy)))
    }

    /// Nobody opens: after a while on site the technician may leave, and the customer owes the fee, unless the
    /// technician came late.
    pub fn report_absence(&self, technician: &TechnicianId, now: Timestamp) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        if matches!(self.stage, Stage::Cancelled { cause: Cause::CustomerAbsent, .. }) {
            return Ok(Step::Unchanged);
        }
        let Stage::Arrived { late, since } = &self.stage else { return Err(self.forbids()) };
        self.check_unworked()?;
        if self.was_answered_on_site() {
            return Err(Refusal::CustomerPresent { stage: self.stage.name() });
        }
        let terms = self.terms.ok_or_else(|| self.forbids())?;
        let from = self.on_site_from().ok_or_else(|| self.forbids())?;
        let from = from + SignedDuration::from_mins(terms.absence_minutes);
        if now < from {
            return Err(Refusal::NotAbsentYet { from, stage: self.stage.name() });
        }
        let is_waived = self.fee_waived
            || *late
            || !self.came_for_the_visit(*since)
            || self.is_free_of_charge(now)
            || self.was_taken_again();
        let fee = if is_waived { Money::ZERO } else { terms.fee_arrived };
        Ok(Step::one(Fact::Cancelled { fee, cause: Cause::CustomerAbsent }))
    }

    /// Whether the customer answered a quote or another appointment since the technician arrived: then the customer was
    /// there.
    fn was_answered_on_site(&self) -> bool {
        let visit = self.timeline.iter().rev().take_while(|entry| entry.fact != Fact::Arrived);
        visit.into_iter().any(|entry| {
            matches!(entry.fact, Fact::QuoteAccepted | Fact::QuoteRefused | Fact::PostponementRefused)
        })
    }

    fn check_unworked(&self) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Working | Stage::Paused => Err(Refusal::CancellationClosed { stage: self.stage.name() }),
            Stage::Arrived { .. } | Stage::Postponed { .. } if self.work.has_started() => {
                Err(Refusal::CancellationClosed { stage: self.stage.name() })
            }
            Stage::Finished { .. } | Stage::Cancelled { .. } | Stage::Expired => Err(self.forbids()),
            Stage::Declared
            | Stage::Offered { .. }
            | Stage::Waiting { .. }
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Postponed { .. } => Ok(()),
        }
    }

    /// Whether it left this technician because they called off, and nobody took it since.
    fn was_given_up_by(&self, technician: &TechnicianId) -> bool {
        let taken = |entry: &Entry| matches!(entry.fact, Fact::Accepted { .. });
        let taken_by = |entry: &Entry| matches!(&entry.fact, Fact::Accepted { acceptance, .. } if acceptance.technician == *technician);
        let given_up =
            |entry: &Entry| matches!(entry.fact, Fact::Released { cause: Cause::TechnicianCancelled, .. });
        let Some(last) = self.timeline.iter().rposition(taken) else { return false };
        taken_by(&self.timeline[last]) && self.timeline[last..].iter().any(given_up)
    }

    /// Whether the technician who has it had it before: the customer owes no fee to somebody who left once, or was late.
    fn was_taken_again(&self) -> bool {
        let Some(holder) = &self.acceptance else { return false };
        let taken = |fact: &Fact| matches!(fact, Fact::Accepted { acceptance, .. } if acceptance.technician == holder.technician);
        self.count(taken) > 1
    }

    fn accepted_at(&self) -> Option<Timestamp> {
        let accepted = |entry: &&Entry| matches!(entry.fact, Fact::Accepted { .. });
        self.timeline.iter().rev().find(accepted).map(|entry| entry.moment.occurred_at)
    }
}

/// Whether a party called it off with this: gave it up, or ended it.
fn calls_off(entry: &Entry) -> bool {
    let given_up = matches!(entry.fact, Fact::Released { cause: Cause::TechnicianCancelled, .. });
    given_up || matches!(entry.fact, Fact::Cancelled { .. })
}

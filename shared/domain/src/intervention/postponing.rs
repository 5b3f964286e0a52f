//! Another appointment: proposed by the technician, answered by the customer (rule 13).

use jiff::Timestamp;

use crate::{
    id::{CustomerId, TechnicianId},
    moment::Submission,
    policy::Policy,
    refusal::{Counted, Refusal},
    timeline::Fact,
};

use super::{Intervention, Stage, Step, caps::POSTPONEMENTS_MAX};

impl Intervention {
    /// The work shall go on at another appointment.
    pub fn propose_postponement(
        &self,
        technician: &TechnicianId,
        appointment: Timestamp,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        let same = |fact: &Fact| *fact == Fact::PostponementProposed { appointment };
        if self.postponement == Some(appointment) || self.was_told(submission, same) {
            return Ok(Step::Unchanged);
        }
        self.check_postponable(submission.at())?;
        self.check_paused_then(submission, policy)?;
        submission.check_within_a_day()?;
        Self::check_appointment(appointment, submission.moment.recorded_at, policy)?;
        self.check_room(Counted::Postponements, POSTPONEMENTS_MAX, |fact| {
            matches!(fact, Fact::PostponementProposed { .. })
        })?;
        Ok(Step::one(Fact::PostponementProposed { appointment }))
    }

    /// The customer agrees to the appointment.
    pub fn confirm_postponement(
        &self,
        customer: &CustomerId,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        if matches!(self.stage, Stage::Postponed { .. }) {
            return Ok(Step::Unchanged);
        }
        self.check_postponable(now)?;
        let nothing = Refusal::NothingToConfirm { stage: self.stage.name() };
        let appointment = self.postponement.ok_or(nothing)?;
        if appointment <= now {
            return Err(Refusal::ProposalPast { at: appointment, stage: self.stage.name() });
        }
        Self::check_appointment(appointment, now, policy)?;
        Ok(Step::one(Fact::PostponementConfirmed { appointment }))
    }

    /// The customer does not agree to the appointment: the technician proposes another, goes on, or finishes.
    pub fn refuse_postponement(&self, customer: &CustomerId) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        if self.postponement.is_some() {
            return Ok(Step::one(Fact::PostponementRefused));
        }
        let proposals = |fact: &Fact| {
            matches!(fact, Fact::PostponementProposed { .. } | Fact::PostponementRefused | Fact::Arrived)
        };
        let last = self.timeline.iter().rev().map(|entry| &entry.fact).find(|fact| proposals(fact));
        match last {
            Some(Fact::PostponementRefused) => Ok(Step::Unchanged),
            Some(_) | None => Err(Refusal::NothingToConfirm { stage: self.stage.name() }),
        }
    }

    fn check_postponable(&self, at: Timestamp) -> Result<(), Refusal> {
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        self.check_no_quote_pending(at)
    }
}

//! On site: the clock and the extras (rules 12, 13 and 15).

use crate::{
    breakdown::StartCode,
    id::{ExtraId, TechnicianId},
    moment::Submission,
    money::Money,
    policy::Policy,
    refusal::{Counted, Refusal},
    text::Label,
    timeline::{Entry, Extra, ExtraKind, Fact},
};

use super::{
    Intervention, Stage, Step,
    caps::{EXTRAS_EVER_MAX, EXTRAS_MAX},
};

/// What is added on top of the price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExtra {
    /// What sort of thing.
    pub kind: ExtraKind,
    /// What it is.
    pub label: Label,
    /// How many, 1 to 1,000.
    pub quantity: u32,
    /// The price of one, all taxes included.
    pub unit_price: Money,
}

impl Intervention {
    /// Rule 12: the clock starts only now, and only with the customer's code.
    pub fn start(
        &self,
        technician: &TechnicianId,
        code: StartCode,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        let step = self.start_before_code(technician, code, submission, policy)?;
        match step {
            Step::Changed(_) => self.check_start_code(code).map(|()| step),
            Step::Unchanged => Ok(step),
        }
    }

    /// The same, but the code of a new start is not compared yet: each comparison takes one of the [`Attempts`] first.
    /// Once work started, its code is known and may be compared.
    ///
    /// [`Attempts`]: super::Attempts
    pub fn start_before_code(
        &self,
        technician: &TechnicianId,
        code: StartCode,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        let started = |fact: &Fact| *fact == Fact::Started;
        let arrived = matches!(self.stage, Stage::Arrived { .. });
        if !arrived && !self.was_told(submission, started) && self.check_start_code(code).is_err() {
            self.check_stage(matches!(self.stage, Stage::Working | Stage::Paused))?;
            return Err(Refusal::WrongStartCode);
        }
        let runs = self.stage == Stage::Working && submission.stated.is_none();
        if runs || self.was_told(submission, started) {
            return Ok(Step::Unchanged);
        }
        if !arrived {
            return if self.is_repeated(submission, started) {
                Ok(Step::Unchanged)
            } else {
                Err(self.forbids())
            };
        }
        self.check_unlocked(submission.moment.recorded_at)?;
        submission.check_within_a_day()?;
        self.check_after_people(submission)?;
        self.check_of_the_appointment(submission)?;
        self.check_no_quote_pending(submission.at())?;
        self.check_segments()?;
        self.with_ceiling(vec![Fact::Started], submission, policy)
    }

    /// Rule 13: the clock stops.
    pub fn pause(
        &self,
        technician: &TechnicianId,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.as_heard(technician, submission, policy, |heard| heard.pause_now(submission, policy))
    }

    fn pause_now(&self, submission: &Submission, policy: &Policy) -> Result<Step, Refusal> {
        let paused = |fact: &Fact| *fact == Fact::Paused;
        if self.was_told(submission, paused) {
            return Ok(Step::Unchanged);
        }
        if self.stage == Stage::Working {
            return self.with_ceiling(vec![Fact::Paused], submission, policy);
        }
        if self.confirms_silence(submission) {
            return Ok(Step::one(Fact::Paused));
        }
        if self.stage == Stage::Paused && submission.stated.is_none() {
            return Ok(Step::Unchanged);
        }
        if self.is_repeated(submission, paused) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(self.stage == Stage::Paused)?;
        match self.auto_paused {
            // A pause after the hours of silence asks for what the silence did already.
            Some(since) if submission.at() > since => Ok(Step::Unchanged),
            Some(_) | None => Err(self.forbids()),
        }
    }

    /// The clock runs again; not while the customer thinks about a quote.
    pub fn resume(
        &self,
        technician: &TechnicianId,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        self.check_paused_then(submission, policy)?;
        self.as_heard(technician, submission, policy, |heard| heard.resume_now(submission))
    }

    fn resume_now(&self, submission: &Submission) -> Result<Step, Refusal> {
        let resumed = |fact: &Fact| *fact == Fact::Resumed;
        let was_ever = self.timeline.iter().any(|entry| resumed(&entry.fact));
        let runs = was_ever && self.stage == Stage::Working && submission.stated.is_none();
        let was_resumed = self.stage != Stage::Paused && self.is_repeated(submission, resumed);
        if runs || was_resumed || self.was_told(submission, resumed) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(self.stage == Stage::Paused)?;
        submission.check_within_a_day()?;
        self.check_after_people(submission)?;
        self.check_no_quote_pending(submission.at())?;
        self.check_segments()?;
        Ok(Step::one(Fact::Resumed))
    }

    /// Rule 15: an extra, shown to the customer at once; beyond the limit a quote asks for agreement.
    ///
    /// The same part under a new key is a second part. The same part without a key is a repeat.
    pub fn add_extra(
        &self,
        technician: &TechnicianId,
        extra: &NewExtra,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.as_heard(technician, submission, policy, |heard| {
            heard.add_extra_now(extra.clone(), submission, policy)
        })
    }

    fn add_extra_now(
        &self,
        extra: NewExtra,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        let NewExtra { kind, label, quantity, unit_price } = extra;
        let id = ExtraId::numbered(self.timeline.len() + 1);
        let extra = Extra { id, kind, label, quantity, unit_price };
        let same = |fact: &Fact| matches!(fact, Fact::ExtraAdded(known) if extra.is_same_part(known));
        // Without a time of its own, a part that was removed since is added anew: what the customer sees must be what the
        // technician sent.
        let is_there = |known: &Extra| self.extras.iter().any(|one| one.id == known.id);
        let still = |fact: &Fact| same(fact) && matches!(fact, Fact::ExtraAdded(known) if is_there(known));
        if !submission.is_keyed && (self.was_told(submission, same) || self.is_repeated(submission, still)) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(matches!(self.stage, Stage::Working | Stage::Paused))?;
        submission.check_within_a_day()?;
        if self.extras.len() >= EXTRAS_MAX {
            return Err(self.too_many(Counted::Extras, EXTRAS_MAX));
        }
        self.check_room(Counted::Extras, EXTRAS_EVER_MAX, |fact| matches!(fact, Fact::ExtraAdded(_)))?;
        let limit = Money::of_cents(policy.extras_free_cents);
        if self.extras_total() + extra.total() > limit {
            return Err(Refusal::ExtrasNeedAgreement { limit, stage: self.stage.name() });
        }
        self.check_total(extra.total())?;
        self.with_ceiling(vec![Fact::ExtraAdded(extra)], submission, policy)
    }

    /// The extra was not needed after all.
    pub fn remove_extra(
        &self,
        technician: &TechnicianId,
        extra: &ExtraId,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.as_heard(technician, submission, policy, |heard| heard.remove_extra_now(extra, submission))
    }

    fn remove_extra_now(&self, extra: &ExtraId, submission: &Submission) -> Result<Step, Refusal> {
        let removed = |entry: &Entry| matches!(&entry.fact, Fact::ExtraRemoved { extra: id } if id == extra);
        if self.timeline.iter().any(removed) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(matches!(self.stage, Stage::Working | Stage::Paused))?;
        submission.check_within_a_day()?;
        if !self.extras.iter().any(|known| known.id == *extra) {
            return Err(Refusal::NoSuchExtra);
        }
        Ok(Step::one(Fact::ExtraRemoved { extra: extra.clone() }))
    }
}

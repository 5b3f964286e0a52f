//! The beginning of an intervention, and its end when nobody takes it (rules 4, 7 and 9).

use jiff::Timestamp;

use super::{Intervention, Stage, StageName, Step};
use crate::{
    breakdown::Declaration,
    calendar,
    id::InterventionId,
    idempotency::Key,
    moment::Moment,
    policy::Policy,
    refusal::Refusal,
    timeline::{Actor, Entry, Fact},
};

impl Intervention {
    /// A new one; with nobody to choose from it waits at once (rule 7).
    pub fn declare(
        id: InterventionId,
        declaration: Declaration,
        nobody_available: bool,
        key: Option<Key>,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Self, Refusal> {
        declaration.check(now, policy)?;
        let expires_at = declaration.expires_at(now, policy);
        let fact = Fact::Declared { declaration: declaration.clone(), expires_at };
        let entry = Entry { moment: Moment::now(now), by: Actor::Customer, key, fact };
        let declared = Self::begin(id, declaration, expires_at, entry);
        if !nobody_available {
            return Ok(declared);
        }
        declared.record(vec![Fact::Waiting], Actor::System, Moment::now(now), key)
    }

    /// Rule 9: nobody took it in time.
    pub fn expire(&self, now: Timestamp) -> Result<Step, Refusal> {
        if !self.stage.is_open() {
            return Ok(Step::Unchanged);
        }
        if now < self.expires_at {
            return Err(Refusal::TooEarly { at: self.expires_at, stage: self.stage.name() });
        }
        Ok(Step::one(Fact::Expired))
    }

    /// An appointment after a postponement lies ahead, at most as far as one that is declared (rule 4).
    pub(super) fn check_appointment(
        appointment: Timestamp,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<(), Refusal> {
        if appointment <= now {
            return Err(Refusal::AppointmentPast { now });
        }
        let latest = calendar::days_later(now, policy.schedule_ahead_days_max);
        if appointment > latest { Err(Refusal::AppointmentTooFar { latest }) } else { Ok(()) }
    }

    /// Whether it still looks for a technician: nobody took it, and it has not expired (rule 9).
    pub fn check_open(&self, now: Timestamp) -> Result<(), Refusal> {
        self.check_open_as(self.stage.name(), now)
    }

    /// The same, with the stage as the reader may know it (rule 29).
    pub(super) fn check_open_as(&self, stage: StageName, now: Timestamp) -> Result<(), Refusal> {
        if self.stage == Stage::Expired || (self.stage.is_open() && now >= self.expires_at) {
            return Err(Refusal::RequestExpired { at: self.expires_at, stage });
        }
        if self.stage.is_open() { Ok(()) } else { Err(Refusal::StageForbids { stage }) }
    }
}

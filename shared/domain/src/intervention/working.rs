//! On site: the clock, extras, another appointment (rules 12 to 16).

use jiff::Timestamp;

use crate::{
    breakdown::StartCode,
    id::{CustomerId, ExtraId, TechnicianId},
    money::Money,
    policy::Policy,
    refusal::Refusal,
    text::Label,
    timeline::{Entry, Extra, ExtraKind, Fact},
};

use super::{Intervention, Stage, Step};

/// The most entries of one kind that an intervention holds: its item stays small.
const EXTRAS_MAX: usize = 50;
/// The most pauses: beyond, something is wrong with the app.
const SEGMENTS_MAX: usize = 100;

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
    pub fn start(&self, technician: &TechnicianId, code: StartCode) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        if self.stage == Stage::Working {
            return Ok(Step::Unchanged);
        }
        self.check_stage(matches!(self.stage, Stage::Arrived { .. }))?;
        self.check_no_quote_pending()?;
        if code != self.declaration.start_code {
            return Err(Refusal::WrongStartCode);
        }
        Ok(Step::one(Fact::Started))
    }

    /// Rule 13: the clock stands.
    pub fn pause(&self, technician: &TechnicianId) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        if self.stage == Stage::Paused {
            return Ok(Step::Unchanged);
        }
        self.check_stage(self.stage == Stage::Working)?;
        Ok(Step::one(Fact::Paused))
    }

    /// The clock runs again; not while the customer thinks about a quote.
    pub fn resume(&self, technician: &TechnicianId) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        if self.stage == Stage::Working {
            return Ok(Step::Unchanged);
        }
        self.check_stage(self.stage == Stage::Paused)?;
        self.check_no_quote_pending()?;
        if self.work.segments().len() >= SEGMENTS_MAX {
            return Err(self.too_many(SEGMENTS_MAX));
        }
        Ok(Step::one(Fact::Resumed))
    }

    /// Rule 15: an extra, shown at once; beyond the limit a quote asks for agreement. The same one again is a
    /// repeat: who needs two of a thing says so in the quantity.
    pub fn add_extra(
        &self,
        technician: &TechnicianId,
        extra: NewExtra,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        self.check_stage(matches!(self.stage, Stage::Working | Stage::Paused))?;
        let NewExtra { kind, label, quantity, unit_price } = extra;
        let id = ExtraId::numbered(self.timeline.len() + 1);
        let extra = Extra { id, kind, label, quantity, unit_price };
        if self.extras.iter().any(|known| Extra { id: extra.id.clone(), ..known.clone() } == extra) {
            return Ok(Step::Unchanged);
        }
        if self.extras.len() >= EXTRAS_MAX {
            return Err(self.too_many(EXTRAS_MAX));
        }
        let limit = Money::of_cents(policy.extras_free_cents);
        if self.extras_total() + extra.total() > limit {
            return Err(Refusal::ExtrasNeedAgreement { limit, stage: self.stage.name() });
        }
        Ok(Step::one(Fact::ExtraAdded(extra)))
    }

    /// The extra was not needed after all.
    pub fn remove_extra(&self, technician: &TechnicianId, extra: &ExtraId) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        let removed = |entry: &Entry| matches!(&entry.fact, Fact::ExtraRemoved { extra: id } if id == extra);
        if self.timeline.iter().any(removed) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(matches!(self.stage, Stage::Working | Stage::Paused))?;
        if !self.extras.iter().any(|known| known.id == *extra) {
            return Err(Refusal::NoSuchExtra);
        }
        Ok(Step::one(Fact::ExtraRemoved { extra: extra.clone() }))
    }

    /// Rule 13: the work shall go on at another appointment.
    pub fn propose_postponement(
        &self,
        technician: &TechnicianId,
        appointment: Timestamp,
        now: Timestamp,
    ) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        self.check_postponable()?;
        if self.postponement == Some(appointment) {
            return Ok(Step::Unchanged);
        }
        if appointment <= now {
            return Err(Refusal::AppointmentPast { now });
        }
        Ok(Step::one(Fact::PostponementProposed { appointment }))
    }

    /// The customer agrees to the appointment.
    pub fn confirm_postponement(&self, customer: &CustomerId, now: Timestamp) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        if matches!(self.stage, Stage::Postponed { .. }) {
            return Ok(Step::Unchanged);
        }
        self.check_postponable()?;
        let nothing = Refusal::NothingToConfirm { stage: self.stage.name() };
        let appointment = self.postponement.ok_or(nothing)?;
        if appointment <= now {
            return Err(Refusal::AppointmentPast { now });
        }
        Ok(Step::one(Fact::PostponementConfirmed { appointment }))
    }

    fn check_postponable(&self) -> Result<(), Refusal> {
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        self.check_no_quote_pending()
    }

    fn too_many(&self, max: usize) -> Refusal {
        Refusal::TooMany { max, stage: self.stage.name() }
    }
}

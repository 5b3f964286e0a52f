//! What may be read of an intervention.

use jiff::Timestamp;

use super::{Intervention, Stage};
use crate::{
    breakdown::Declaration,
    id::{InterventionId, TechnicianId},
    quote::Quote,
    text::Comment,
    timeline::{Acceptance, Entry, Extra, Stars},
    work_log::WorkLog,
};

impl Intervention {
    /// Which one.
    pub fn id(&self) -> &InterventionId {
        &self.id
    }

    /// The declaration.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// Every fact in order.
    pub fn timeline(&self) -> &[Entry] {
        &self.timeline
    }

    /// The number of facts: what `ETag` says.
    pub fn version(&self) -> u64 {
        self.timeline.len() as u64
    }

    /// Where it stands.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// When it was declared.
    pub fn declared_at(&self) -> Timestamp {
        self.timeline[0].moment.recorded_at
    }

    /// When nobody's taking it ends it (rule 9).
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Whether it goes first on the waiting list (rules 10 and 21).
    pub fn has_priority(&self) -> bool {
        self.priority
    }

    /// Whoever got an offer so far.
    pub fn asked(&self) -> &[TechnicianId] {
        &self.asked
    }

    /// Who took it, once somebody did.
    pub fn acceptance(&self) -> Option<&Acceptance> {
        self.acceptance.as_ref()
    }

    /// Time worked.
    pub fn work(&self) -> &WorkLog {
        &self.work
    }

    /// Material and software.
    pub fn extras(&self) -> &[Extra] {
        &self.extras
    }

    /// The newest quote.
    pub fn quote(&self) -> Option<&Quote> {
        self.quote.as_ref()
    }

    /// The quote that fixes the price, if the customer agreed to one.
    pub fn agreed_quote(&self) -> Option<&Quote> {
        self.agreed_quote.as_ref()
    }

    /// The appointment that was proposed or agreed.
    pub fn postponement(&self) -> Option<Timestamp> {
        self.postponement
    }

    /// What the customer said of it.
    pub fn rating(&self) -> Option<&(Stars, Option<Comment>)> {
        self.rating.as_ref()
    }

    /// Whether the technician was reminded to leave (rule 10).
    pub fn is_nudged(&self) -> bool {
        self.watched.nudged
    }

    /// When the technician must leave to keep their promise, as the reminder said.
    pub fn leave_by(&self) -> Option<Timestamp> {
        self.watched.leave_by
    }
}

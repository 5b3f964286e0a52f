//! What may be read of an intervention.

use jiff::Timestamp;

use super::{Intervention, Stage};
use crate::{
    breakdown::Declaration,
    id::{InterventionId, TechnicianId},
    map_cell::MapCell,
    quote::Quote,
    terms::Terms,
    text::Comment,
    timeline::{Acceptance, Entry, Extra, Stall, Stars},
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

    /// Where, as far as anybody may know before acceptance (rule 29).
    pub fn area(&self) -> MapCell {
        MapCell::of(self.declaration.location)
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

    /// When it was performed, once it is over: the end of the last work, which a technician may report later; without any
    /// work, the end of the intervention.
    pub fn performed_at(&self) -> Option<Timestamp> {
        let ended_at = self.ended_at()?;
        let last = self.work.segments().last().and_then(|segment| segment.to);
        Some(last.map_or(ended_at, |at| at.min(ended_at)))
    }

    /// Material and software.
    pub fn extras(&self) -> &[Extra] {
        &self.extras
    }

    /// The prices and fees of the acceptance, once somebody took it.
    pub fn terms(&self) -> Option<Terms> {
        self.terms
    }

    /// All quotes, in the order in which they were proposed.
    pub fn quotes(&self) -> &[Quote] {
        &self.quotes
    }

    /// The newest quote.
    pub fn quote(&self) -> Option<&Quote> {
        self.quotes.last()
    }

    /// The quotes that are billed: the customer accepted them, and their work was done or will be (rule 14).
    pub fn agreed_quotes(&self) -> impl Iterator<Item = &Quote> {
        self.quotes.iter().filter(|quote| quote.is_agreed() && self.closed.is_none())
    }

    /// The extras that are billed: not those of a technician who did not go on. A customer who declines the second visit
    /// pays for them (rule 31).
    pub fn billed_extras(&self) -> &[Extra] {
        match self.closed {
            None | Some(Stall::VisitDeclined) => &self.extras,
            Some(Stall::MissedVisit | Stall::LongPause | Stall::SilentWork) => &[],
        }
    }

    /// Until when starting is refused after too many wrong codes (rule 12).
    pub fn locked_until(&self) -> Option<Timestamp> {
        self.locked_until
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

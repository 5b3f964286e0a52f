//! How much one intervention holds: its item stays far below the 400 KB of DynamoDB, and it can always be ended.
//!
//! The largest timeline that these caps allow is measured by a test of the store.

use super::{Intervention, Stage};
use crate::{
    id::TechnicianId,
    refusal::{Counted, Refusal},
    timeline::{Cause, Fact, Resolution},
};

/// Choices of a technician by the customer.
pub const CHOICES_MAX: usize = 25;
/// Acceptances: each but the last was given up.
pub const ACCEPTANCES_MAX: usize = 20;
/// Acceptances by one technician, so that nobody uses up those of all.
pub const ACCEPTANCES_EACH_MAX: usize = 5;
/// How often one technician may give a request up.
pub const GIVE_UPS_MAX: usize = 2;
/// Changes of the hour of a request.
pub const SCHEDULES_MAX: usize = 20;
/// Estimates of the arrival, over all visits.
pub const DEPARTURES_MAX: usize = 40;
/// Extras at one time.
pub const EXTRAS_MAX: usize = 50;
/// Extras that were ever added, removed ones included.
pub const EXTRAS_EVER_MAX: usize = 100;
/// Stretches of work, over all visits.
pub const SEGMENTS_MAX: usize = 100;
/// Quotes.
pub const QUOTES_MAX: usize = 20;
/// Other appointments that were proposed.
pub const POSTPONEMENTS_MAX: usize = 20;
/// Changes of the start code: afterwards starting is refused until another technician accepts.
pub const START_CODES_MAX: usize = 10;
/// Attempts at one start code, however slowly they come.
pub const START_ATTEMPTS_EVER_MAX: i64 = 20;

/// Decisions of an operator that do not end it.
pub const RESOLUTIONS_MAX: usize = 20;

impl Intervention {
    /// Refuses what the intervention holds `max` times already.
    pub(super) fn check_room(
        &self,
        what: Counted,
        max: usize,
        is_it: impl Fn(&Fact) -> bool,
    ) -> Result<(), Refusal> {
        if self.count(is_it) < max { Ok(()) } else { Err(self.too_many(what, max)) }
    }

    /// Whether this technician may take it (once more). Nobody takes a request of their own.
    pub fn may_be_taken_by(&self, technician: &TechnicianId) -> bool {
        !self.declaration().is_by(technician) && self.check_takes(technician).is_ok()
    }

    /// Refuses a technician who gave it up twice, or had it too often.
    pub(super) fn check_takes(&self, technician: &TechnicianId) -> Result<(), Refusal> {
        if self.give_ups(technician) >= GIVE_UPS_MAX {
            return Err(Refusal::GivenUpTwice { stage: self.stage.outline() });
        }
        let taken = |fact: &Fact| matches!(fact, Fact::Accepted { acceptance, .. } if acceptance.technician == *technician);
        if self.count(taken) < ACCEPTANCES_EACH_MAX {
            return Ok(());
        }
        let (what, max) = (Counted::Acceptances, ACCEPTANCES_EACH_MAX);
        Err(Refusal::TooMany { what, max, stage: self.stage.outline() })
    }

    fn give_ups(&self, technician: &TechnicianId) -> usize {
        let mut holds = false;
        let mut give_ups = 0;
        for entry in &self.timeline {
            if let Fact::Accepted { acceptance, .. } = &entry.fact {
                holds = acceptance.technician == *technician;
            }
            if let Fact::Released { cause, .. } = &entry.fact {
                give_ups += usize::from(holds && *cause == Cause::TechnicianCancelled);
            }
            // Until the next acceptance: a release by the guardian may be lifted again.
            let is_resolved =
                matches!(&entry.fact, Fact::Resolved { resolution: Resolution::Released { .. }, .. });
            holds &= !is_resolved;
        }
        give_ups
    }

    pub(super) fn count(&self, is_it: impl Fn(&Fact) -> bool) -> usize {
        self.timeline.iter().filter(|entry| is_it(&entry.fact)).count()
    }

    pub(super) fn too_many(&self, what: Counted, max: usize) -> Refusal {
        Refusal::TooMany { what, max, stage: self.stage.name() }
    }

    /// Work may begin or go on once more: in each stretch of work the technician's app may also fall silent.
    pub(super) fn check_segments(&self) -> Result<(), Refusal> {
        debug_assert!(self.stage != Stage::Working, "a stretch of work runs already");
        let has_room = self.work.segments().len() < SEGMENTS_MAX;
        if has_room { Ok(()) } else { Err(self.too_many(Counted::Segments, SEGMENTS_MAX)) }
    }
}

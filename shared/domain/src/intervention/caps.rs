//! How much one intervention holds: its item stays far below the 400 KB of DynamoDB, and it can always be ended.
//!
//! The largest timeline that these caps allow is measured by a test of the store.

use super::{Intervention, Stage};
use crate::{refusal::Refusal, timeline::Fact};

/// Choices of a technician by the customer.
pub(super) const CHOICES_MAX: usize = 50;
/// Acceptances: each but the last was given up.
pub(super) const ACCEPTANCES_MAX: usize = 20;
/// Changes of the hour of a request.
pub(super) const SCHEDULES_MAX: usize = 20;
/// Estimates of the arrival, over all visits.
pub(super) const DEPARTURES_MAX: usize = 40;
/// Extras at one time.
pub(super) const EXTRAS_MAX: usize = 50;
/// Extras that were ever added, removed ones included.
pub(super) const EXTRAS_EVER_MAX: usize = 100;
/// Stretches of work, over all visits.
pub(super) const SEGMENTS_MAX: usize = 100;
/// Quotes.
pub const QUOTES_MAX: usize = 20;
/// Other appointments that were proposed.
pub(super) const POSTPONEMENTS_MAX: usize = 20;

/// Decisions of an operator that do not end it.
pub(super) const RESOLUTIONS_MAX: usize = 20;

impl Intervention {
    /// Refuses what the intervention holds `max` times already.
    pub(super) fn check_room(&self, max: usize, is_it: impl Fn(&Fact) -> bool) -> Result<(), Refusal> {
        let count = self.timeline.iter().filter(|entry| is_it(&entry.fact)).count();
        if count < max { Ok(()) } else { Err(self.too_many(max)) }
    }

    pub(super) fn too_many(&self, max: usize) -> Refusal {
        Refusal::TooMany { max, stage: self.stage.name() }
    }

    /// Work may begin or go on once more: in each stretch of work the technician's app may also fall silent.
    pub(super) fn check_segments(&self) -> Result<(), Refusal> {
        debug_assert!(self.stage != Stage::Working, "a stretch of work runs already");
        if self.work.segments().len() < SEGMENTS_MAX { Ok(()) } else { Err(self.too_many(SEGMENTS_MAX)) }
    }
}

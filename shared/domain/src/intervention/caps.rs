//! How much one intervention holds: its item stays far below the 400 KB of DynamoDB, and it can always be ended.
//!
//! The largest timeline that these caps allow is measured by a test of the store.

use super::{Intervention, Stage};
use crate::{refusal::Refusal, timeline::Fact};

/// Choices of a technician by the customer.
pub const CHOICES_MAX: usize = 25;
/// Acceptances: each but the last was given up.
pub const ACCEPTANCES_MAX: usize = 20;
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
    pub(super) fn check_room(&self, max: usize, is_it: impl Fn(&Fact) -> bool) -> Result<(), Refusal> {
        if self.count(is_it) < max { Ok(()) } else { Err(self.too_many(max)) }
    }

    pub(super) fn count(&self, is_it: impl Fn(&Fact) -> bool) -> usize {
        self.timeline.iter().filter(|entry| is_it(&entry.fact)).count()
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

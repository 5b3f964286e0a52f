//! The fold: what each fact makes of an intervention. Every pair of stage and fact that is allowed stands here.

mod ending;
mod going;
mod matching;
mod work;

use super::Intervention;
use crate::timeline::{Entry, Fact};

/// The fact has no place in the stage.
pub(super) struct Misfit;

impl Intervention {
    pub(super) fn apply(&mut self, entry: &Entry) -> Result<(), Misfit> {
        match &entry.fact {
            Fact::Declared { .. } => Err(Misfit),
            Fact::Offered { .. }
            | Fact::TimedOut { .. }
            | Fact::Waiting
            | Fact::Declined { .. }
            | Fact::Expired
            | Fact::Accepted { .. } => self.apply_matching(entry),
            Fact::Scheduled { hour } => self.apply_schedule(*hour, entry),
            Fact::Departed { .. }
            | Fact::Nudged { .. }
            | Fact::FoundLate { .. }
            | Fact::Arrived
            | Fact::Released { .. }
            | Fact::ReleaseLifted => self.apply_going(entry),
            Fact::Started
            | Fact::Paused
            | Fact::Resumed
            | Fact::AutoPaused { .. }
            | Fact::AutoPauseLifted
            | Fact::CeilingNeared
            | Fact::StartCodeChanged { .. } => self.apply_clock(entry),
            Fact::QuoteProposed { .. }
            | Fact::QuoteAccepted
            | Fact::QuoteRefused
            | Fact::QuoteWithdrawn
            | Fact::PostponementProposed { .. }
            | Fact::PostponementConfirmed { .. }
            | Fact::PostponementRefused => self.apply_talk(entry),
            Fact::ExtraAdded(_) | Fact::ExtraRemoved { .. } => self.apply_extra(entry),
            Fact::Stalled { .. }
            | Fact::Finished { .. }
            | Fact::Closed { .. }
            | Fact::Cancelled { .. }
            | Fact::Resolved { .. }
            | Fact::Rated { .. } => self.apply_ending(entry),
            // What is erased is erased in the entries before; the fact says so and changes nothing else.
            Fact::Erased { .. } => Ok(()),
        }
    }
}

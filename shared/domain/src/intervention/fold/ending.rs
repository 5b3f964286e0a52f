//! The fold of the end: finished, closed, cancelled, resolved by an operator, rated.

use jiff::Timestamp;

use super::Misfit;
use crate::{
    id::QuoteId,
    intervention::{Intervention, Stage, Watched},
    money::Money,
    timeline::{Actor, Cause, Entry, Fact, Resolution, Stall},
};

impl Intervention {
    pub(super) fn apply_ending(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        let unworked = !self.work.has_started();
        match (&self.stage, &entry.fact) {
            (Stage::Working | Stage::Paused | Stage::Postponed { .. }, Fact::Stalled { stall }) => {
                self.stalled = Some(*stall);
            }
            (Stage::Arrived { .. }, Fact::Stalled { stall }) if !unworked => self.stalled = Some(*stall),
            (Stage::Working | Stage::Paused | Stage::Arrived { .. }, Fact::Finished { price, undone }) => {
                self.end(entry, *price, undone);
            }
            (Stage::Postponed { .. }, Fact::Finished { price, undone }) if !unworked => {
                self.end(entry, *price, undone);
            }
            (Stage::Paused | Stage::Postponed { .. }, Fact::Closed { price, stall }) => {
                self.end_closed(entry, *price, *stall);
            }
            (Stage::Arrived { .. }, Fact::Closed { price, stall }) if !unworked => {
                self.end_closed(entry, *price, *stall);
            }
            (
                Stage::Declared
                | Stage::Offered { .. }
                | Stage::Waiting { .. }
                | Stage::Accepted { .. }
                | Stage::Arrived { .. }
                | Stage::Postponed { .. },
                Fact::Cancelled { fee, cause },
            ) if unworked => self.stage = Stage::Cancelled { at, fee: *fee, cause: *cause },
            (_, Fact::Resolved { resolution, .. }) if !self.stage.is_over() => {
                self.apply_resolution(entry, resolution)?;
            }
            (Stage::Finished { .. }, Fact::Rated { stars, comment })
                if entry.by == Actor::Customer && self.rating.is_none() =>
            {
                self.rating = Some((*stars, comment.clone()));
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    fn end_closed(&mut self, entry: &Entry, price: Money, stall: Stall) {
        self.closed = Some(stall);
        self.end(entry, price, &[]);
    }

    fn end(&mut self, entry: &Entry, price: Money, undone: &[QuoteId]) {
        let at = entry.moment.occurred_at;
        self.work.cut(at);
        for quote in self.quotes.iter_mut().filter(|quote| undone.contains(&quote.id)) {
            quote.undone = true;
        }
        self.stage = Stage::Finished { at, price };
    }

    fn apply_resolution(&mut self, entry: &Entry, resolution: &Resolution) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        match resolution {
            Resolution::Cancelled { fee } => {
                self.work.cut(at);
                self.stage = Stage::Cancelled { at, fee: *fee, cause: Cause::OperatorDecided };
            }
            Resolution::Finished { price, undone } if self.work.has_started() => {
                self.end(entry, *price, undone);
            }
            Resolution::Released { expires_at } if self.acceptance.is_some() && !self.work.has_started() => {
                self.release(*expires_at, at);
            }
            Resolution::Extended { until } => self.apply_extension(*until)?,
            Resolution::FeeWaived if self.acceptance.is_some() && !self.work.has_started() => {
                self.fee_waived = true;
            }
            Resolution::Finished { .. } | Resolution::Released { .. } | Resolution::FeeWaived => {
                return Err(Misfit);
            }
        }
        Ok(())
    }

    /// The next deadline moves: a visit that is promised anew is watched anew (rule 10).
    fn apply_extension(&mut self, until: Timestamp) -> Result<(), Misfit> {
        match &mut self.stage {
            Stage::Declared | Stage::Offered { .. } | Stage::Waiting { .. } => {
                self.expires_at = until;
                return Ok(());
            }
            Stage::Accepted { due, .. } => *due = until,
            Stage::Postponed { appointment, .. } => {
                *appointment = until;
                self.postponement = Some(until);
            }
            Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => return Err(Misfit),
        }
        self.watched = Watched::default();
        self.stalled = None;
        Ok(())
    }
}

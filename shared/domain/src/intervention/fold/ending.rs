//! The fold of the end: finished, closed, cancelled, resolved by an operator, rated.

use super::Misfit;
use crate::{
    id::QuoteId,
    intervention::{Intervention, Stage},
    money::Money,
    timeline::{Actor, Cause, Entry, Fact, Resolution},
};

impl Intervention {
    pub(super) fn apply_ending(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        let unworked = !self.work.has_started();
        match (&self.stage, &entry.fact) {
            (Stage::Working | Stage::Paused | Stage::Postponed { .. }, Fact::Stalled { stall }) => {
                self.stalled = Some(*stall);
            }
            (Stage::Working | Stage::Paused | Stage::Arrived { .. }, Fact::Finished { price, undone }) => {
                self.end(entry, *price, undone)
            }
            (Stage::Paused | Stage::Postponed { .. }, Fact::Closed { price, .. }) => {
                self.closed = true;
                self.end(entry, *price, &[]);
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
                self.resolve(entry, resolution)?
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

    fn end(&mut self, entry: &Entry, price: Money, undone: &[QuoteId]) {
        let at = entry.moment.occurred_at;
        self.work.cut(at);
        for quote in self.quotes.iter_mut().filter(|quote| undone.contains(&quote.id)) {
            quote.undone = true;
        }
        self.stage = Stage::Finished { at, price };
    }

    fn resolve(&mut self, entry: &Entry, resolution: &Resolution) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        match resolution {
            Resolution::Cancelled { fee } => {
                self.stage = Stage::Cancelled { at, fee: *fee, cause: Cause::OperatorDecided };
            }
            Resolution::Finished { price, undone } if self.work.has_started() => {
                self.end(entry, *price, undone)
            }
            Resolution::Released { expires_at } if self.acceptance.is_some() && !self.work.has_started() => {
                self.release(*expires_at, at);
            }
            Resolution::Extended { until } => match &mut self.stage {
                Stage::Declared | Stage::Offered { .. } | Stage::Waiting { .. } => self.expires_at = *until,
                Stage::Accepted { due, .. } => *due = *until,
                Stage::Postponed { appointment, .. } => *appointment = *until,
                Stage::Arrived { .. }
                | Stage::Working
                | Stage::Paused
                | Stage::Finished { .. }
                | Stage::Cancelled { .. }
                | Stage::Expired => return Err(Misfit),
            },
            Resolution::FeeWaived if self.acceptance.is_some() && !self.work.has_started() => {
                self.fee_waived = true;
            }
            Resolution::Finished { .. } | Resolution::Released { .. } | Resolution::FeeWaived => {
                return Err(Misfit);
            }
        }
        Ok(())
    }
}

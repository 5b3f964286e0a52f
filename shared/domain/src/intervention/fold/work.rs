//! The fold of the work on site: the clock, quotes, another appointment, extras.

use jiff::Timestamp;

use super::Misfit;
use crate::{
    intervention::{Intervention, Stage, Watched},
    quote::{Answer, Quote},
    timeline::{Entry, Extra, Fact},
};

impl Intervention {
    pub(super) fn apply_clock(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        match (&self.stage, &entry.fact) {
            (Stage::Arrived { .. }, Fact::Started) | (Stage::Paused, Fact::Resumed) => {
                self.work.run(at);
                self.postponement = None;
                self.begin_stage(Stage::Working);
            }
            (Stage::Working, Fact::Paused) => {
                self.work.stand(at);
                self.begin_stage(Stage::Paused);
            }
            (Stage::Working, Fact::AutoPaused { since }) => {
                self.work.stand(*since);
                self.begin_stage(Stage::Paused);
                self.auto_paused = Some(*since);
            }
            // The technician confirms what the silence did already.
            (Stage::Paused, Fact::Paused) if self.auto_paused.is_some() => {}
            (Stage::Paused, Fact::AutoPauseLifted) if self.auto_paused.is_some() => {
                self.work.reopen();
                self.begin_stage(Stage::Working);
            }
            (Stage::Working | Stage::Paused, Fact::CeilingNeared) => self.ceiling_neared = true,
            (Stage::Arrived { .. }, Fact::StartCodeChanged { code, locked_until }) => {
                self.declaration.start_code = *code;
                self.locked_until = Some(*locked_until);
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    /// A stage of the work begins: what was observed in the stage before counts no more.
    fn begin_stage(&mut self, stage: Stage) {
        self.stage = stage;
        self.auto_paused = None;
        self.stalled = None;
    }

    pub(super) fn apply_talk(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        if !matches!(self.stage, Stage::Arrived { .. } | Stage::Paused) {
            return Err(Misfit);
        }
        match (&entry.fact, self.quotes.last_mut()) {
            (Fact::QuoteProposed { quote, total, valid_until, digest }, last) => {
                if let Some(older) = last.filter(|older| older.is_pending(entry.moment.recorded_at)) {
                    older.is_replaced = true;
                }
                let (id, total, valid_until, digest) = (quote.clone(), *total, *valid_until, *digest);
                self.quotes.push(Quote {
                    id,
                    total,
                    valid_until,
                    proposed_at: at,
                    digest,
                    answer: None,
                    answered_at: None,
                    is_replaced: false,
                    undone: false,
                });
            }
            (Fact::QuoteAccepted, Some(quote)) if quote.answer.is_none() => {
                quote.settle(Answer::Accepted, at);
                self.work.fix_price();
            }
            (Fact::QuoteRefused, Some(quote)) if quote.answer.is_none() => quote.settle(Answer::Refused, at),
            (Fact::QuoteWithdrawn, Some(quote)) if quote.answer.is_none() => {
                quote.settle(Answer::Withdrawn, at);
            }
            (Fact::PostponementProposed { appointment }, _) => self.postponement = Some(*appointment),
            (Fact::PostponementRefused, _) if self.postponement.is_some() => self.postponement = None,
            (Fact::PostponementConfirmed { appointment }, _) => self.postpone(*appointment),
            _ => return Err(Misfit),
        }
        Ok(())
    }

    fn postpone(&mut self, appointment: Timestamp) {
        self.postponement = Some(appointment);
        self.watched = Watched::default();
        self.begin_stage(Stage::Postponed { appointment, on_the_way: None });
    }

    pub(super) fn apply_extra(&mut self, entry: &Entry) -> Result<(), Misfit> {
        match (&self.stage, &entry.fact) {
            (Stage::Working | Stage::Paused, Fact::ExtraAdded(extra)) => self.extras.push(extra.clone()),
            (Stage::Working | Stage::Paused, Fact::ExtraRemoved { extra }) => {
                self.extras.retain(|Extra { id, .. }| id != extra);
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }
}

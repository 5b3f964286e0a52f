//! The fold: what each fact makes of an intervention. Every pair of stage and fact that is allowed stands here.

use jiff::Timestamp;

use super::{Intervention, Stage, Watched, stage::OnTheWay};
use crate::{
    quote::{Answer, Quote},
    timeline::{Actor, Entry, Extra, Fact},
    work_log::WorkLog,
};

/// The fact has no place in the stage.
pub(super) struct Misfit;

impl Intervention {
    pub(super) fn apply(&mut self, entry: &Entry) -> Result<(), Misfit> {
        match entry.fact {
            Fact::Declared { .. } => Err(Misfit),
            Fact::Offered { .. }
            | Fact::TimedOut
            | Fact::Waiting
            | Fact::Declined { .. }
            | Fact::Expired
            | Fact::Accepted { .. } => self.apply_matching(entry),
            Fact::Scheduled { hour } => self.apply_schedule(hour, entry),
            Fact::Departed { .. }
            | Fact::Nudged { .. }
            | Fact::FoundLate { .. }
            | Fact::Arrived
            | Fact::Released { .. } => self.apply_going(entry),
            Fact::Started | Fact::Paused | Fact::Resumed => self.apply_clock(entry),
            Fact::QuoteProposed { .. }
            | Fact::QuoteAccepted
            | Fact::QuoteRefused
            | Fact::PostponementProposed { .. }
            | Fact::PostponementConfirmed { .. } => self.apply_talk(entry),
            Fact::ExtraAdded(_) | Fact::ExtraRemoved { .. } => self.apply_extra(entry),
            Fact::Finished { .. } | Fact::Cancelled { .. } | Fact::Rated { .. } => self.apply_ending(entry),
            // What is erased is erased in the entries before; the fact says so and changes nothing else.
            Fact::Erased { .. } => Ok(()),
        }
    }

    fn apply_matching(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        match (&mut self.stage, &entry.fact) {
            (
                Stage::Declared | Stage::Offered { .. } | Stage::Waiting { .. },
                Fact::Offered { to, until, wave },
            ) => {
                let known = self.asked.clone();
                let fresh = to.iter().map(|asked| &asked.technician).filter(|one| !known.contains(one));
                self.asked.extend(fresh.cloned());
                let version = self.timeline.len() as u64 + 1;
                self.stage = Stage::Offered { to: to.clone(), until: *until, wave: *wave, version };
            }
            (Stage::Offered { .. }, Fact::TimedOut) => {}
            (Stage::Declared | Stage::Offered { .. }, Fact::Waiting) => {
                self.stage = Stage::Waiting { since: at };
            }
            (Stage::Offered { to, .. }, Fact::Declined { technician }) => {
                to.retain(|asked| asked.technician != *technician);
            }
            (Stage::Declared | Stage::Offered { .. } | Stage::Waiting { .. }, Fact::Expired) => {
                self.stage = Stage::Expired;
            }
            (Stage::Offered { .. } | Stage::Waiting { .. }, Fact::Accepted { acceptance, due }) => {
                self.acceptance = Some(acceptance.clone());
                self.stage = Stage::Accepted { at, due: *due, on_the_way: None };
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    /// Who waits keeps their place.
    fn apply_schedule(&mut self, hour: Timestamp, entry: &Entry) -> Result<(), Misfit> {
        if !self.stage.is_open() {
            return Err(Misfit);
        }
        self.declaration.scheduled_for = Some(hour);
        self.expires_at = hour;
        if !matches!(self.stage, Stage::Waiting { .. }) {
            self.stage = Stage::Waiting { since: entry.moment.occurred_at };
        }
        Ok(())
    }

    fn apply_going(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        match (&mut self.stage, &entry.fact) {
            (Stage::Accepted { on_the_way, .. }, Fact::Departed { eta_minutes }) => {
                *on_the_way = Some(OnTheWay { since: at, eta_minutes: *eta_minutes });
            }
            (Stage::Accepted { .. }, Fact::Nudged { leave_by }) => {
                self.watched = Watched { nudged: true, leave_by: *leave_by, ..self.watched };
            }
            (Stage::Accepted { .. }, Fact::FoundLate { expected }) => {
                self.watched = Watched { late: true, expected: *expected, ..self.watched };
            }
            (Stage::Accepted { due, .. }, Fact::Arrived) => {
                self.stage = Stage::Arrived { since: at, late: at > *due };
            }
            (Stage::Postponed { appointment }, Fact::Arrived) => {
                self.stage = Stage::Arrived { since: at, late: at > *appointment };
                self.postponement = None;
            }
            (
                Stage::Accepted { .. } | Stage::Arrived { .. } | Stage::Postponed { .. },
                Fact::Released { expires_at, .. },
            ) if !self.work.has_started() => {
                self.priority = true;
                self.watched = Watched::default();
                self.work = WorkLog::default();
                self.acceptance = None;
                self.quote = None;
                self.agreed_quote = None;
                self.postponement = None;
                self.expires_at = *expires_at;
                self.stage = Stage::Waiting { since: at };
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    fn apply_clock(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        match (&self.stage, &entry.fact) {
            (Stage::Arrived { .. }, Fact::Started) | (Stage::Paused, Fact::Resumed) => {
                self.work.run(at);
                self.postponement = None;
                self.stage = Stage::Working;
            }
            (Stage::Working, Fact::Paused) => {
                self.work.stand(at);
                self.stage = Stage::Paused;
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    fn apply_talk(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        if !matches!(self.stage, Stage::Arrived { .. } | Stage::Paused) {
            return Err(Misfit);
        }
        match (&entry.fact, &mut self.quote) {
            (Fact::QuoteProposed { quote, total, valid_until, digest }, _) => {
                let (id, total, valid_until, digest) = (quote.clone(), *total, *valid_until, *digest);
                self.quote = Some(Quote { id, total, valid_until, proposed_at: at, digest, answer: None });
            }
            (Fact::QuoteAccepted, Some(quote)) if quote.is_pending() => {
                quote.answer = Some(Answer::Accepted);
                self.agreed_quote = Some(quote.clone());
                self.work.fix_price();
            }
            (Fact::QuoteRefused, Some(quote)) if quote.is_pending() => quote.answer = Some(Answer::Refused),
            (Fact::PostponementProposed { appointment }, _) => self.postponement = Some(*appointment),
            (Fact::PostponementConfirmed { appointment }, _) => {
                self.postponement = Some(*appointment);
                self.stage = Stage::Postponed { appointment: *appointment };
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    fn apply_extra(&mut self, entry: &Entry) -> Result<(), Misfit> {
        match (&self.stage, &entry.fact) {
            (Stage::Working | Stage::Paused, Fact::ExtraAdded(extra)) => self.extras.push(extra.clone()),
            (Stage::Working | Stage::Paused, Fact::ExtraRemoved { extra }) => {
                self.extras.retain(|Extra { id, .. }| id != extra);
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    fn apply_ending(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        let unworked = !self.work.has_started();
        match (&self.stage, &entry.fact) {
            (Stage::Working | Stage::Paused | Stage::Arrived { .. }, Fact::Finished { price }) => {
                self.work.stand(at);
                self.stage = Stage::Finished { at, price: *price };
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
            (Stage::Finished { .. }, Fact::Rated { stars, comment })
                if entry.by == Actor::Customer && self.rating.is_none() =>
            {
                self.rating = Some((*stars, comment.clone()));
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }
}

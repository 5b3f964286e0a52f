//! The fold of the search for a technician: offers, answers, the waiting list, the acceptance.

use jiff::Timestamp;

use super::Misfit;
use crate::{
    intervention::{Intervention, Stage},
    timeline::{Entry, Fact},
};

impl Intervention {
    pub(super) fn apply_matching(&mut self, entry: &Entry) -> Result<(), Misfit> {
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
            (Stage::Offered { .. }, Fact::TimedOut { .. }) => {}
            (Stage::Declared | Stage::Offered { .. }, Fact::Waiting) => {
                self.stage = Stage::Waiting { since: at };
            }
            (Stage::Offered { to, .. }, Fact::Declined { technician }) => {
                to.retain(|asked| asked.technician != *technician);
            }
            (Stage::Declared | Stage::Offered { .. } | Stage::Waiting { .. }, Fact::Expired) => {
                self.stage = Stage::Expired;
            }
            (Stage::Offered { .. } | Stage::Waiting { .. }, Fact::Accepted { acceptance, due, terms }) => {
                self.acceptance = Some(acceptance.clone());
                self.terms = Some(*terms);
                self.stage = Stage::Accepted { at, due: *due, on_the_way: None };
            }
            _ => return Err(Misfit),
        }
        Ok(())
    }

    /// A request that waits keeps its place.
    pub(super) fn apply_schedule(&mut self, hour: Timestamp, entry: &Entry) -> Result<(), Misfit> {
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
}

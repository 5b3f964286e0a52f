//! The fold of a visit: the way there, lateness, the arrival, and a technician who is released.

use jiff::Timestamp;

use super::Misfit;
use crate::{
    intervention::{Intervention, OnTheWay, Stage, Watched},
    timeline::{Actor, Entry, Fact},
    work_log::WorkLog,
};

impl Intervention {
    pub(super) fn apply_going(&mut self, entry: &Entry) -> Result<(), Misfit> {
        let at = entry.moment.occurred_at;
        // Whether a fee is due follows from when we learnt of the arrival: everybody can state an earlier time.
        let learnt = entry.moment.recorded_at;
        match (&mut self.stage, &entry.fact) {
            (
                Stage::Accepted { due, on_the_way, .. } | Stage::Postponed { appointment: due, on_the_way },
                Fact::Departed { eta_minutes },
            ) => {
                let since = Self::departed_since(*due, *on_the_way, at);
                *on_the_way = Some(OnTheWay { since, estimated_at: at, eta_minutes: *eta_minutes });
            }
            (Stage::Accepted { .. } | Stage::Postponed { .. }, Fact::Nudged { leave_by }) => {
                self.watched = Watched { nudged: true, leave_by: *leave_by, ..self.watched };
            }
            (Stage::Accepted { .. } | Stage::Postponed { .. }, Fact::FoundLate { expected }) => {
                self.watched = Watched { late: true, expected: *expected, ..self.watched };
            }
            (Stage::Accepted { due, .. }, Fact::Arrived) => {
                self.stage = Stage::Arrived { since: at, late: learnt > *due };
                self.watched = Watched::default();
            }
            (Stage::Postponed { appointment, .. }, Fact::Arrived) => {
                self.stage = Stage::Arrived { since: at, late: learnt > *appointment };
                self.watched = Watched::default();
                self.postponement = None;
                self.stalled = None;
            }
            (
                Stage::Accepted { .. } | Stage::Arrived { .. } | Stage::Postponed { .. },
                Fact::Released { expires_at, .. },
            ) if !self.work.has_started() => self.release(*expires_at, at),
            (Stage::Offered { .. } | Stage::Waiting { .. }, Fact::ReleaseLifted) => self.lift_release()?,
            _ => return Err(Misfit),
        }
        Ok(())
    }

    /// Back to the waiting list: nothing of the technician's is left but the timeline.
    pub(super) fn release(&mut self, expires_at: Timestamp, at: Timestamp) {
        self.priority = true;
        self.watched = Watched::default();
        self.work = WorkLog::default();
        self.acceptance = None;
        self.terms = None;
        self.quotes.clear();
        self.postponement = None;
        self.fee_waived = false;
        self.stalled = None;
        self.expires_at = expires_at;
        self.stage = Stage::Waiting { since: at };
    }

    /// The visit is promised again as it was before the guardian released it, with the departure that came before.
    fn lift_release(&mut self) -> Result<(), Misfit> {
        let released =
            |entry: &Entry| entry.by == Actor::System && matches!(entry.fact, Fact::Released { .. });
        let place = self.timeline.iter().rposition(released).ok_or(Misfit)?;
        let past = Self::replay(self.id.clone(), self.timeline[..place].to_vec()).map_err(|_| Misfit)?;
        if self.acceptance.is_some() || past.visit().is_none() {
            return Err(Misfit);
        }
        self.acceptance = past.acceptance;
        self.terms = past.terms;
        self.quotes = past.quotes;
        self.postponement = past.postponement;
        self.fee_waived = past.fee_waived;
        self.stage = past.stage;
        Ok(())
    }
}

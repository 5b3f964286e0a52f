//! The guardian of every promised visit: it reminds the technician to leave, foresees lateness, and finds a backup who
//! is there earlier (rule 10). It also watches work on site (rules 16, 31 and 32).
//!
//! A re-match brings the request back to the waiting list with priority, where everybody near is told at once: the
//! backup, and the technician who lost it, who may take it again. Nobody holds it alone meanwhile, so a backup who
//! declines or looks away costs the customer nothing but the seconds until another takes it, be it the first.

use jiff::{SignedDuration, Timestamp};

use crate::{
    arrival::Surroundings,
    id::TechnicianId,
    place::Location,
    policy::Policy,
    refusal::Refusal,
    tariff::Tariff,
    technician::{Candidate, Technician},
    timeline::{Cause, Fact},
};

use super::{
    Intervention, OnTheWay, Stage, Step,
    going::{Visit, minutes, promised_after},
};

/// Where a technician was seen last.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Who.
    pub technician: TechnicianId,
    /// Where.
    pub place: Location,
    /// When.
    pub at: Timestamp,
}

impl Technician {
    /// Where they were seen last, even if their lease ended since: a phone that fell silent is no better news.
    pub fn last_seen(&self, policy: &Policy) -> Option<Sighting> {
        let presence = self.presence?;
        let at = presence.until - policy.presence();
        Some(Sighting { technician: self.id.clone(), place: presence.location, at })
    }
}

impl Intervention {
    /// When the technician is expected, as far as can be told: by their word while it can be true, else by their
    /// last place, else by the drive from where they accepted. Who has not left cannot be earlier than if they left now.
    ///
    /// Lateness is certain only at the pace of the country; compared with somebody else, both drive at one pace.
    pub fn expected_arrival(
        &self,
        seen: Option<&Sighting>,
        pace: Surroundings,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let Visit { on_the_way, .. } = self.visit()?;
        let seen = seen.filter(|seen| self.is_taken_by(&seen.technician));
        let drive = |from: Option<&Sighting>| {
            let known = self.first_drive_minutes();
            from.map(|seen| self.drive_minutes(seen.place, pace, now))
                .or(known)
                .map(|count| minutes(count.into()))
        };
        let Some(OnTheWay { since, estimated_at, eta_minutes }) = on_the_way else {
            return Some(now + drive(seen)?);
        };
        let told = eta_minutes.map(|eta| estimated_at + minutes(eta.into()));
        if told.is_some_and(|told| told > now) {
            return told;
        }
        let expected = match seen.filter(|seen| seen.at > since) {
            Some(under_way) => Some(under_way.at + drive(Some(under_way))?),
            None => told.or_else(|| Some(since + drive(seen)?)),
        };
        expected.map(|expected| expected.max(now))
    }

    /// What the guardian does when its alarm rings: it reminds the technician, reports the lateness, releases the request
    /// of a technician who gave no sign, reports a standstill, and pauses a clock without commands.
    pub fn watch(&self, seen: Option<&Sighting>, now: Timestamp, policy: &Policy) -> Result<Step, Refusal> {
        let Some(visit) = self.visit() else { return Ok(self.watch_work(now, policy)) };
        let Visit { due, on_the_way } = visit;
        if on_the_way.is_none() && self.rematch_at(due, policy).is_some_and(|at| now >= at) {
            return Ok(Step::one(self.released(Cause::TechnicianLate, now, policy)));
        }
        let (nudge_at, expected) = (
            promised_after(due, policy.nudge_minutes, policy),
            self.expected_arrival(seen, Surroundings::Country, now),
        );
        let to_nudge = on_the_way.is_none() && !self.watched.nudged;
        let nudge = (to_nudge && now >= nudge_at)
            .then(|| Fact::Nudged { leave_by: expected.map(|at| due - at.duration_since(now)) });
        let late = self.is_late(now) || expected.is_some_and(|at| misses(at, due, on_the_way));
        let found = (late && !self.watched.late).then_some(Fact::FoundLate { expected });
        let stalled = self.watch_standstill(now, policy);
        let facts: Vec<Fact> = nudge.into_iter().chain(found).chain(stalled).collect();
        if !facts.is_empty() {
            return Ok(Step::Changed(facts));
        }
        if to_nudge && !self.watched.late {
            return Err(Refusal::TooEarly { at: nudge_at, stage: self.stage.name() });
        }
        Ok(Step::Unchanged)
    }

    /// On site: the ceiling that comes near (rule 16), and work that stands still (rules 31 and 32).
    fn watch_work(&self, now: Timestamp, policy: &Policy) -> Step {
        let stalled = self.watch_standstill(now, policy);
        let stopped = matches!(stalled, Some(Fact::AutoPaused { .. }));
        let runs = self.stage == Stage::Working && !stopped;
        let nears = runs && !self.ceiling_neared && self.price(now, policy).ceiling_warning;
        let facts: Vec<Fact> = nears.then_some(Fact::CeilingNeared).into_iter().chain(stalled).collect();
        if facts.is_empty() { Step::Unchanged } else { Step::Changed(facts) }
    }

    /// A new match before the promise is broken for good: only if a backup would really be there earlier, the time
    /// to answer an offer and a margin included, and for no more money.
    pub fn rematch(
        &self,
        seen: Option<&Sighting>,
        candidates: &[Candidate],
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        let pace = Surroundings::around(self.declaration.location, candidates);
        let replaceable = self.is_late(now) && !self.work.has_started();
        let Some(first) = self.expected_arrival(seen, pace, now).filter(|_| replaceable) else {
            return Ok(Step::Unchanged);
        };
        let answered = now + SignedDuration::from_secs(policy.offer_seconds_immediate);
        let ready = answered + minutes(policy.backup_margin_minutes);
        let there = |backup: &Candidate| ready + minutes(backup.drive_minutes(self, pace, now).into());
        let earlier = candidates.iter().any(|one| self.is_backup(one, now) && there(one) <= first);
        if !earlier {
            return Ok(Step::Unchanged);
        }
        Ok(Step::one(self.released(Cause::TechnicianLate, now, policy)))
    }

    /// Somebody else who is online, was not asked in vain, and costs the customer no more than was agreed.
    fn is_backup(&self, candidate: &Candidate, now: Timestamp) -> bool {
        let Some(agreed) = self.acceptance.as_ref().map(|acceptance| acceptance.tariff) else { return false };
        let asks_no_more = |tariff: Tariff| match (tariff.flat_rate, agreed.flat_rate) {
            (Some(flat), Some(most)) => flat <= most,
            (None, None) => tariff.hourly_rate <= agreed.hourly_rate,
            (Some(_), None) | (None, Some(_)) => false,
        };
        candidate.online_until.is_some()
            && !self.is_taken_by(&candidate.technician)
            && !self.was_asked_in_vain(&candidate.technician)
            && candidate.tariff_for(self, now).is_some_and(asks_no_more)
    }

    /// Whether they declined it, or let an offer end.
    fn was_asked_in_vain(&self, technician: &TechnicianId) -> bool {
        let mut is_asked = false;
        self.timeline.iter().any(|entry| {
            if let Fact::Offered { to, .. } = &entry.fact {
                is_asked = to.iter().any(|asked| asked.technician == *technician);
            }
            let declined = matches!(&entry.fact, Fact::Declined { technician: who } if who == technician);
            declined || (is_asked && matches!(entry.fact, Fact::TimedOut { .. }))
        })
    }

    /// When the guardian shall look again by what it saw; none if there is nothing more to see.
    pub fn next_look(&self, seen: Option<&Sighting>, now: Timestamp, policy: &Policy) -> Option<Timestamp> {
        let Some(visit) = self.visit() else {
            let looks = [self.nears_ceiling_at(policy), self.stall_look(policy)];
            return looks.into_iter().flatten().filter(|at| *at > now).min();
        };
        let Visit { due, on_the_way } = visit;
        let again = now + minutes(policy.backup_look_minutes.max(1));
        let nudge_at = promised_after(due, policy.nudge_minutes, policy);
        let nudge = nudge_at.max(now);
        let nudge = (on_the_way.is_none() && !self.watched.nudged).then_some(nudge);
        let expected = self.expected_arrival(seen, Surroundings::Country, now);
        let look = if self.is_late(now) {
            self.rematch_at(due, policy).map(|at| again.min(at))
        } else {
            let turn = match (on_the_way, expected) {
                (None, Some(expected)) => due - expected.duration_since(now),
                (Some(_), Some(expected)) => expected.max(again),
                (_, None) => due,
            };
            Some(turn.min(due))
        };
        let looks = [nudge, look, self.stall_look(policy)];
        looks.into_iter().flatten().filter(|at| *at > now).min()
    }
}

/// Who has not left by then comes later than if they had.
fn misses(expected: Timestamp, due: Timestamp, on_the_way: Option<OnTheWay>) -> bool {
    expected > due || (on_the_way.is_none() && expected >= due)
}

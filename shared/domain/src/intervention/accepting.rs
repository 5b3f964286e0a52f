//! Taking a request: exactly one technician does, and promises an arrival (rules 8, 10 and 11).

use jiff::{SignedDuration, Timestamp};

use super::{Intervention, Stage, Step, caps::ACCEPTANCES_MAX};
use crate::{
    agenda::{Agenda, Conflict, When},
    id::TechnicianId,
    policy::Policy,
    refusal::{Counted, Refusal},
    tariff::Tariff,
    terms::Terms,
    timeline::{Acceptance, Asked, Fact},
};

impl Intervention {
    /// Rule 8: exactly one technician gets it. `offer` is who they are and the tariff they ask today; the tariff
    /// of an offer, which the customer saw, goes before it. The caller has found them competent and in reach.
    pub fn accept(&self, offer: Acceptance, now: Timestamp, policy: &Policy) -> Result<Step, Refusal> {
        if self.is_taken_by(&offer.technician) {
            return Ok(Step::Unchanged);
        }
        self.check_untaken(&offer.technician, now)?;
        let tariff = self.lowest_tariff(&offer.technician, self.accepted_tariff(&offer, now)?);
        self.check_room(Counted::Acceptances, ACCEPTANCES_MAX, |fact| matches!(fact, Fact::Accepted { .. }))?;
        Ok(Step::one(Fact::Accepted {
            acceptance: Acceptance { tariff, ..offer },
            due: self.due(now, policy),
            terms: Terms::of(policy),
        }))
    }

    /// Whether it is still there for a technician to take: before anything is said about the technician.
    pub fn check_untaken(&self, technician: &TechnicianId, now: Timestamp) -> Result<(), Refusal> {
        if !self.was_shown_to(technician) {
            return Err(Refusal::NotYours);
        }
        let stage = if self.is_taken_by(technician) { self.stage.name() } else { self.outline(now) };
        if self.acceptance.is_some() {
            return Err(Refusal::AlreadyAccepted { stage });
        }
        self.check_open_as(stage, now)?;
        self.check_takes(technician)
    }

    /// The offer to a technician at the price that binds them: the lowest that the customer saw.
    #[must_use]
    pub fn bound_to(&self, asked: Asked) -> Asked {
        Asked { tariff: self.lowest_tariff(&asked.technician, asked.tariff), ..asked }
    }

    /// A technician who was asked or had it before takes it at no higher price than the customer saw then.
    fn lowest_tariff(&self, technician: &TechnicianId, tariff: Tariff) -> Tariff {
        let seen = |fact: &Fact| {
            if let Fact::Offered { to, .. } = fact {
                return to.iter().find(|asked| asked.technician == *technician).map(|asked| asked.tariff);
            }
            let Fact::Accepted { acceptance, .. } = fact else { return None };
            (acceptance.technician == *technician).then_some(acceptance.tariff)
        };
        let before = self.timeline.iter().filter_map(|entry| seen(&entry.fact));
        before.fold(tariff, Tariff::lower)
    }

    fn accepted_tariff(&self, offer: &Acceptance, now: Timestamp) -> Result<Tariff, Refusal> {
        match &self.stage {
            Stage::Waiting { .. } => Ok(offer.tariff),
            Stage::Offered { to, until, .. } => {
                let ended = |at| Refusal::OfferEnded { at, stage: self.outline(now) };
                let mine = to.iter().find(|asked| asked.technician == offer.technician);
                match (mine, self.last_offer_to(&offer.technician)) {
                    (Some(_), _) if now > *until => Err(ended(*until)),
                    (Some(mine), _) => Ok(mine.tariff),
                    (None, Some(last)) if !last.declined => {
                        Err(last.ended_at(now).map_or(Refusal::NotOfferedToYou, ended))
                    }
                    (None, _) => Err(Refusal::NotOfferedToYou),
                }
            }
            Stage::Declared
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Postponed { .. }
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => Err(Refusal::StageForbids { stage: self.outline(now) }),
        }
    }

    /// When a technician who accepts now must be there (rule 10).
    fn due(&self, now: Timestamp, policy: &Policy) -> Timestamp {
        match self.declaration.scheduled_for {
            Some(hour) if hour > now => hour,
            Some(_) | None => now + SignedDuration::from_mins(policy.arrival_minutes),
        }
    }

    /// When an acceptance now would bind the technician's agenda (rule 11).
    pub fn binds(&self, now: Timestamp) -> When {
        self.declaration.wanted().binds(now)
    }

    /// Rule 11: whether a technician with this agenda could accept now.
    pub fn check_free(&self, agenda: &Agenda, now: Timestamp, policy: &Policy) -> Result<(), Refusal> {
        let conflict = agenda.conflict(&self.id, self.binds(now), policy);
        conflict.map_or(Ok(()), |conflict| Err(self.in_the_way(&conflict)))
    }

    /// The refusal that names a promise in the way.
    pub fn in_the_way(&self, conflict: &Conflict) -> Refusal {
        let stage = self.stage.name();
        match conflict {
            Conflict::Closed => Refusal::TechnicianUnavailable { stage },
            Conflict::Busy { .. } => Refusal::TechnicianBusy { stage },
            Conflict::Collides { at, .. } => Refusal::AgendaCollides { at: *at, stage },
        }
    }
}

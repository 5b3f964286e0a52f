//! Finding a technician: the customer's choice, offers, waves, the waiting list (rules 5 to 7).

use jiff::{SignedDuration, Timestamp};

use crate::{
    breakdown::Declaration,
    id::{CustomerId, TechnicianId},
    policy::Policy,
    refusal::{Counted, Refusal},
    timeline::{Asked, Cause, Fact},
};

use super::{
    Intervention, Stage, Step,
    caps::{CHOICES_MAX, SCHEDULES_MAX},
};

/// A technician whom the next wave could ask: the nearest and best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reachable {
    /// Who, and for how much.
    pub asked: Asked,
    /// How far they are.
    pub distance_meters: u32,
    /// How many offers for other requests they have yet to answer.
    pub standing_offers: usize,
}

impl Intervention {
    /// Rule 6: the customer chooses one technician, who gets an offer. The caller has found them available.
    pub fn choose(
        &self,
        customer: &CustomerId,
        asked: Asked,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        self.check_open(now)?;
        if self.chosen(&asked.technician, now).is_some() {
            return Ok(Step::Unchanged);
        }
        if !self.may_be_taken_by(&asked.technician) {
            return Err(Refusal::TechnicianUnavailable { stage: self.stage.name() });
        }
        self.check_room(Counted::Choices, CHOICES_MAX, |fact| matches!(fact, Fact::Offered { wave: 0, .. }))?;
        let seconds = match self.declaration.scheduled_for {
            Some(_) => policy.offer_seconds_scheduled,
            None => policy.offer_seconds_immediate,
        };
        let until = (now + SignedDuration::from_secs(seconds)).min(self.expires_at);
        Ok(Step::one(Fact::Offered { to: vec![asked], until, wave: 0 }))
    }

    /// What was asked of this technician, whom the customer chose and whose offer still stands.
    pub fn chosen(&self, technician: &TechnicianId, now: Timestamp) -> Option<&Asked> {
        let Stage::Offered { to, until, wave: 0, .. } = &self.stage else { return None };
        to.iter().find(|asked| now <= *until && asked.technician == *technician)
    }

    /// The customer waits instead of choosing; when the technician is late, or came and gives no sign, leaves them and
    /// waits with priority.
    pub fn wait(&self, customer: &CustomerId, now: Timestamp, policy: &Policy) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        match &self.stage {
            Stage::Waiting { .. } => self.check_open(now).map(|()| Step::Unchanged),
            Stage::Declared | Stage::Offered { .. } => {
                self.check_open(now).map(|()| Step::one(Fact::Waiting))
            }
            Stage::Accepted { due, .. } | Stage::Postponed { appointment: due, .. }
                if !self.work.has_started() =>
            {
                if self.is_late(now) {
                    return Ok(Step::one(self.released(Cause::TechnicianLate, now, policy)));
                }
                Err(Refusal::NotLate { due: *due, stage: self.stage.name() })
            }
            Stage::Arrived { .. } if !self.work.has_started() => {
                let from = self.abandoned_from(policy).ok_or_else(|| self.forbids())?;
                if now >= from {
                    return Ok(Step::one(self.released(Cause::TechnicianLate, now, policy)));
                }
                Err(Refusal::TechnicianOnSite { from, stage: self.stage.name() })
            }
            Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Postponed { .. }
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => Err(self.forbids()),
        }
    }

    /// The customer names an hour instead of waiting for whoever comes now, or another hour. Offers that stand are
    /// taken back, as they were for another time, and the request waits for whoever can come then (rules 2, 4 and 9).
    pub fn schedule(
        &self,
        customer: &CustomerId,
        hour: Timestamp,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        self.check_open(now)?;
        if self.declaration.scheduled_for == Some(hour) {
            return Ok(Step::Unchanged);
        }
        self.check_room(Counted::Hours, SCHEDULES_MAX, |fact| matches!(fact, Fact::Scheduled { .. }))?;
        Declaration { scheduled_for: Some(hour), ..self.declaration.clone() }.check(now, policy)?;
        Ok(Step::one(Fact::Scheduled { hour }))
    }

    /// An asked technician says no; a second no changes nothing, and one after the end of the offer is told so.
    pub fn decline(&self, technician: &TechnicianId, now: Timestamp) -> Result<Step, Refusal> {
        let Some(last) = self.last_offer_to(technician) else { return Err(Refusal::NotYours) };
        if last.declined {
            return Ok(Step::Unchanged);
        }
        if self.is_taken_by(technician) {
            return Err(self.forbids());
        }
        let stage = self.outline(now);
        if self.acceptance.is_some() {
            return Err(Refusal::AlreadyAccepted { stage });
        }
        self.check_open_as(stage, now)?;
        match last.ended_at(now) {
            Some(at) => Err(Refusal::OfferEnded { at, stage }),
            None => Ok(Step::one(Fact::Declined { technician: technician.clone() })),
        }
    }

    /// The offer ended: the next wave goes out, or the request waits (rule 6).
    ///
    /// `reachable` are available technicians, the best first; `version` is the offer whose timer rang. Whoever has to
    /// answer fewer other offers is asked before, and who has too many is not asked: they could not answer in time.
    /// `ignored_by` are technicians who could have answered: of these the ones who are still asked did not.
    pub fn next_wave(
        &self,
        version: u64,
        reachable: &[Reachable],
        ignored_by: &[TechnicianId],
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        let Stage::Offered { to, until, wave, version: current } = &self.stage else {
            return Ok(Step::Unchanged);
        };
        if *current != version || now >= self.expires_at {
            return Ok(Step::Unchanged);
        }
        if now < *until && !to.is_empty() {
            return Err(Refusal::OfferStands { until: *until, stage: self.stage.name() });
        }
        let silent = to.iter().map(|asked| &asked.technician);
        let ignored_by = Some(silent.filter(|silent| ignored_by.contains(silent)).cloned().collect());
        let mut facts = if to.is_empty() { Vec::new() } else { vec![Fact::TimedOut { ignored_by }] };
        facts.push(self.wave_after(*wave, reachable, now, policy));
        Ok(Step::Changed(facts))
    }

    fn wave_after(&self, wave: u8, reachable: &[Reachable], now: Timestamp, policy: &Policy) -> Fact {
        let limits = policy.wave_sizes.iter().zip(&policy.wave_radii_meters).zip(1_u8..);
        for ((size, radius), number) in limits.skip(usize::from(wave)) {
            let near = reachable.iter().filter(|one| i64::from(one.distance_meters) <= *radius);
            let fresh = near.filter(|one| self.may_ask(one, policy));
            let mut fresh: Vec<&Reachable> = fresh.collect();
            fresh.sort_by_key(|one| one.standing_offers);
            let size = usize::try_from(*size).unwrap_or(0);
            let to: Vec<Asked> = fresh.into_iter().take(size).map(|one| one.asked.clone()).collect();
            if !to.is_empty() {
                let until = (now + SignedDuration::from_secs(policy.wave_seconds)).min(self.expires_at);
                return Fact::Offered { to, until, wave: number };
            }
        }
        Fact::Waiting
    }

    fn may_ask(&self, one: &Reachable, policy: &Policy) -> bool {
        let answerable = usize::try_from(policy.standing_offers_max).unwrap_or(usize::MAX);
        one.standing_offers < answerable
            && !self.asked.contains(&one.asked.technician)
            && self.may_be_taken_by(&one.asked.technician)
    }

    /// How many technicians the next wave asks, if there are so many.
    pub fn next_wave_size(&self, policy: &Policy) -> usize {
        let size = policy.wave_sizes.get(self.waves()).copied().unwrap_or_default();
        usize::try_from(size).unwrap_or(0)
    }

    /// How many waves went out.
    fn waves(&self) -> usize {
        if let Stage::Offered { wave, .. } = self.stage { usize::from(wave) } else { 0 }
    }

    /// The places in `reachable` of those whom the waves to come could ask, in the order in which it is worth to look
    /// at their offers: a wave's before those that only the next one reaches.
    pub fn in_line(&self, reachable: &[Reachable], policy: &Policy) -> Vec<usize> {
        let radii = policy.wave_radii_meters.get(self.waves()..).unwrap_or_default();
        let circle =
            |one: &Reachable| radii.iter().position(|radius| i64::from(one.distance_meters) <= *radius);
        let fresh = reachable.iter().enumerate().filter(|(_, one)| self.may_ask(one, policy));
        let mut line: Vec<(usize, usize)> =
            fresh.filter_map(|(place, one)| Some((circle(one)?, place))).collect();
        line.sort_unstable();
        line.into_iter().map(|(_, place)| place).collect()
    }
}

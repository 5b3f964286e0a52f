//! The start code: attempts are counted, and too many wrong ones change the code (rule 12).

use jiff::{SignedDuration, Timestamp};

use crate::{breakdown::StartCode, policy::Policy, refusal::Refusal, timeline::Fact};

use super::{
    Intervention, Stage, Step,
    caps::{START_ATTEMPTS_EVER_MAX, START_CODES_MAX},
};

/// The attempts at a start code. Each attempt is counted before its code is compared, so that parallel guesses are
/// counted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Which code they are for ([`Intervention::start_round`]).
    pub round: u64,
    /// When the window of minutes began in which wrong codes count together.
    pub since: Timestamp,
    /// How many there were since then.
    pub in_window: i64,
    /// How many there were at this code.
    pub in_round: i64,
}

/// The outcome of one more attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// The code may be compared, once these attempts are stored.
    Allowed(Attempts),
    /// The code must change first.
    UsedUp,
    /// The caller knows an older code.
    Outdated,
}

impl Attempts {
    /// The first attempt at a code.
    pub fn first(round: u64, now: Timestamp) -> Self {
        Self { round, since: now, in_window: 1, in_round: 1 }
    }

    /// One more attempt by somebody who knows the intervention as of `round`.
    pub fn another(self, round: u64, now: Timestamp, policy: &Policy) -> Attempt {
        if round < self.round {
            return Attempt::Outdated;
        }
        if round > self.round {
            return Attempt::Allowed(Self::first(round, now));
        }
        if self.are_used_up(policy) {
            return Attempt::UsedUp;
        }
        let in_round = self.in_round + 1;
        let window = SignedDuration::from_mins(policy.start_window_minutes);
        if now > self.since + window {
            return Attempt::Allowed(Self { since: now, in_window: 1, in_round, ..self });
        }
        Attempt::Allowed(Self { in_window: self.in_window + 1, in_round, ..self })
    }

    /// Whether the code must change before anybody tries again. Time does not lift this: if the process died before it
    /// changed the code, the next attempt changes it.
    pub fn are_used_up(&self, policy: &Policy) -> bool {
        self.in_window >= policy.start_attempts_max || self.in_round >= START_ATTEMPTS_EVER_MAX
    }
}

impl Intervention {
    /// Attempts are counted by round. A round begins with each change of the code and with each start, which proves
    /// the code. Once the code changes no more, it also begins with each acceptance: the next technician can start.
    pub fn start_round(&self) -> u64 {
        let counts = |fact: &Fact| matches!(fact, Fact::Started | Fact::StartCodeChanged { .. });
        let rounds = self.timeline.iter().filter(|entry| counts(&entry.fact)).count();
        let acceptances = if self.code_changes() < START_CODES_MAX { 0 } else { self.acceptances() };
        (rounds + acceptances) as u64
    }

    /// Refuses a wrong start code.
    pub fn check_start_code(&self, code: StartCode) -> Result<(), Refusal> {
        if code == self.declaration.start_code { Ok(()) } else { Err(Refusal::WrongStartCode) }
    }

    /// The code changes because the attempts of this round are used up, and starting is locked for a while.
    pub fn change_start_code(
        &self,
        random: StartCode,
        round: u64,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        if self.start_round() != round {
            return Ok(Step::Unchanged);
        }
        let stage = self.stage.name();
        self.check_stage(matches!(self.stage, Stage::Arrived { .. }))?;
        if self.code_changes() >= START_CODES_MAX {
            return Err(Refusal::StartBlocked { stage });
        }
        let code = random.other_than(self.declaration.start_code);
        let locked_until = now + SignedDuration::from_mins(policy.start_lock_minutes);
        Ok(Step::one(Fact::StartCodeChanged { code, locked_until }))
    }

    pub(super) fn check_unlocked(&self, now: Timestamp) -> Result<(), Refusal> {
        let locked = self.locked_until.filter(|until| now < *until);
        locked.map_or(Ok(()), |until| Err(Refusal::StartLocked { until, stage: self.stage.name() }))
    }

    fn code_changes(&self) -> usize {
        self.count(|fact| matches!(fact, Fact::StartCodeChanged { .. }))
    }

    fn acceptances(&self) -> usize {
        self.count(|fact| matches!(fact, Fact::Accepted { .. }))
    }
}

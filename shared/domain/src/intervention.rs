//! An intervention: from the declaration of a breakdown to its invoice.
//!
//! It is the fold of its timeline. A transition is a method that looks at the state and answers a [`Step`]: the
//! facts to append, nothing for a repeat, or a refusal. Each file below holds one chapter.

mod accepting;
mod attempts;
mod cancelling;
pub mod caps;
mod declaring;
mod ending;
mod erasing;
mod fold;
mod going;
mod matching;
mod offer;
mod party;
mod postponing;
mod pricing;
mod quoting;
mod reading;
mod replay;
mod resolving;
mod silence;
mod stage;
mod standstill;
mod telling;
mod visit;
mod watching;
mod working;

use jiff::Timestamp;

pub use attempts::{Attempt, Attempts};
pub use cancelling::{CancellationTerms, Outcome};
pub use caps::{QUOTES_MAX, START_ATTEMPTS_EVER_MAX, START_CODES_MAX};
pub use ending::{Ending, Report};
pub use erasing::Erasure;
pub use going::Deadline;
pub use matching::Reachable;
pub use party::{Party, Sight};
pub use replay::Corrupt;
pub use resolving::Decision;
pub use stage::{OnTheWay, Stage, StageName};
pub use visit::promised;
pub use watching::Sighting;
pub use working::NewExtra;

use crate::{
    breakdown::Declaration,
    id::{InterventionId, TechnicianId},
    idempotency::Key,
    moment::Moment,
    quote::Quote,
    refusal::Refusal,
    terms::Terms,
    text::Comment,
    timeline::{Acceptance, Actor, Entry, Extra, Fact, Stall, Stars},
    work_log::WorkLog,
};

/// The one aggregate. Its fields are read-only outside: only facts change it.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    id: InterventionId,
    declaration: Declaration,
    timeline: Vec<Entry>,
    stage: Stage,
    expires_at: Timestamp,
    priority: bool,
    asked: Vec<TechnicianId>,
    acceptance: Option<Acceptance>,
    terms: Option<Terms>,
    watched: Watched,
    work: WorkLog,
    extras: Vec<Extra>,
    quotes: Vec<Quote>,
    postponement: Option<Timestamp>,
    /// Until when starting is refused after too many wrong codes.
    locked_until: Option<Timestamp>,
    /// Where the clock was stopped for want of commands, until a command proves otherwise.
    auto_paused: Option<Timestamp>,
    /// Whether the parties were notified that the price nears the ceiling.
    ceiling_neared: bool,
    /// Whether an operator waived the fee of a cancellation.
    fee_waived: bool,
    /// The standstill that the parties were notified of, while it lasts.
    stalled: Option<Stall>,
    /// Why the customer closed it, if they did (rule 31).
    closed: Option<Stall>,
    rating: Option<(Stars, Option<Comment>)>,
}

/// What the guardian knows of the visit that is promised (rule 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Watched {
    /// Whether they were reminded to leave.
    nudged: bool,
    /// When they must leave to keep their promise, as the reminder said.
    leave_by: Option<Timestamp>,
    /// Whether they were found to be late.
    late: bool,
    /// When they were expected then, as far as could be told.
    expected: Option<Timestamp>,
}

/// What a command does.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// These facts are appended.
    Changed(Vec<Fact>),
    /// It was done before: nothing changes.
    Unchanged,
}

impl Step {
    pub(crate) fn one(fact: Fact) -> Self {
        Self::Changed(vec![fact])
    }
}

impl Intervention {
    /// What the first answer to this key showed, and when; none if the key is new here.
    pub fn answer_to(&self, key: &Key) -> Option<Result<(Self, Timestamp), KeyReused>> {
        let known = |entry: &Entry| entry.key.filter(|known| known.command == key.command);
        let (last, found) =
            self.timeline.iter().enumerate().rev().find_map(|(at, entry)| Some((at, known(entry)?)))?;
        if !key.repeats(&found) {
            return Some(Err(KeyReused));
        }
        let past = Self::replay(self.id.clone(), self.timeline[..=last].to_vec());
        let at = self.timeline[last].moment.recorded_at;
        Some(past.map(|past| (past, at)).map_err(|_| KeyReused))
    }

    /// Appends facts; each must fit the stage, as those of a [`Step`] do.
    ///
    /// Facts that the system adds to a command of a person are the system's own, at the time of the receipt.
    pub fn record(
        mut self,
        facts: Vec<Fact>,
        by: Actor,
        moment: Moment,
        key: Option<Key>,
    ) -> Result<Self, Refusal> {
        for fact in facts {
            let (by, moment) = if fact.is_of_system() {
                (Actor::System, Moment::now(moment.recorded_at))
            } else {
                (by, moment)
            };
            let entry = Entry { moment, by, key, fact };
            self.apply(&entry).map_err(|_| self.forbids())?;
            self.timeline.push(entry);
        }
        Ok(self)
    }

    fn check_stage(&self, fits: bool) -> Result<(), Refusal> {
        if fits { Ok(()) } else { Err(self.forbids()) }
    }

    fn forbids(&self) -> Refusal {
        if let (Some(_), Some(at)) = (self.closed, self.ended_at()) {
            return Refusal::ClosedByCustomer { at, stage: self.stage.name() };
        }
        Refusal::StageForbids { stage: self.stage.name() }
    }
}

/// The key came before, with another body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyReused;

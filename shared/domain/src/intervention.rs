//! An intervention: from the declaration of a breakdown to its invoice.
//!
//! It is the fold of its timeline. A transition is a method that looks at the state and answers a [`Step`]: the
//! facts to append, nothing for a repeat, or a refusal. Each file below holds one chapter.

mod accepting;
mod cancelling;
mod declaring;
mod ending;
mod erasing;
mod fold;
mod going;
mod matching;
mod offer;
mod party;
mod pricing;
mod quoting;
mod reading;
mod replay;
mod stage;
mod watching;
mod working;

use jiff::Timestamp;

pub use cancelling::{CancellationTerms, Outcome};
pub use ending::Report;
pub use erasing::Erasure;
pub use going::Deadline;
pub use matching::Reachable;
pub use party::Party;
pub use replay::Corrupt;
pub use stage::{OnTheWay, Stage, StageName};
pub use watching::Sighting;
pub use working::NewExtra;

use crate::{
    breakdown::Declaration,
    id::{InterventionId, TechnicianId},
    idempotency::Key,
    moment::Moment,
    quote::Quote,
    refusal::Refusal,
    text::Comment,
    timeline::{Acceptance, Actor, Entry, Extra, Fact, Stars},
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
    watched: Watched,
    work: WorkLog,
    extras: Vec<Extra>,
    quote: Option<Quote>,
    agreed_quote: Option<Quote>,
    postponement: Option<Timestamp>,
    rating: Option<(Stars, Option<Comment>)>,
}

/// What the guardian knows of who took it (rule 10).
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
    /// What the first answer to this key was; none if the key is new here.
    pub fn answer_to(&self, key: &Key) -> Option<Result<Self, KeyReused>> {
        let known = |entry: &Entry| entry.key.filter(|known| known.command == key.command);
        let (last, found) =
            self.timeline.iter().enumerate().rev().find_map(|(at, entry)| Some((at, known(entry)?)))?;
        if found.body != key.body {
            return Some(Err(KeyReused));
        }
        let past = Self::replay(self.id.clone(), self.timeline[..=last].to_vec());
        Some(past.map_err(|_| KeyReused))
    }

    /// Appends facts; each must fit the stage, as those of a [`Step`] do.
    ///
    /// The moment is moved behind the last fact, or refused if it claims to be earlier.
    pub fn record(
        mut self,
        facts: Vec<Fact>,
        by: Actor,
        moment: Moment,
        key: Option<Key>,
    ) -> Result<Self, Refusal> {
        let moment =
            moment.after(self.timeline.last().map_or(moment.occurred_at, |last| last.moment.occurred_at))?;
        for fact in facts {
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
        Refusal::StageForbids { stage: self.stage.name() }
    }
}

/// The key came before, with another body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyReused;

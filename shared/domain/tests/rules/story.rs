//! A story: an intervention that commands are told to, one after the other.

use domain::{
    intervention::{Intervention, Step},
    moment::Submission,
    policy::Policy,
    price::Price,
    refusal::Refusal,
    tariff::Tariff,
    timeline::Fact,
};

use crate::{command::Command, given::at};

/// An intervention and the prices of whoever takes it.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) intervention: Intervention,
    pub(crate) tariff: Tariff,
    pub(crate) policy: Policy,
}

impl Story {
    /// Carries out a command that must be allowed.
    pub(crate) fn then(self, second: i64, command: Command) -> Self {
        self.submitted(Submission::now(at(second)), command)
    }

    /// Carries out a command of an app that was offline when it happened.
    pub(crate) fn offline(self, occurred: i64, received: i64, command: Command) -> Self {
        let told =
            self.intervention.submitted(command.by(), Some(at(occurred)), false, at(received)).unwrap();
        self.submitted(told, command)
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "stories read better without a borrow at every command"
    )]
    pub(crate) fn submitted(mut self, told: Submission, command: Command) -> Self {
        let facts = match command.decide(&self, &told) {
            Ok(Step::Changed(facts)) => facts,
            other => panic!("{command:?} as {told:?}: {other:?}"),
        };
        self.intervention = self.intervention.record(facts, command.by(), told.moment, None).unwrap();
        self
    }

    /// Why a command is refused.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "stories read better without a borrow at every command"
    )]
    pub(crate) fn refusal(&self, second: i64, command: Command) -> Refusal {
        match command.decide(self, &Submission::now(at(second))) {
            Err(refusal) => refusal,
            Ok(step) => panic!("{command:?} is allowed: {step:?}"),
        }
    }

    /// Whether a command is a repeat.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "stories read better without a borrow at every command"
    )]
    pub(crate) fn repeats(&self, second: i64, command: Command) -> bool {
        command.decide(self, &Submission::now(at(second))) == Ok(Step::Unchanged)
    }

    /// Carries out a command under a key of its own.
    pub(crate) fn keyed(self, second: i64, command: Command) -> Self {
        self.submitted(Submission { is_keyed: true, ..Submission::now(at(second)) }, command)
    }

    pub(crate) fn price(&self, second: i64) -> Price {
        self.intervention.price(at(second), &self.policy)
    }

    pub(crate) fn total(&self, second: i64) -> i64 {
        self.price(second).total.cents()
    }

    pub(crate) fn facts(&self) -> Vec<Fact> {
        self.intervention.timeline().iter().map(|entry| entry.fact.clone()).collect()
    }

    pub(crate) fn last(&self) -> Fact {
        self.facts().pop().unwrap()
    }
}

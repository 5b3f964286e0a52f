//! A story: an intervention that commands are told to, one after the other.

use domain::{
    intervention::{Intervention, Step},
    moment::Moment,
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
        self.dated(Moment::now(at(second)), command)
    }

    /// Carries out a command of an app that was offline when it happened.
    pub(crate) fn offline(self, occurred: i64, received: i64, command: Command) -> Self {
        let moment = self.intervention.moment(Some(at(occurred)), at(received)).unwrap();
        self.dated(moment, command)
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "stories read better without a borrow at every command"
    )]
    fn dated(mut self, moment: Moment, command: Command) -> Self {
        let facts = match command.decide(&self, moment.occurred_at) {
            Ok(Step::Changed(facts)) => facts,
            other => panic!("{command:?} at {moment:?}: {other:?}"),
        };
        self.intervention = self.intervention.record(facts, command.by(), moment, None).unwrap();
        self
    }

    /// Why a command is refused.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "stories read better without a borrow at every command"
    )]
    pub(crate) fn refusal(&self, second: i64, command: Command) -> Refusal {
        match command.decide(self, at(second)) {
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
        command.decide(self, at(second)) == Ok(Step::Unchanged)
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

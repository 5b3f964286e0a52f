//! The terms of an acceptance: what a later change of the policy leaves as it was (rule 22).

use domain::{money::Money, policy::Policy, terms::Terms};
use proptest::prelude::*;

use crate::{
    command::Command::{Accept, AddExtra, Arrive, Cancel, Choose, Depart, Finish, ReportAbsence, Start},
    given::{self, Story, WORK, minutes},
};

/// Every price and fee of the house is another one.
fn dearer() -> Policy {
    Policy {
        base_price_cents: 5_999,
        base_minutes: 20,
        free_cancel_minutes: 0,
        fee_on_the_way_cents: 2_000,
        fee_arrived_cents: 4_000,
        absence_minutes: 5,
        ..Policy::default()
    }
}

fn under(story: Story, policy: Policy) -> Story {
    Story { policy, ..story }
}

#[test]
fn rule_22_a_price_that_changes_after_the_finish_changes_no_invoice() {
    let finished = given::working().then(WORK + minutes(20), Finish(1));

    let later = under(finished, dearer());

    assert_eq!(later.intervention.amount_due(), Some(Money::of_cents(4_999)));
    assert_eq!(later.total(WORK + minutes(20)), 4_999);
}

#[test]
fn rule_22_a_price_that_changes_during_the_work_does_not_count() {
    let finished = under(given::working(), dearer()).then(WORK + minutes(31), Finish(1));

    assert_eq!(finished.total(0), 5_099);
}

#[test]
fn rule_21_fees_and_delays_are_those_of_the_acceptance() {
    let on_the_way = under(given::accepted().then(minutes(1), Depart(1, None)), dearer());
    assert_eq!(on_the_way.clone().then(minutes(5), Cancel).total(0), 0);
    assert_eq!(on_the_way.then(minutes(6), Cancel).total(0), 1_500);

    let arrived = under(given::arrived(), dearer());
    assert_eq!(arrived.then(minutes(35), ReportAbsence(1)).total(0), 3_000);
}

#[test]
fn rule_22_the_next_acceptance_has_the_terms_of_its_own_time() {
    let taken = under(given::declared(), dearer()).then(0, Choose(1)).then(0, Accept(1));

    assert_eq!(taken.intervention.terms(), Some(Terms::of(&dearer())));
    let finished = taken.then(60, Arrive(1)).then(WORK, Start(1)).then(WORK + minutes(21), Finish(1));
    assert_eq!(finished.total(0), 6_099);
}

proptest! {
    #[test]
    fn rule_22_a_policy_that_changes_at_any_moment_reprices_nothing(
        base in 0..20_000_i64,
        covered in 0..90_i64,
        fee in 0..9_000_i64,
        change in 0..5_usize,
        seconds in 1..20_000_i64,
    ) {
        let changed = Policy {
            base_price_cents: base,
            base_minutes: covered,
            fee_arrived_cents: fee,
            fee_on_the_way_cents: fee,
            ..Policy::default()
        };
        let commands = [
            (60, Depart(1, None)),
            (minutes(20), Arrive(1)),
            (WORK, Start(1)),
            (WORK + seconds, AddExtra(1, 1_250)),
            (WORK + seconds, Finish(1)),
        ];
        let play = |from: usize| {
            commands.iter().enumerate().fold(given::accepted(), |story, (place, (second, command))| {
                let policy = if place >= from { changed.clone() } else { Policy::default() };
                under(story, policy).then(*second, command.clone())
            })
        };

        let (repriced, unchanged) = (play(change), play(commands.len()));

        prop_assert_eq!(repriced.price(0), unchanged.price(0));
        prop_assert_eq!(repriced.intervention.amount_due(), unchanged.intervention.amount_due());
    }
}

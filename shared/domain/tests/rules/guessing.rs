//! Wrong start codes: rule 12.

use domain::{
    breakdown::StartCode,
    intervention::{Attempt, Attempts, START_CODES_MAX, Stage, StageName, Step},
    moment::Moment,
    policy::Policy,
    refusal::Refusal,
    timeline::Actor,
};
use proptest::prelude::*;

use crate::{
    command::Command::{Accept, Arrive, Confirm, GiveUp, Pause, Postpone, Start, StartWith},
    given::{self, Story, WORK, at, minutes},
};

/// After the attempts at this code were used up.
fn changed(mut story: Story, second: i64, code: u128) -> Story {
    let round = story.intervention.start_round();
    let step =
        story.intervention.change_start_code(StartCode::of_random(code), round, at(second), &story.policy);
    let Ok(Step::Changed(facts)) = step else { panic!("{step:?}") };
    let moment = Moment::now(at(second));
    story.intervention = story.intervention.record(facts, Actor::System, moment, None).unwrap();
    story
}

fn blocked() -> Story {
    (0..START_CODES_MAX).fold(given::arrived(), |story, number| {
        let number = i64::try_from(number).unwrap();
        changed(story, WORK + minutes(3 * number), 100)
    })
}

#[test]
fn rule_12_a_changed_code_replaces_the_old_one_and_locks_starting_for_two_minutes() {
    let changed = changed(given::arrived(), WORK, 17);
    let new = StartCode::of_random(17);

    let locked = Refusal::StartLocked { until: at(WORK + 120), stage: StageName::Arrived };
    assert_eq!(changed.refusal(WORK + 119, StartWith(1, new)), locked);
    let old = StartCode::of_random(4_711);
    assert_eq!(changed.refusal(WORK + 120, StartWith(1, old)), Refusal::WrongStartCode);
    assert_eq!(changed.then(WORK + 120, StartWith(1, new)).intervention.stage(), &Stage::Working);
}

#[test]
fn rule_12_chance_never_gives_the_same_code_again() {
    let changed = changed(given::arrived(), WORK, 4_711);

    assert_eq!(changed.intervention.declaration().start_code, StartCode::of_random(4_712));
}

#[test]
fn rule_12_a_code_changes_once_however_many_ask_for_it() {
    let arrived = given::arrived();
    let round = arrived.intervention.start_round();
    let changed = changed(arrived, WORK, 17);

    let again = changed.intervention.change_start_code(
        StartCode::of_random(18),
        round,
        at(WORK + 1),
        &changed.policy,
    );

    assert_eq!(again, Ok(Step::Unchanged));
}

#[test]
fn rule_12_after_ten_changes_starting_is_blocked_until_another_technician_accepts() {
    let blocked = blocked();
    let (round, second) = (blocked.intervention.start_round(), WORK + minutes(60));
    let code = StartCode::of_random(17);

    let refused = blocked.intervention.change_start_code(code, round, at(second), &blocked.policy);
    let next = blocked.then(second, GiveUp(1)).then(second, Accept(2)).then(second + 60, Arrive(2));

    assert_eq!(refused, Err(Refusal::StartBlocked { stage: StageName::Arrived }));
    assert_eq!(next.intervention.start_round(), round + 1);
    assert_eq!(next.then(second + 90, Start(2)).intervention.stage(), &Stage::Working);
}

#[test]
fn rule_12_giving_up_and_accepting_again_brings_no_new_attempts() {
    let arrived = given::arrived();
    let round = arrived.intervention.start_round();

    let again = arrived.then(WORK, GiveUp(1)).then(WORK, Accept(1)).then(WORK + 60, Arrive(1));

    assert_eq!(again.intervention.start_round(), round);
}

#[test]
fn rule_12_a_second_visit_has_its_own_attempts() {
    let paused = given::working().then(WORK + minutes(10), Pause(1));
    let round = given::arrived().intervention.start_round();
    let hour = 300_000;

    let postponed = paused.then(WORK + minutes(11), Postpone(1, at(hour))).then(WORK + minutes(12), Confirm);
    let again = postponed.then(hour, Arrive(1));

    assert_eq!(again.intervention.start_round(), round + 1);
}

#[test]
fn rule_12_used_up_attempts_stay_used_up_until_the_code_changes() {
    let policy = Policy::default();
    let mut attempts = Attempts::first(1, at(0));
    for second in 1..5 {
        let Attempt::Allowed(next) = attempts.another(1, at(second), &policy) else {
            panic!("five attempts are allowed")
        };
        attempts = next;
    }

    assert_eq!(attempts.another(1, at(5), &policy), Attempt::UsedUp);
    assert_eq!(attempts.another(1, at(900_000), &policy), Attempt::UsedUp);
    assert_eq!(attempts.another(0, at(5), &policy), Attempt::Outdated);
    assert_eq!(attempts.another(2, at(5), &policy), Attempt::Allowed(Attempts::first(2, at(5))));
}

proptest! {
    #[test]
    fn rule_12_however_attempts_are_spread_no_code_is_compared_more_than_twenty_times(
        gaps in prop::collection::vec(0..1_500_i64, 1..200),
    ) {
        let policy = Policy::default();
        let mut attempts = Attempts::first(1, at(0));
        let (mut second, mut compared) = (0, 1);
        for gap in gaps {
            second += gap;
            match attempts.another(1, at(second), &policy) {
                Attempt::Allowed(next) => {
                    attempts = next;
                    compared += 1;
                }
                Attempt::UsedUp => prop_assert!(attempts.are_used_up(&policy)),
                Attempt::Outdated => prop_assert!(false, "the round is the same"),
            }
        }
        prop_assert!(compared <= 20, "{compared}");
    }
}

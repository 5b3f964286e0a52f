//! Repeats and new commands: the same again is harmless, something else is never swallowed (rule 15 and the contract).

use domain::{
    intervention::{StageName, Step},
    moment::Submission,
    refusal::Refusal,
    timeline::{Actor, Fact},
};

use crate::{
    command::Command::{
        self, AddExtra, Arrive, Depart, Finish, Pause, RemoveExtra, Resume, Start, StartWith,
    },
    given::{self, Story, WORK, at, minutes},
};

/// A life with a time for each command, and one event after it.
fn lived() -> Story {
    given::working().offline(WORK + minutes(10), WORK + minutes(10), Pause(1)).offline(
        WORK + minutes(20),
        WORK + minutes(20),
        Resume(1),
    )
}

fn again(story: &Story, stated: i64, received: i64, command: &Command) -> Result<Step, Refusal> {
    let told = domain::intervention::Intervention::claimed(Some(at(stated)), false, at(received));
    command.decide(story, &told)
}

#[test]
fn a_true_repeat_is_harmless_after_any_later_event() {
    let resumed = lived();

    for (stated, command) in [
        (minutes(5), Depart(1, None)),
        (minutes(20), Arrive(1)),
        (WORK, Start(1)),
        (WORK + minutes(10), Pause(1)),
        (WORK + minutes(20), Resume(1)),
    ] {
        assert_eq!(again(&resumed, stated, WORK + minutes(30), &command), Ok(Step::Unchanged), "{command:?}");
    }
}

#[test]
fn rule_15_a_part_that_was_told_with_a_time_is_not_added_again_after_it_was_removed() {
    let told = given::working().offline(WORK + minutes(5), WORK + minutes(6), AddExtra(1, 1_250));
    let id = told.intervention.extras()[0].id.clone();
    let removed = told.then(WORK + minutes(7), RemoveExtra(1, id));

    let repeat = again(&removed, WORK + minutes(5), WORK + minutes(8), &AddExtra(1, 1_250));

    assert_eq!(repeat, Ok(Step::Unchanged));
}

#[test]
fn a_repeat_without_key_or_time_is_harmless_where_the_stage_has_gone_on() {
    for repeat in [Depart(1, None), Arrive(1), Start(1)] {
        assert!(lived().repeats(WORK + minutes(30), repeat.clone()), "{repeat:?}");
    }
}

#[test]
fn a_command_for_another_time_is_not_a_repeat() {
    let paused = given::paused();

    let other = again(&paused, WORK + minutes(20), WORK + minutes(50), &Pause(1));

    assert_eq!(other, Err(Refusal::StageForbids { stage: StageName::Paused }));
}

#[test]
fn rule_15_the_same_part_under_a_second_key_is_a_second_part() {
    let working = given::working().keyed(WORK, AddExtra(1, 1_250));

    let twice = working.keyed(WORK + 1, AddExtra(1, 1_250));

    assert_eq!(twice.price(WORK + 2).extras.cents(), 2_500);
    assert!(twice.repeats(WORK + 3, AddExtra(1, 1_250)), "without a key it is a repeat");
}

#[test]
fn rule_10_another_estimate_of_the_arrival_is_taken() {
    let on_the_way = given::accepted().then(60, Depart(1, Some(14)));

    let later = on_the_way.keyed(minutes(5), Depart(1, Some(25)));

    assert_eq!(later.last(), Fact::Departed { eta_minutes: Some(25) });
    assert_eq!(later.intervention.expected_at(), Some(at(minutes(30))));
    assert!(later.repeats(minutes(6), Depart(1, Some(25))));
}

#[test]
fn rule_12_a_wrong_start_code_is_refused_while_the_work_runs_too() {
    let wrong = StartWith(1, domain::breakdown::StartCode::of_random(1));

    assert_eq!(given::working().refusal(WORK + 1, wrong.clone()), Refusal::WrongStartCode);
    assert_eq!(given::paused().refusal(WORK + minutes(41), wrong), Refusal::WrongStartCode);
}

#[test]
fn a_finish_at_another_time_is_refused_and_the_same_one_repeated() {
    let finished = given::working().offline(WORK + minutes(20), WORK + minutes(25), Finish(1));

    assert_eq!(again(&finished, WORK + minutes(20), WORK + minutes(90), &Finish(1)), Ok(Step::Unchanged));
    let refused = Err(Refusal::AlreadyFinished { stage: StageName::Finished });
    assert_eq!(again(&finished, WORK + minutes(21), WORK + minutes(90), &Finish(1)), refused);
    let keyed = Submission { is_keyed: true, ..Submission::now(at(WORK + minutes(90))) };
    assert_eq!(Finish(1).decide(&finished, &keyed), Ok(Step::Unchanged));
    assert_eq!(finished.intervention.timeline().last().unwrap().by, Actor::Technician);
}

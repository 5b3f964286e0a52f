//! Caps: whatever is repeated is refused with a clear answer long before the item is full, and the intervention can
//! still be ended.

use domain::{
    intervention::{StageName, caps},
    refusal::{Counted, Refusal},
    timeline::Fact,
};

use crate::{
    command::Command::{
        Accept, AddExtra, Arrive, Choose, Confirm, Depart, Finish, GiveUp, Pause, Postpone, RemoveExtra,
        Resume, Schedule, Start, Wait, Watch,
    },
    given::{self, Story, WORK, at, minutes},
};

fn full(what: Counted, max: usize, stage: StageName) -> Refusal {
    Refusal::TooMany { what, max, stage }
}

fn seconds(count: usize) -> i64 {
    i64::try_from(count).unwrap()
}

#[test]
fn choices_between_two_technicians_end_and_the_request_can_still_be_taken() {
    let choose = |story: Story, count: usize| {
        story.then(seconds(count), Choose(1 + u8::from(count.is_multiple_of(2))))
    };
    let chosen = (0..caps::CHOICES_MAX).fold(given::declared(), choose);

    assert_eq!(chosen.refusal(60, Choose(1)), full(Counted::Choices, caps::CHOICES_MAX, StageName::Offered));
    assert_eq!(chosen.then(60, Wait).then(61, Accept(1)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn extras_added_and_removed_end_and_the_work_can_still_be_finished() {
    let turn = |story: Story, count: usize| {
        let added = story.keyed(WORK + seconds(count), AddExtra(1, 100));
        let id = added.intervention.extras().last().unwrap().id.clone();
        added.then(WORK + seconds(count), RemoveExtra(1, id))
    };
    let turned = (0..caps::EXTRAS_EVER_MAX).fold(given::working(), turn);

    assert_eq!(
        turned.refusal(WORK + 900, AddExtra(1, 200)),
        full(Counted::Extras, caps::EXTRAS_EVER_MAX, StageName::Working)
    );
    assert_eq!(turned.then(WORK + 900, Finish(1)).total(0), 4_999);
}

#[test]
fn stretches_of_work_end_after_postponements_too() {
    let turn = |story: Story, count: usize| {
        let second = WORK + 4 * seconds(count);
        story.then(second, Pause(1)).then(second + 1, Resume(1))
    };
    let half = (0..caps::SEGMENTS_MAX / 2 - 1).fold(given::working(), turn).then(WORK + 1_000, Pause(1));
    let hour = WORK + 9_000;
    let second_visit =
        half.then(WORK + 1_001, Postpone(1, at(hour))).then(WORK + 1_002, Confirm).then(hour, Arrive(1));
    let working = second_visit.then(hour + 1, Start(1));

    let turn = |story: Story, count: usize| {
        let second = hour + 2 + 4 * seconds(count);
        story.then(second, Pause(1)).then(second + 1, Resume(1))
    };
    let worked = (0..caps::SEGMENTS_MAX / 2 - 1).fold(working, turn).then(hour + 2_000, Pause(1));

    assert_eq!(
        worked.refusal(hour + 2_001, Resume(1)),
        full(Counted::Segments, caps::SEGMENTS_MAX, StageName::Paused)
    );
    assert_eq!(worked.then(hour + 2_002, Finish(1)).intervention.stage().name(), StageName::Finished);
}

#[test]
fn changes_of_the_hour_end() {
    let schedule = |story: Story, count: usize| story.then(0, Schedule(at(10_000 + seconds(count))));
    let scheduled = (0..caps::SCHEDULES_MAX).fold(given::declared(), schedule);

    assert_eq!(
        scheduled.refusal(0, Schedule(at(20_000))),
        full(Counted::Hours, caps::SCHEDULES_MAX, StageName::Waiting)
    );
}

fn given_up(story: Story, second: i64, number: u8) -> Story {
    story.then(second, Accept(number)).then(second, GiveUp(number))
}

#[test]
fn acceptances_that_are_given_up_end() {
    let turn = |story: Story, count: usize| {
        given_up(story, seconds(count), u8::try_from(count / caps::GIVE_UPS_MAX).unwrap())
    };
    let given_up = (0..caps::ACCEPTANCES_MAX).fold(given::waiting(), turn);

    let full = full(Counted::Acceptances, caps::ACCEPTANCES_MAX, StageName::Waiting);
    assert_eq!(given_up.refusal(60, Accept(99)), full);
}

#[test]
fn rule_8_who_gave_a_request_up_twice_leaves_it_to_others() {
    let once = given_up(given::waiting(), 1, 1);
    let twice = given_up(once.clone(), 2, 1);

    assert_eq!(once.then(3, Accept(1)).intervention.stage().name(), StageName::Accepted);
    assert_eq!(twice.refusal(3, Accept(1)), Refusal::GivenUpTwice { stage: StageName::Open });
    let unavailable = Refusal::TechnicianUnavailable { stage: StageName::Waiting };
    assert_eq!(twice.refusal(3, Choose(1)), unavailable);
    assert_eq!(twice.then(3, Accept(2)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn rule_8_nobody_uses_up_the_acceptances_of_all_by_coming_too_late() {
    let late = |story: Story, count: i64| {
        let second = count * minutes(61);
        story.then(second, Accept(1)).then(second + minutes(60), Watch)
    };
    let lost = (0..5).fold(given::waiting(), late);

    let second = 5 * minutes(61);
    assert_eq!(lost.refusal(second, Accept(1)), full(Counted::Acceptances, 5, StageName::Open));
    assert_eq!(lost.then(second, Accept(2)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn estimates_of_the_arrival_end_and_the_technician_still_arrives() {
    let depart = |story: Story, count: usize| {
        let minutes = u16::try_from(1 + count % 2).unwrap();
        story.then(seconds(count), Depart(1, Some(minutes)))
    };
    let departed = (0..caps::DEPARTURES_MAX).fold(given::accepted(), depart);

    let more = Depart(1, Some(30));
    assert_eq!(
        departed.refusal(90, more),
        full(Counted::Departures, caps::DEPARTURES_MAX, StageName::Accepted)
    );
    assert_eq!(departed.then(90, Arrive(1)).last(), Fact::Arrived);
}

#[test]
fn appointments_that_are_proposed_end() {
    let propose =
        |story: Story, count: usize| story.then(WORK + 10, Postpone(1, at(WORK + 4_000 + seconds(count))));
    let proposed = (0..caps::POSTPONEMENTS_MAX).fold(given::arrived(), propose);

    let more = Postpone(1, at(WORK + minutes(900)));
    assert_eq!(
        proposed.refusal(WORK + 11, more),
        full(Counted::Postponements, caps::POSTPONEMENTS_MAX, StageName::Arrived)
    );
}

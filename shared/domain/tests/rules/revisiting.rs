//! The visit after a postponement is watched like the first one: rule 10.

use domain::{
    intervention::{Deadline, Sighting, StageName},
    money::Money,
    refusal::Refusal,
    timeline::{Cause, Fact},
};

use crate::{
    command::Command::{Accept, Arrive, Cancel, Depart, Finish, GiveUp, Rematch, See, Wait, Watch},
    given::{self, Story, WORK, at, minutes, postponed, technician},
    team::north,
};

const HOUR: i64 = WORK + 48 * 3_600;

/// The second visit is at [`HOUR`], and no work began.
fn unworked() -> Story {
    postponed(given::arrived(), minutes(25), HOUR)
}

fn worked() -> Story {
    postponed(given::paused(), WORK + minutes(50), HOUR)
}

#[test]
fn rule_31_a_technician_whom_nobody_lets_in_at_the_second_visit_finishes_with_the_work_done() {
    let story = worked().then(HOUR, Arrive(1));

    assert_eq!(
        story.refusal(HOUR + minutes(30), GiveUp(1)),
        Refusal::CancellationClosed { stage: StageName::Arrived }
    );
    let story = story.then(HOUR + minutes(30), Finish(1));

    // 40 minutes of work at 60.00 an hour.
    assert_eq!(story.intervention.amount_due(), Some(Money::of_cents(5_999)));
}

fn alarm(story: &Story) -> Option<Deadline> {
    story.intervention.deadline(&story.policy)
}

fn rings(second: i64) -> Deadline {
    Deadline::Arrival(at(second))
}

#[test]
fn rule_10_the_second_visit_is_nudged_25_minutes_before_its_hour() {
    for story in [unworked(), worked()] {
        assert_eq!(alarm(&story), Some(rings(HOUR - minutes(25))));
        let nudged = story.then(HOUR - minutes(25), Watch);
        assert_eq!(nudged.last(), Fact::Nudged { leave_by: None });
        assert_eq!(alarm(&nudged), Some(rings(HOUR)));
    }
}

#[test]
fn rule_10_the_second_visit_is_late_at_its_hour_and_earlier_by_what_is_seen() {
    let nudged = unworked().then(HOUR - minutes(25), Watch);

    assert_eq!(nudged.clone().then(HOUR, Watch).last(), Fact::FoundLate { expected: None });
    // Seen 15,200 m away, the technician needs 23 minutes at the pace of the country.
    let seen = nudged.then(HOUR - minutes(22), See(15_200));
    assert_eq!(seen.last(), Fact::FoundLate { expected: Some(at(HOUR + minutes(1))) });
}

#[test]
fn rule_10_a_second_visit_without_a_sign_is_re_matched_at_15_minutes_past_unless_work_began() {
    let release = HOUR + minutes(15);
    let late = |story: Story| story.then(HOUR - minutes(25), Watch).then(HOUR, Watch);

    let story = late(unworked());
    assert!(story.repeats(release - 1, Watch));
    let released = story.clone().then(release, Watch);
    assert!(matches!(released.last(), Fact::Released { cause: Cause::TechnicianLate, .. }));
    assert!(released.intervention.has_priority());
    assert!(late(worked()).repeats(release, Watch));
    let on_the_way = story.then(HOUR + minutes(5), Depart(1, None));
    assert!(on_the_way.repeats(release, Watch));
}

#[test]
fn rule_10_a_customer_whose_second_visit_is_late_leaves_free_or_waits_with_priority() {
    let late = unworked().then(HOUR - minutes(25), Watch).then(HOUR, Watch);

    assert_eq!(late.clone().then(HOUR + 1, Cancel).total(HOUR + 1), 0);
    let waits = late.then(HOUR + 1, Wait);
    assert_eq!(waits.intervention.stage().name(), StageName::Waiting);
    assert!(unworked().refusal(HOUR - 60, Wait).stage().is_some());
    assert!(worked().refusal(HOUR + 60, Wait).stage().is_some());
}

#[test]
fn rule_10_only_a_second_visit_before_any_work_has_a_backup() {
    let found = |story: Story| story.then(HOUR - minutes(25), Watch).then(HOUR, See(15_200));

    let rematched = found(unworked()).then(HOUR, Rematch(15_200, 500));
    assert!(matches!(rematched.last(), Fact::Released { cause: Cause::TechnicianLate, .. }));
    assert!(found(worked()).repeats(HOUR, Rematch(15_200, 500)));
}

#[test]
fn rule_10_the_guardian_looks_at_a_late_second_visit_until_the_half_of_its_hour() {
    let late = worked().then(HOUR - minutes(25), Watch).then(HOUR, Watch);
    let seen = Sighting { technician: technician(1), place: north(6_750.0), at: at(HOUR) };

    assert_eq!(alarm(&late), Some(rings(HOUR + minutes(30))));
    let next = |second| late.intervention.next_look(Some(&seen), at(second), &late.policy);
    assert_eq!(next(HOUR), Some(at(HOUR + minutes(30))));
    assert_eq!(next(HOUR + minutes(30)), None);
}

#[test]
fn rule_34_a_late_command_never_gives_the_request_back_to_another_technician() {
    let first = given::accepted().then(minutes(60), Watch);
    let second = first.then(minutes(61), Accept(2)).then(minutes(121), Watch);

    let claimed = domain::intervention::Intervention::claimed(Some(at(minutes(50))), false, at(minutes(122)));
    let refused = Depart(1, None).decide(&second, &claimed);

    let (released_at, stage) = (at(minutes(60)), StageName::Open);
    assert_eq!(refused, Err(Refusal::ReleasedFromYou { at: released_at, stage }));
}

#[test]
fn rule_34_a_late_arrival_takes_the_released_second_visit_back() {
    let late = unworked().then(HOUR - minutes(25), Watch).then(HOUR, Watch);
    let released = late.then(HOUR + minutes(15), Watch);

    let story = released.offline(HOUR + minutes(10), HOUR + minutes(20), Depart(1, None));
    assert_eq!(story.intervention.stage().name(), StageName::Postponed);
    let story = story.offline(HOUR + minutes(18), HOUR + minutes(20), Arrive(1));

    assert_eq!(story.intervention.stage().name(), StageName::Arrived);
    assert!(story.repeats(HOUR + minutes(21), Accept(1)));
}

//! The customer closes what nobody continues; a clock without commands is paused: rules 31 and 32.

use domain::{
    id::CustomerId,
    intervention::{Deadline, StageName},
    money::Money,
    quote::Answer,
    refusal::Refusal,
    timeline::{Fact, Stall},
};

use crate::{
    command::Command::{AddExtra, Arrive, Close, Depart, Finish, Pause, ProposeQuote, Resume, Start, Watch},
    given::{self, Story, WORK, at, flat, hourly, minutes, postponed, settled},
};

const HOUR: i64 = 3_600;

fn too_early(from: i64, stage: StageName) -> Refusal {
    Refusal::NotClosableYet { from: at(from), stage }
}

fn closed(story: &Story) -> (i64, Stall) {
    let Fact::Closed { price, stall } = story.last() else { panic!("{:?}", story.last()) };
    assert_eq!(story.intervention.stage().name(), StageName::Finished);
    assert_eq!(story.intervention.amount_due().unwrap_or_default(), price);
    (price.cents(), stall)
}

fn alarm(story: &Story) -> Option<Deadline> {
    story.intervention.deadline(&story.policy)
}

#[test]
fn rule_31_a_second_visit_that_did_not_happen_is_closed_60_minutes_after_its_hour() {
    let hour = WORK + 48 * HOUR;
    let story =
        postponed(given::paused(), WORK + minutes(50), hour).then(hour - minutes(30), Depart(1, None));

    assert_eq!(
        story.refusal(hour + minutes(60) - 1, Close),
        too_early(hour + minutes(60), StageName::Postponed)
    );
    let story = story.then(hour + minutes(60), Close);
    // 40 minutes of work at 60.00 an hour: 49.99 and 10.00.
    assert_eq!(closed(&story), (5_999, Stall::MissedVisit));
    assert!(story.repeats(hour + minutes(61), Close));
}

#[test]
fn rule_31_a_visit_postponed_before_any_work_is_closed_for_nothing() {
    let hour = WORK + 48 * HOUR;
    let story = postponed(given::arrived(), minutes(25), hour);

    let story = story.then(hour + minutes(60), Close);

    assert_eq!(closed(&story), (0, Stall::MissedVisit));
    assert_eq!(story.intervention.amount_due(), None);
}

#[test]
fn rule_31_work_paused_for_24_hours_is_closed_at_the_worked_time() {
    let paused = WORK + minutes(40);
    let story = given::paused();

    assert_eq!(
        story.refusal(paused + 24 * HOUR - 1, Close),
        too_early(paused + 24 * HOUR, StageName::Paused)
    );
    let story = story.then(paused + 24 * HOUR, Close);
    assert_eq!(closed(&story), (5_999, Stall::LongPause));
}

#[test]
fn rule_31_worked_time_is_billed_and_neither_extras_nor_quotes() {
    let story = given::working().then(WORK + minutes(30), AddExtra(1, 2_000));
    let story = story.then(WORK + minutes(40), Pause(1));
    let story = settled(story, WORK + minutes(41), 30_000, Answer::Accepted);

    let story = story.then(WORK + minutes(40) + 24 * HOUR, Close);

    assert_eq!(closed(&story), (5_999, Stall::LongPause));
    assert_eq!(story.total(WORK + 90 * HOUR), 5_999);
}

#[test]
fn rule_31_a_flat_rate_is_the_most_that_the_worked_time_costs() {
    let begun = given::worked(given::story(given::declaration(), false, flat(12_000)), &[(0, 0)]);
    let after = |worked| {
        let paused = begun.clone().then(WORK + minutes(worked), Pause(1));
        closed(&paused.then(WORK + minutes(worked) + 24 * HOUR, Close))
    };

    assert_eq!(after(1), (4_999, Stall::LongPause));
    // 49.99 and 40 minutes at 60.00 an hour; after 2 h 30 the time alone would be 169.99.
    assert_eq!(after(70), (8_999, Stall::LongPause));
    assert_eq!(after(150), (12_000, Stall::LongPause));
}

#[test]
fn rule_31_an_unanswered_quote_does_not_keep_the_customer() {
    let story = given::paused().then(WORK + minutes(41), ProposeQuote(1, 10_000));

    assert_eq!(closed(&story.then(WORK + minutes(40) + 24 * HOUR, Close)), (5_999, Stall::LongPause));
}

#[test]
fn rule_31_work_that_runs_8_hours_without_a_command_is_closed_and_billed_until_the_last_command() {
    let story = given::working().then(WORK + minutes(90), AddExtra(1, 1_000));
    let heard = WORK + minutes(90);

    assert_eq!(story.refusal(heard + 8 * HOUR - 1, Close), too_early(heard + 8 * HOUR, StageName::Working));
    let story = story.then(heard + 8 * HOUR, Close);

    let facts = story.facts();
    assert_eq!(facts[facts.len() - 2], Fact::AutoPaused { since: at(heard) });
    assert_eq!(closed(&story), (4_999 + 6_000, Stall::SilentWork));
}

#[test]
fn rule_31_a_technician_who_comes_back_and_starts_nothing_for_24_hours_cannot_keep_the_customer() {
    let hour = WORK + 48 * HOUR;
    let story = postponed(given::paused(), WORK + minutes(50), hour).then(hour, Arrive(1));

    assert_eq!(story.refusal(hour + 24 * HOUR - 1, Close), too_early(hour + 24 * HOUR, StageName::Arrived));
    let noticed = story.then(hour + 12 * HOUR, Watch);
    assert_eq!(noticed.last(), Fact::Stalled { stall: Stall::LongPause });
    assert_eq!(closed(&noticed.then(hour + 24 * HOUR, Close)), (5_999, Stall::LongPause));
}

#[test]
fn rule_31_only_its_customer_closes_and_only_a_standstill() {
    let other = CustomerId::try_from("other".to_owned()).unwrap();
    let story = given::paused();
    let later = at(WORK + 30 * HOUR);

    assert_eq!(story.intervention.close(&other, later, &story.policy), Err(Refusal::NotYours));
    for story in [given::declared(), given::accepted(), given::arrived()] {
        let stage = story.intervention.stage().name();
        assert_eq!(story.refusal(90 * HOUR, Close), Refusal::StageForbids { stage });
    }
    let finished = given::working().then(WORK + 60, Finish(1));
    assert_eq!(finished.refusal(90 * HOUR, Close), Refusal::StageForbids { stage: StageName::Finished });
}

#[test]
fn rule_31_both_are_notified_once_at_half_of_each_delay() {
    let hour = WORK + 48 * HOUR;
    let missed = postponed(given::paused(), WORK + minutes(50), hour);
    let paused = (given::paused(), WORK + minutes(40) + 12 * HOUR, Stall::LongPause);
    let silent = (given::working(), WORK + 4 * HOUR, Stall::SilentWork);

    let nudged = missed.then(hour - minutes(25), Watch).then(hour, Watch);
    for (story, second, stall) in [(nudged, hour + minutes(30), Stall::MissedVisit), paused, silent] {
        assert!(story.repeats(second - 1, Watch), "{stall:?}");
        let story = story.then(second, Watch);
        assert_eq!(story.last(), Fact::Stalled { stall });
        assert!(story.repeats(second + 1, Watch), "{stall:?}");
    }
}

#[test]
fn rule_31_a_technician_who_goes_on_ends_the_standstill() {
    let stalled = given::paused().then(WORK + minutes(40) + 12 * HOUR, Watch);

    let again = stalled.then(WORK + 13 * HOUR, Resume(1)).then(WORK + 14 * HOUR, Pause(1));

    assert_eq!(again.refusal(WORK + 25 * HOUR, Close), too_early(WORK + 38 * HOUR, StageName::Paused));
    assert_eq!(again.then(WORK + 26 * HOUR, Watch).last(), Fact::Stalled { stall: Stall::LongPause });
}

#[test]
fn rule_32_a_timer_forgotten_over_a_weekend_is_paused_at_the_last_command() {
    let story = given::worked(given::story(given::declaration(), false, hourly(7_200)), &[(0, 0)]);

    assert!(story.repeats(WORK + 4 * HOUR - 1, Watch));
    let story = story.then(WORK + 4 * HOUR, Watch);
    assert!(story.repeats(WORK + 8 * HOUR - 1, Watch));
    let story = story.then(WORK + 8 * HOUR, Watch);

    assert_eq!(story.last(), Fact::AutoPaused { since: at(WORK) });
    assert_eq!(story.total(WORK + 63 * HOUR), 4_999);
    assert!(story.repeats(WORK + 63 * HOUR, Watch));
    assert_eq!(closed(&story.then(WORK + 8 * HOUR, Close)), (4_999, Stall::SilentWork));
}

#[test]
fn rule_32_every_command_of_the_technician_is_a_sign_of_life() {
    let story = given::working().then(WORK + 5 * HOUR, AddExtra(1, 100));

    assert!(story.repeats(WORK + 8 * HOUR, Watch));
    assert_eq!(story.then(WORK + 9 * HOUR, Watch).last(), Fact::Stalled { stall: Stall::SilentWork });
}

#[test]
fn rule_34_a_finish_that_arrives_after_the_automatic_pause_bills_the_work_that_went_on() {
    let story = given::working().then(WORK + 8 * HOUR, Watch);

    let story = story.offline(WORK + 2 * HOUR, WORK + 9 * HOUR, Finish(1));

    assert_eq!(story.last(), Fact::Finished { price: Money::of_cents(4_999 + 9_000), undone: vec![] });
}

#[test]
fn rule_31_the_alarm_of_work_stands_still_through_pauses() {
    let arrived = given::arrived();
    let rings = Some(Deadline::Arrival(at(minutes(20) + 4 * HOUR)));

    assert_eq!(alarm(&arrived), None);
    let working = arrived.then(WORK, Start(1));
    assert_eq!(alarm(&working), rings);
    let paused = working.then(WORK + minutes(10), Pause(1));
    assert_eq!(alarm(&paused), rings);
    assert_eq!(alarm(&paused.clone().then(WORK + minutes(20), Resume(1))), rings);
    let next = |story: &Story, second| story.intervention.next_look(None, at(second), &story.policy);
    assert_eq!(next(&paused, minutes(20) + 4 * HOUR), Some(at(WORK + minutes(10) + 12 * HOUR)));
    let later = paused.then(minutes(20) + 4 * HOUR, Resume(1));
    assert_eq!(alarm(&later), Some(Deadline::Arrival(at(minutes(20) + 8 * HOUR))));
    assert_eq!(alarm(&later.then(minutes(21) + 4 * HOUR, Finish(1))), None);
}

#[test]
fn rule_31_the_guardian_rings_for_each_half_and_each_end_and_then_no_more() {
    let next = |story: &Story, second| story.intervention.next_look(None, at(second), &story.policy);
    let working = given::working();

    assert_eq!(next(&working, WORK + 1), Some(at(WORK + 4 * HOUR)));
    let stalled = working.then(WORK + 4 * HOUR, Watch);
    assert_eq!(next(&stalled, WORK + 4 * HOUR), Some(at(WORK + 8 * HOUR)));
    let stopped = stalled.then(WORK + 8 * HOUR, Watch);
    assert_eq!((next(&stopped, WORK + 8 * HOUR), alarm(&stopped)), (None, None));
    let paused = given::paused().then(WORK + minutes(40) + 12 * HOUR, Watch);
    assert_eq!((next(&paused, WORK + 13 * HOUR), alarm(&paused)), (None, None));
}

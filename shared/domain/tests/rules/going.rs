//! Lateness, moment by moment: rule 10; and the clock of phones that were offline.

use domain::{
    intervention::{Deadline, Stage, StageName},
    moment::Moment,
    refusal::Refusal,
    timeline::{Cause, Fact},
};

use crate::{
    command::Command::{Accept, Arrive, Cancel, Choose, Depart, Expire, Start, Wait, Watch},
    given::{self, Story, WORK, at, hourly, minutes, scheduled},
};

const DAY: i64 = 86_400;

fn late_release(second: i64) -> Fact {
    Fact::Released { cause: Cause::TechnicianLate, expires_at: at(second + DAY) }
}

fn too_early(second: i64) -> Refusal {
    Refusal::TooEarly { at: at(second), stage: StageName::Accepted }
}

#[test]
fn rule_10_at_20_minutes_without_departure_the_technician_is_nudged_once() {
    let accepted = given::accepted();

    assert_eq!(accepted.refusal(minutes(20) - 1, Watch), too_early(minutes(20)));
    let nudged = accepted.then(minutes(20), Watch);
    assert_eq!(nudged.last(), Fact::Nudged { leave_by: None });
    assert!(nudged.intervention.is_nudged());
    assert!(nudged.repeats(minutes(20), Watch));
    assert!(nudged.repeats(minutes(45) - 1, Watch));
}

#[test]
fn rule_10_at_60_minutes_without_a_sign_it_is_matched_again_with_priority() {
    let nudged = given::accepted().then(minutes(20), Watch);

    let released = nudged.then(minutes(60), Watch);

    assert_eq!(released.last(), late_release(minutes(60)));
    assert_eq!(released.intervention.stage(), &Stage::Waiting { since: at(minutes(60)) });
    assert!(released.intervention.has_priority());
    assert!(!released.intervention.is_nudged());
    assert!(released.repeats(minutes(60), Watch));
}

#[test]
fn rule_10_at_60_minutes_it_is_matched_again_even_if_no_nudge_went_out() {
    assert_eq!(given::accepted().then(minutes(60), Watch).last(), late_release(minutes(60)));
}

#[test]
fn rule_10_who_is_on_the_way_is_neither_nudged_nor_replaced_by_itself() {
    let on_the_way = given::accepted().then(minutes(5), Depart(1, None));

    assert!(on_the_way.repeats(minutes(20), Watch));
    assert!(on_the_way.repeats(minutes(45) - 1, Watch));
    let late = on_the_way.then(minutes(45), Watch);
    assert_eq!(late.last(), Fact::FoundLate { expected: None });
    assert!(late.repeats(minutes(300), Watch));
    assert_eq!(late.intervention.deadline(&late.policy), None);
}

#[test]
fn rule_10_the_guardian_knows_when_to_look_again() {
    let accepted = given::accepted();
    let nudged = accepted.clone().then(minutes(20), Watch);

    let looks = |story: &Story| story.intervention.deadline(&story.policy);
    assert_eq!(looks(&accepted), Some(Deadline::Arrival(at(minutes(20)))));
    assert_eq!(looks(&nudged), Some(Deadline::Arrival(at(minutes(45)))));
    assert_eq!(looks(&nudged.then(minutes(45), Watch)), Some(Deadline::Arrival(at(minutes(60)))));
    assert_eq!(looks(&given::arrived()), None);
}

#[test]
fn rule_10_at_45_minutes_the_customer_may_leave_or_be_matched_again_at_once() {
    let accepted = given::accepted().then(minutes(30), Depart(1, None));

    let not_late = Refusal::NotLate { due: at(minutes(45)), stage: StageName::Accepted };
    assert_eq!(accepted.refusal(minutes(45) - 1, Wait), not_late);
    let again = accepted.clone().then(minutes(45), Wait);
    assert_eq!(again.last(), late_release(minutes(45)));
    assert!(again.intervention.has_priority());
    let free = accepted.then(minutes(45), Cancel);
    assert_eq!(free.total(0), 0);
}

#[test]
fn rule_10_certain_lateness_counts_before_it_happens() {
    let departs = |eta| given::accepted().then(minutes(10), Depart(1, Some(eta)));

    let not_late = Refusal::NotLate { due: at(minutes(45)), stage: StageName::Accepted };
    assert_eq!(departs(35).refusal(minutes(11), Wait), not_late);
    assert_eq!(departs(36).then(minutes(11), Wait).last(), late_release(minutes(11)));
    assert_eq!(departs(36).then(minutes(11), Cancel).total(0), 0);
}

#[test]
fn rule_10_a_scheduled_promise_is_watched_around_its_hour() {
    let hour = 5 * 3_600;
    let accepted = given::story(scheduled(hour), true, hourly(6_000)).then(60, Accept(1));

    assert_eq!(accepted.refusal(hour - minutes(25) - 1, Watch), too_early(hour - minutes(25)));
    let nudged = accepted.clone().then(hour - minutes(25), Watch);
    assert_eq!(nudged.then(hour + minutes(15), Watch).last(), late_release(hour + minutes(15)));
    let not_late = Refusal::NotLate { due: at(hour), stage: StageName::Accepted };
    assert_eq!(accepted.refusal(hour - 1, Wait), not_late);
    assert_eq!(accepted.then(hour, Wait).last(), late_release(hour));
}

#[test]
fn rule_10_lateness_is_kept_in_the_stage_on_site() {
    let arrived = |second| given::accepted().then(second, Arrive(1)).intervention.stage().clone();

    assert_eq!(arrived(minutes(45)), Stage::Arrived { since: at(minutes(45)), late: false });
    assert_eq!(arrived(minutes(45) + 1), Stage::Arrived { since: at(minutes(45) + 1), late: true });
}

#[test]
fn rule_10_a_replaced_technician_cannot_depart_and_another_is_promised_anew() {
    let released = given::accepted().then(minutes(60), Watch);

    let gone = Refusal::ReleasedFromYou { at: at(minutes(60)), stage: StageName::Open };
    assert_eq!(released.refusal(minutes(61), Depart(1, None)), gone);
    let again = released.then(minutes(61), Accept(2)).then(minutes(81), Watch);
    assert_eq!(again.last(), Fact::Nudged { leave_by: None });
}

#[test]
fn rule_10_a_choice_after_lateness_offers_it_again() {
    let released = given::accepted().then(minutes(46), Wait);

    let offered = released.then(minutes(47), Choose(2));

    assert_eq!(offered.intervention.stage().name(), StageName::Offered);
    assert!(offered.intervention.has_priority());
    assert_eq!(offered.then(minutes(46) + DAY, Expire).last(), Fact::Expired);
}

#[test]
fn rule_12_the_interview_is_not_billed_however_long_it_takes() {
    let arrived = given::arrived();

    assert_eq!(arrived.total(minutes(500)), 0);
    assert_eq!(arrived.then(minutes(500), Start(1)).total(minutes(530)), 4_999);
}

#[test]
fn what_happened_offline_is_billed_as_it_happened() {
    let working = given::working();

    let paused = working.offline(WORK + minutes(31), WORK + minutes(300), crate::command::Command::Pause(1));

    let both = Moment { occurred_at: at(WORK + minutes(31)), recorded_at: at(WORK + minutes(300)) };
    assert_eq!(paused.intervention.timeline().last().unwrap().moment, both);
    assert_eq!(paused.total(WORK + minutes(300)), 5_099);
}

#[test]
fn rule_34_what_happened_offline_neither_precedes_the_command_before_nor_lies_ahead_nor_a_week_back() {
    let working = given::working().intervention;
    let moment = |occurred, received| {
        let by = domain::timeline::Actor::Technician;
        working.submitted(by, Some(at(occurred)), false, at(received)).map(|told| told.moment)
    };

    let before = Refusal::TimeDisordered { earliest: at(WORK), latest: at(WORK + 720) };
    assert_eq!(moment(WORK - 301, WORK + 600), Err(before));
    let ahead = Refusal::TimeDisordered { earliest: at(WORK + 600 - 7 * DAY), latest: at(WORK + 720) };
    assert_eq!(moment(WORK + 721, WORK + 600), Err(ahead));
    let back = Refusal::TimeDisordered { earliest: at(WORK + 1), latest: at(WORK + 7 * DAY + 121) };
    assert_eq!(moment(WORK, WORK + 7 * DAY + 1), Err(back));
    let dated = Moment { occurred_at: at(WORK), recorded_at: at(WORK + 7 * DAY) };
    assert_eq!(moment(WORK, WORK + 7 * DAY), Ok(dated));
}

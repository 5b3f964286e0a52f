//! A technician gains nothing by stating another time, by leaving, or by another price: rules 17, 21 and 34.

use domain::{
    intervention::{Stage, Step},
    moment::Submission,
    quote::Answer,
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{
        Accept, AddExtra, Arrive, Cancel, Depart, Expire, Finish, GiveUp, Pause, RemoveExtra, ReportAbsence,
        Resume, Start, Wait,
    },
    given::{self, Story, WORK, at, flat, hourly, minutes},
};

const DAY: i64 = 86_400;

fn fee(story: Story, second: i64) -> i64 {
    let Fact::Cancelled { fee, .. } = story.then(second, Cancel).last().clone() else {
        panic!("not cancelled")
    };
    fee.cents()
}

fn absence_fee(story: Story, second: i64) -> i64 {
    let absent = story.then(second, ReportAbsence(1));
    let Fact::Cancelled { fee, .. } = absent.last().clone() else { panic!("not cancelled") };
    fee.cents()
}

#[test]
fn rule_21_rule_34_an_arrival_that_was_received_late_claims_no_fee_whatever_time_it_states() {
    let on_the_way = given::accepted().then(minutes(20), Depart(1, None));

    let in_time = on_the_way.clone().offline(minutes(30), minutes(45), Arrive(1));
    let claimed = on_the_way.offline(minutes(30), minutes(48), Arrive(1));

    assert_eq!([fee(in_time.clone(), minutes(64)), fee(claimed.clone(), minutes(64))], [3_000, 0]);
    assert_eq!([absence_fee(in_time, minutes(64)), absence_fee(claimed, minutes(64))], [3_000, 0]);
}

#[test]
fn rule_21_an_arrival_days_before_the_appointment_costs_nothing() {
    let hour = 20 * DAY;
    let accepted = given::story(given::scheduled(hour), true, hourly(6_000)).then(10, Accept(1));

    let early = accepted.clone().then(minutes(10), Arrive(1));
    let there = accepted.then(hour - minutes(119), Arrive(1));

    assert_eq!([fee(early, minutes(20)), fee(there, hour - minutes(100))], [0, 3_000]);
}

#[test]
fn rule_21_a_technician_who_left_and_comes_back_earns_no_fee() {
    let refused = given::settled(given::arrived(), minutes(21), 100, Answer::Refused);
    let back = refused.then(minutes(25), GiveUp(1)).then(minutes(26), Accept(1));
    let on_the_way = back.then(minutes(27), Depart(1, None));
    let arrived = on_the_way.clone().then(minutes(35), Arrive(1));

    assert_eq!([fee(on_the_way, minutes(40)), fee(arrived.clone(), minutes(40))], [0, 0]);
    assert_eq!(absence_fee(arrived, minutes(60)), 0);
}

#[test]
fn rule_17_a_technician_who_takes_it_again_asks_no_higher_price() {
    let given_up = given::accepted().then(minutes(2), GiveUp(1));
    let before = given::accepted().intervention.acceptance().unwrap().tariff;
    let dearer = Story { tariff: hourly(20_000), ..given_up.clone() };
    let cheaper = Story { tariff: hourly(2_000), ..given_up };

    let tariff = |story: Story| story.then(minutes(3), Accept(1)).intervention.acceptance().unwrap().tariff;

    assert_eq!([tariff(dearer), tariff(cheaper)], [before, hourly(2_000)]);
    assert_eq!(flat(9_000).lower(flat(12_000)), flat(9_000));
}

#[test]
fn rule_9_nobody_waits_on_for_a_request_that_expired() {
    let waiting = given::waiting();

    let refused = waiting.refusal(2 * DAY, Wait);

    assert!(matches!(refused, Refusal::RequestExpired { .. }), "{refused:?}");
    assert!(matches!(waiting.then(2 * DAY, Expire).intervention.stage(), Stage::Expired));
}

#[test]
fn rule_34_acceptance_and_resumption_may_be_repeated_after_the_finish() {
    let finished = given::paused().then(WORK + minutes(40), Resume(1)).then(WORK + minutes(50), Finish(1));

    for command in [Accept(1), Start(1), Pause(1), Resume(1)] {
        let told = Submission::now(at(WORK + minutes(60)));
        assert_eq!(command.decide(&finished, &told), Ok(Step::Unchanged), "{command:?}");
    }
}

#[test]
fn rule_15_a_part_that_was_removed_may_be_added_again_without_a_key() {
    let added = given::working().then(WORK + 60, AddExtra(1, 1_250));
    let id = added.intervention.extras()[0].id.clone();
    let removed = added.then(WORK + 90, RemoveExtra(1, id));

    let again = removed.then(WORK + 120, AddExtra(1, 1_250));

    assert_eq!(again.intervention.extras().len(), 1);
}

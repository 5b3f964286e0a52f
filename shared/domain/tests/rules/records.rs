//! What stays on a technician's record: rules 6, 10 and 21.

use domain::{
    intervention::Decision,
    reliability::{Deed, Recorded, Reliability, recorded},
    timeline::Fact,
};

use crate::{
    command::Command::{
        Accept, Arrive, Cancel, Choose, Confirm, Decline, Depart, GiveUp, Postpone, ReportAbsence, Resolve,
        See, TimeOut, Wait, Watch,
    },
    given::{self, Story, accepted, arrived, at, minutes, offered, reachable, technician},
};

/// Every deed of a story, with the technician and the second of the offer or promise.
fn deeds(story: &Story) -> Vec<Recorded> {
    let places = 0..story.intervention.timeline().len();
    places.flat_map(|place| recorded(&story.intervention, place)).collect()
}

fn one(number: u8, second: i64, deed: Deed) -> Recorded {
    Recorded { technician: technician(number), since: at(second), deed }
}

#[test]
fn rule_36_a_technician_who_lets_an_offer_run_out_has_it_on_record() {
    let reachable = vec![reachable(2, 500), reachable(3, 600)];
    let wave = offered().then(45, TimeOut { version: 2, reachable });
    let version = wave.intervention.version();
    let over = wave.then(60, Decline(3)).then(90, TimeOut { version, reachable: Vec::new() });

    assert_eq!(deeds(&over), [one(1, 0, Deed::Ignored), one(2, 45, Deed::Ignored)]);
}

#[test]
fn rule_36_a_declined_offer_is_on_nobodys_record() {
    let wave =
        offered().then(45, TimeOut { version: 2, reachable: vec![reachable(2, 500), reachable(3, 600)] });
    let appointment = given::story(given::scheduled(20_000), false, given::hourly(6_000)).then(0, Choose(1));

    assert_eq!(deeds(&offered().then(10, Decline(1))), []);
    assert_eq!(deeds(&appointment.then(60, Decline(1))), []);
    assert!(!deeds(&wave.then(60, Decline(3))).iter().any(|deed| deed.technician == technician(3)));
}

#[test]
fn rule_36_what_old_rows_say_of_declined_offers_counts_for_nothing() {
    let before: Reliability = [Deed::OnTime, Deed::Ignored].into_iter().collect();
    let after: Reliability = [Deed::OnTime, Deed::Ignored, Deed::Declined].into_iter().collect();

    let figures = |one: Reliability| [one.accepted(), one.offered(), one.on_time(), one.promised()];
    assert_eq!(figures(after), figures(before));
}

#[test]
fn rule_6_who_was_not_given_the_time_to_answer_has_nothing_on_record() {
    assert_eq!(deeds(&offered().then(10, Wait)), []);
    assert_eq!(deeds(&offered().then(10, Choose(2)).then(20, Accept(2))), []);
}

#[test]
fn rule_6_silence_to_an_appointment_is_no_deed_for_who_need_not_be_online() {
    let offered = given::story(given::scheduled(20_000), false, given::hourly(6_000)).then(0, Choose(1));

    assert_eq!(deeds(&offered.then(90, TimeOut { version: 2, reachable: Vec::new() })), []);
}

#[test]
fn rule_10_arriving_in_time_or_late_stays_on_record() {
    assert_eq!(deeds(&arrived()), [one(1, 0, Deed::OnTime)]);
    let on_the_way = accepted().then(minutes(5), Depart(1, None));
    let in_time = on_the_way.clone().then(minutes(45), Arrive(1));
    let late = on_the_way.then(minutes(45) + 1, Arrive(1));
    assert_eq!((deeds(&in_time), deeds(&late)), (vec![one(1, 0, Deed::OnTime)], vec![one(1, 0, Deed::Late)]));
}

#[test]
fn rule_10_rule_34_an_arrival_dated_back_after_the_customer_was_told_of_the_lateness_is_no_promise_kept() {
    let told_late = accepted().then(minutes(5), Depart(1, None)).then(minutes(46), See(20_000));
    let unheard = accepted().then(minutes(5), Depart(1, None));

    let claimed = told_late.clone().offline(minutes(40), minutes(50), Arrive(1));
    let offline = unheard.offline(minutes(40), minutes(50), Arrive(1));

    assert!(told_late.facts().iter().any(|fact| matches!(fact, Fact::FoundLate { .. })));
    assert_eq!(deeds(&claimed), [one(1, 0, Deed::Excused)]);
    assert_eq!(deeds(&offline), [one(1, 0, Deed::OnTime)]);
    assert_eq!(deeds(&told_late.then(minutes(50), Arrive(1))), [one(1, 0, Deed::Late)]);
}

#[test]
fn rule_10_who_does_not_come_is_late_whoever_ends_it() {
    let late = [one(1, 0, Deed::Late)];

    assert_eq!(deeds(&accepted().then(minutes(60), Watch)), late);
    assert_eq!(deeds(&accepted().then(minutes(46), Wait)), late);
    assert_eq!(deeds(&accepted().then(minutes(46), Cancel)), late);
}

#[test]
fn rule_10_who_was_certain_to_be_late_has_it_on_record_though_left_before_the_hour() {
    let found = accepted().then(minutes(20), See(6_750)).then(minutes(33), See(6_750));

    assert_eq!(deeds(&found.clone().then(minutes(34), Cancel)), [one(1, 0, Deed::Late)]);
    assert_eq!(deeds(&found.clone().then(minutes(34), Wait)), [one(1, 0, Deed::Late)]);
    assert_eq!(
        deeds(&found.then(minutes(34), Depart(1, None)).then(minutes(44), Arrive(1))),
        [one(1, 0, Deed::OnTime)]
    );
}

#[test]
fn rule_21_calling_off_counts_against_the_technician_and_never_against_who_was_left_in_time() {
    assert_eq!(deeds(&accepted().then(60, GiveUp(1))), [one(1, 0, Deed::GivenUp)]);
    assert_eq!(deeds(&accepted().then(60, Cancel)), [one(1, 0, Deed::Excused)]);
    let absent = arrived().then(minutes(35), ReportAbsence(1));
    assert_eq!(deeds(&absent), [one(1, 0, Deed::OnTime), one(1, 0, Deed::Excused)]);
}

#[test]
fn rule_21_who_left_is_not_asked_to_account_for_what_comes_after() {
    let again = accepted().then(60, GiveUp(1)).then(120, Cancel);

    assert_eq!(deeds(&again), [one(1, 0, Deed::GivenUp)]);
}

#[test]
fn rule_33_a_technician_whom_an_operator_released_does_not_answer_for_what_comes_after() {
    let released = accepted().then(60, Resolve(Decision::Release));

    assert_eq!(deeds(&released.then(minutes(50), Cancel)), []);
}

#[test]
fn rule_13_an_appointment_that_is_not_kept_is_lateness_too() {
    let hour = at(minutes(600));
    let postponed = arrived().then(minutes(25), Postpone(1, hour)).then(minutes(26), Confirm);

    let late = postponed.then(minutes(601), Arrive(1));

    assert_eq!(deeds(&late), [one(1, 0, Deed::OnTime), one(1, 0, Deed::Late)]);
}

#[test]
fn a_deed_has_a_number_by_which_the_worse_one_stays() {
    for (number, deed) in (0_u8..).zip(Deed::ALL) {
        assert_eq!((deed.number(), Deed::try_from(number)), (number, Ok(deed)));
    }
    assert!(Deed::try_from(6).is_err());
    assert!(Deed::Excused < Deed::OnTime && Deed::OnTime < Deed::Late && Deed::Late < Deed::GivenUp);
}

#[test]
fn rule_5_reliability_counts_offers_taken_and_promises_kept() {
    let reliability: Reliability = Deed::ALL.into_iter().chain([Deed::OnTime]).collect();

    assert_eq!((reliability.accepted(), reliability.offered()), (5, 6));
    assert_eq!((reliability.on_time(), reliability.promised()), (2, 4));
    assert_eq!(Reliability::of_counts(reliability.counts()), reliability);
}

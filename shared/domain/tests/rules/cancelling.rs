//! Who pays what for calling off, at each boundary second: rule 21.

use domain::{
    intervention::{CancellationTerms, Outcome, Party, Stage, StageName},
    moment::Submission,
    money::Money,
    quote::Answer,
    refusal::Refusal,
    timeline::{Cause, Fact},
};

use crate::{
    command::Command::{
        self, Accept, Arrive, Cancel, Choose, Confirm, Depart, Expire, Finish, GiveUp, Pause, Postpone,
        ReportAbsence, Start, Wait,
    },
    given::{self, Story, WORK, at, customer, minutes, technician},
};

fn cancelled(story: &Story, second: i64) -> i64 {
    let cancelled = story.clone().then(second, Cancel);
    let Fact::Cancelled { fee, cause: Cause::CustomerCancelled } = cancelled.last() else {
        panic!("not cancelled by the customer");
    };
    assert_eq!(cancelled.total(second + 9_999), fee.cents());
    assert_eq!(cancelled.intervention.amount_due(), Some(fee).filter(|fee| *fee > Money::ZERO));
    fee.cents()
}

#[test]
fn rule_21_before_anybody_took_it_the_customer_cancels_free() {
    let stories = [given::declared(), given::offered(), given::waiting()];

    assert_eq!(stories.map(|story| cancelled(&story, 40)), [0, 0, 0]);
}

#[test]
fn rule_21_free_until_5_minutes_after_the_acceptance_even_on_site() {
    let on_the_way = given::accepted().then(60, Depart(1, None));
    let arrived = on_the_way.clone().then(120, Arrive(1));

    assert_eq!([cancelled(&on_the_way, 300), cancelled(&arrived, 300)], [0, 0]);
    assert_eq!([cancelled(&on_the_way, 301), cancelled(&arrived, 301)], [1_500, 3_000]);
}

#[test]
fn rule_21_free_until_the_technician_is_on_the_way() {
    let accepted = given::accepted();

    assert_eq!(cancelled(&accepted, minutes(40)), 0);
    assert_eq!(cancelled(&accepted.then(minutes(40), Depart(1, None)), minutes(40)), 1_500);
}

#[test]
fn rule_21_free_when_the_technician_is_late() {
    let on_the_way = given::accepted().then(minutes(10), Depart(1, None));
    let in_time = on_the_way.clone().then(minutes(45), Arrive(1));
    let late = on_the_way.clone().then(minutes(45) + 1, Arrive(1));

    assert_eq!([cancelled(&on_the_way, minutes(45) - 1), cancelled(&on_the_way, minutes(45))], [1_500, 0]);
    assert_eq!([cancelled(&in_time, minutes(46)), cancelled(&late, minutes(46))], [3_000, 0]);
}

#[test]
fn rule_21_an_absent_customer_owes_30_euros_after_15_minutes_on_site() {
    let arrived = given::arrived();
    let from = minutes(20 + 15);

    let early = Refusal::NotAbsentYet { from: at(from), stage: StageName::Arrived };
    assert_eq!(arrived.refusal(from - 1, ReportAbsence(1)), early);
    let absent = arrived.then(from, ReportAbsence(1));
    let fee = Money::of_cents(3_000);
    assert_eq!(absent.last(), Fact::Cancelled { fee, cause: Cause::CustomerAbsent });
    assert_eq!(absent.intervention.amount_due(), Some(fee));
    assert!(absent.repeats(from + 1, ReportAbsence(1)));
    let over = Refusal::StageForbids { stage: StageName::Cancelled };
    assert_eq!(absent.refusal(from + 1, Cancel), over, "the technician said so, not the customer");
}

fn absent(story: &Story, second: i64) -> i64 {
    let absent = story.clone().then(second, ReportAbsence(1));
    let Fact::Cancelled { fee, cause: Cause::CustomerAbsent } = absent.last() else {
        panic!("not reported absent");
    };
    fee.cents()
}

fn not_absent_yet(story: &Story, second: i64, from: i64) {
    let early = Refusal::NotAbsentYet { from: at(from), stage: StageName::Arrived };
    assert_eq!(story.refusal(second, ReportAbsence(1)), early);
}

/// Accepted at second 0 for that second.
fn appointment(hour: i64) -> Story {
    given::story(given::scheduled(hour), true, given::hourly(6_000)).then(0, Accept(1))
}

/// Arrived at minute 20, and postponed in the interview to that second.
fn postponed(hour: i64) -> Story {
    given::arrived().then(minutes(25), Postpone(1, at(hour))).then(minutes(26), Confirm)
}

#[test]
fn rule_21_an_arrival_dated_back_claims_no_absence_fee_before_15_minutes_have_passed_since_we_received_it() {
    let dated_back = given::accepted().offline(minutes(5), minutes(40), Arrive(1));

    not_absent_yet(&dated_back, minutes(40), minutes(55));
    not_absent_yet(&dated_back, minutes(55) - 1, minutes(55));
    assert_eq!(absent(&dated_back, minutes(55)), 3_000);
}

#[test]
fn rule_21_a_technician_who_comes_three_days_early_waits_for_the_appointed_hour() {
    let hour = minutes(5 * 24 * 60);
    let early = appointment(hour).then(hour - minutes(3 * 24 * 60), Arrive(1));

    not_absent_yet(&early, hour - minutes(60), hour + minutes(15));
    assert_eq!(absent(&early, hour + minutes(15)), 0);
}

#[test]
fn rule_21_a_technician_who_came_two_hours_late_gets_no_absence_fee() {
    let hour = minutes(600);
    let late = appointment(hour).then(hour + minutes(120), Arrive(1));
    let a_second_late = given::accepted().then(minutes(45) + 1, Arrive(1));

    not_absent_yet(&late, hour + minutes(135) - 1, hour + minutes(135));
    assert_eq!(absent(&late, hour + minutes(135)), 0);
    assert_eq!(absent(&a_second_late, minutes(60) + 1), 0);
    assert_eq!(late.then(hour + minutes(135), ReportAbsence(1)).intervention.amount_due(), None);
}

#[test]
fn rule_21_a_phone_whose_clock_runs_ahead_makes_nobody_late() {
    let ahead = given::accepted().offline(minutes(45) + 60, minutes(45) - 30, Arrive(1));

    assert_eq!(absent(&ahead, minutes(60) - 30), 3_000);
}

#[test]
fn rule_21_the_second_visit_has_an_absence_fee_of_its_own_hour() {
    let hour = minutes(1_500);
    let early = postponed(hour).then(hour - minutes(10), Arrive(1));
    let late = postponed(hour).then(hour + 1, Arrive(1));

    not_absent_yet(&early, hour, hour + minutes(15));
    assert_eq!(absent(&early, hour + minutes(15)), 3_000);
    assert_eq!(absent(&late, hour + 1 + minutes(15)), 0);
}

#[test]
fn rule_21_on_the_way_means_to_have_departed_less_than_two_hours_before_the_promised_hour() {
    let hour = minutes(600);
    let fee = |departed| cancelled(&appointment(hour).then(departed, Depart(1, None)), hour - 60);

    assert_eq!(
        [fee(hour - minutes(180)), fee(hour - minutes(120)), fee(hour - minutes(120) + 1)],
        [0, 0, 1_500]
    );
}

#[test]
fn rule_21_a_confirmed_postponement_starts_anew() {
    let hour = minutes(1_500);
    let again = postponed(hour);

    assert_eq!([cancelled(&again, minutes(27)), cancelled(&again, hour - 1)], [0, 0]);
    let departed = |second| again.clone().then(second, Depart(1, None));
    assert_eq!(cancelled(&departed(hour - minutes(120)), hour - 1), 0);
    assert_eq!(cancelled(&departed(hour - minutes(30)), hour - 1), 1_500);
    assert_eq!(cancelled(&departed(hour - minutes(30)), hour), 0);
    assert_eq!(cancelled(&again.clone().then(hour - minutes(5), Arrive(1)), hour), 3_000);
    assert_eq!(cancelled(&again.then(hour + 1, Arrive(1)), hour + 60), 0);
}

#[test]
fn rule_14_nothing_is_due_after_a_refused_quote_whoever_ends_it_before_work_began() {
    let refused = given::settled(given::arrived(), minutes(22), 9_000, Answer::Refused);

    assert_eq!((cancelled(&refused, minutes(40)), refused.then(minutes(40), Finish(1)).total(0)), (0, 0));
}

#[test]
fn rule_21_the_terms_of_calling_off_are_known_before_and_after() {
    let arrived = given::arrived();
    let terms = |story: &Story, party: &Party, command: Command| {
        let step = command.decide(story, &Submission::now(at(minutes(25)))).unwrap();
        story.intervention.cancellation_terms(party, &step)
    };
    let (camille, karim) = (Party::Customer(customer()), Party::Technician(technician(1)));
    let owed = CancellationTerms { fee: Money::of_cents(3_000), outcome: Outcome::Cancelled };
    let nothing = CancellationTerms { fee: Money::ZERO, outcome: Outcome::Rematched };

    let before = [terms(&arrived, &camille, Cancel), terms(&arrived, &karim, GiveUp(1))];
    assert_eq!(before, [owed, nothing]);
    assert_eq!(terms(&arrived.clone().then(minutes(24), Cancel), &camille, Cancel), owed);
    let left = arrived.then(minutes(24), GiveUp(1));
    assert_eq!(terms(&left, &karim, GiveUp(1)), nothing);
    let free = CancellationTerms { fee: Money::ZERO, outcome: Outcome::Cancelled };
    assert_eq!(terms(&given::waiting().then(60, Cancel), &camille, Cancel), free);
    let ended_since = left.then(minutes(25), Cancel);
    assert_eq!(terms(&ended_since, &karim, GiveUp(1)), nothing);
}

#[test]
fn rule_21_each_party_calls_off_in_its_own_way() {
    let arrived = given::arrived();
    let (second, who) = (at(minutes(35)), technician(1));
    let by = |party, absent| arrived.intervention.call_off(&party, absent, second, &arrived.policy);
    let as_told = |command: Command| command.decide(&arrived, &Submission::now(second));

    assert_eq!(by(Party::Customer(given::customer()), false), as_told(Cancel));
    assert_eq!(by(Party::Technician(who.clone()), false), as_told(GiveUp(1)));
    assert_eq!(by(Party::Technician(who), true), as_told(ReportAbsence(1)));
    assert_eq!(by(Party::Operator, false), Err(Refusal::NotYours));
}

#[test]
fn rule_21_absence_is_for_the_technician_on_site_to_report() {
    let forbidden = Refusal::StageForbids { stage: StageName::Accepted };

    assert_eq!(given::accepted().refusal(minutes(300), ReportAbsence(1)), forbidden);
    assert_eq!(given::arrived().refusal(minutes(300), ReportAbsence(2)), Refusal::NotYours);
    let working = Refusal::StageForbids { stage: StageName::Working };
    assert_eq!(given::working().refusal(minutes(300), ReportAbsence(1)), working);
}

#[test]
fn rule_21_a_technician_who_cancels_costs_nothing_and_the_request_waits_with_priority() {
    let arrived = given::arrived();
    let second = minutes(25);

    let released = arrived.then(second, GiveUp(1));

    let fact = Fact::Released { cause: Cause::TechnicianCancelled, expires_at: at(second + 86_400) };
    assert_eq!(released.last(), fact);
    assert_eq!(released.intervention.stage(), &Stage::Waiting { since: at(second) });
    assert_eq!(released.total(second), 0);
    assert!(released.intervention.has_priority());
    assert_eq!(released.intervention.acceptance(), None);
    assert!(released.repeats(second + 60, GiveUp(1)));
}

#[test]
fn rule_21_who_never_took_it_cannot_give_it_up() {
    assert_eq!(given::accepted().refusal(60, GiveUp(2)), Refusal::NotYours);
    assert_eq!(given::offered().refusal(30, GiveUp(1)), Refusal::NotYours);
    let left_for_lateness = given::accepted().then(minutes(46), Wait);
    let released = Refusal::ReleasedFromYou { at: at(minutes(46)), stage: StageName::Open };
    assert_eq!(left_for_lateness.refusal(minutes(47), GiveUp(1)), released);
}

#[test]
fn rule_21_who_gave_up_and_was_chosen_again_can_give_up_again() {
    let again = given::accepted().then(60, GiveUp(1)).then(61, Choose(1)).then(62, Accept(1));

    assert!(again.intervention.is_taken_by(&technician(1)));
    assert_eq!(again.then(90, GiveUp(1)).intervention.stage().name(), StageName::Waiting);
}

#[test]
fn rule_21_once_work_began_it_is_finished_not_cancelled() {
    let working = given::working();
    let paused = working.clone().then(WORK + 60, Pause(1));

    for (story, stage) in [(working, StageName::Working), (paused, StageName::Paused)] {
        assert_eq!(story.refusal(WORK + 61, Cancel), Refusal::CancellationClosed { stage });
        assert_eq!(story.refusal(WORK + 61, GiveUp(1)), Refusal::CancellationClosed { stage });
    }
}

#[test]
fn rule_21_what_is_over_cannot_be_cancelled() {
    let finished = given::arrived().then(WORK, Start(1)).then(WORK + 60, Finish(1));
    let expired = given::waiting().then(86_400, Expire);

    assert_eq!(finished.refusal(WORK + 61, Cancel), Refusal::StageForbids { stage: StageName::Finished });
    assert_eq!(expired.refusal(86_401, Cancel), Refusal::StageForbids { stage: StageName::Expired });
    assert!(given::declared().then(5, Cancel).repeats(6, Cancel));
}

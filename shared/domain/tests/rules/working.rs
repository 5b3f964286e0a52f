//! On site: the start code, pauses, extras, another appointment: rules 12, 13 and 15.

use domain::{
    agenda::When,
    breakdown::StartCode,
    intervention::{Stage, StageName},
    money::Money,
    quote::Answer,
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{
        AddExtra, Arrive, Cancel, Confirm, Finish, GiveUp, Pause, Postpone, ProposeQuote, RemoveExtra,
        Resume, Settle, Start, StartWith,
    },
    given::{self, WORK, at, minutes, paused},
};

fn forbidden(stage: StageName) -> Refusal {
    Refusal::StageForbids { stage }
}

#[test]
fn rule_12_the_clock_starts_only_with_the_customers_code() {
    let arrived = given::arrived();

    assert_eq!(arrived.refusal(WORK, StartWith(1, StartCode::of_random(4_712))), Refusal::WrongStartCode);
    assert_eq!(arrived.refusal(WORK, Start(2)), Refusal::NotYours);
    let working = arrived.then(WORK, StartWith(1, StartCode::of_random(4_711)));
    assert_eq!(working.intervention.stage(), &Stage::Working);
    assert_eq!(working.intervention.work().worked_seconds(at(WORK + 90)), 90);
}

#[test]
fn rule_12_no_work_starts_before_the_arrival() {
    assert_eq!(given::accepted().refusal(60, Start(1)), forbidden(StageName::Accepted));
}

#[test]
fn rule_13_a_pause_is_not_billed() {
    let resumed = paused().then(WORK + minutes(100), Resume(1));

    assert_eq!(resumed.total(WORK + minutes(100)), 5_999);
    assert_eq!(resumed.total(WORK + minutes(101)), 6_099);
}

#[test]
fn rule_13_a_pending_quote_stops_everything_but_its_answer() {
    let pending = paused().then(WORK + minutes(41), ProposeQuote(1, 20_000));
    let second = WORK + minutes(42);

    let refused = Refusal::QuotePending { stage: StageName::Paused };
    assert_eq!(pending.refusal(second, Resume(1)), refused);
    assert_eq!(pending.refusal(second, Finish(1)), refused);
    assert_eq!(pending.refusal(second, Postpone(1, at(99_999))), refused);
    assert_eq!(pending.refusal(second, Confirm), refused);
    let quote = pending.intervention.quote().unwrap().id.clone();
    let settled = pending.then(second, Settle(quote, Answer::Refused));
    assert_eq!(settled.then(second, Resume(1)).intervention.stage(), &Stage::Working);
}

#[test]
fn rule_13_postponed_work_keeps_one_work_log_and_one_base_price() {
    let hour = 300_000;
    let postponed =
        paused().then(WORK + minutes(41), Postpone(1, at(hour))).then(WORK + minutes(42), Confirm);
    assert_eq!(postponed.intervention.stage(), &Stage::Postponed { appointment: at(hour), on_the_way: None });
    assert_eq!(postponed.intervention.binds_on_arrival(at(hour)), Some(When::Now { since: at(hour) }));

    let again = postponed.then(hour, Arrive(1)).then(hour + 60, Start(1));
    let finished = again.then(hour + 60 + minutes(20), Finish(1));

    assert_eq!(finished.intervention.work().segments().len(), 2);
    assert_eq!(finished.price(0).base, Money::of_cents(4_999));
    assert_eq!(finished.total(0), 4_999 + 30 * 100);
}

#[test]
fn rule_13_an_appointment_is_proposed_then_confirmed_and_lies_ahead() {
    let paused = paused();
    let second = WORK + minutes(41);

    let past = Refusal::AppointmentPast { now: at(second) };
    assert_eq!(paused.refusal(second, Postpone(1, at(second))), past);
    assert_eq!(paused.refusal(second, Confirm), Refusal::NothingToConfirm { stage: StageName::Paused });
    let proposed = paused.then(second, Postpone(1, at(second + 60)));
    assert_eq!(proposed.last(), Fact::PostponementProposed { appointment: at(second + 60) });
    assert!(proposed.repeats(second, Postpone(1, at(second + 60))));
    assert_eq!(
        proposed.refusal(second + 60, Confirm),
        Refusal::ProposalPast { at: at(second + 60), stage: StageName::Paused }
    );
    let confirmed = proposed.then(second + 59, Confirm);
    assert!(confirmed.repeats(second + 300, Confirm));
}

#[test]
fn rule_13_work_that_goes_on_withdraws_the_proposed_appointment() {
    let proposed = paused().then(WORK + minutes(41), Postpone(1, at(99_999)));

    let resumed = proposed.then(WORK + minutes(45), Resume(1));

    assert_eq!(resumed.refusal(WORK + minutes(46), Confirm), forbidden(StageName::Working));
    let paused_again = resumed.then(WORK + minutes(50), Pause(1));
    let nothing = Refusal::NothingToConfirm { stage: StageName::Paused };
    assert_eq!(paused_again.refusal(WORK + minutes(51), Confirm), nothing);
}

#[test]
fn rule_13_an_interview_may_be_postponed_too_and_then_still_be_called_off() {
    let postponed = given::arrived().then(WORK, Postpone(1, at(99_999))).then(WORK, Confirm);

    assert_eq!(postponed.clone().then(WORK + 60, Cancel).total(0), 0);
    assert_eq!(postponed.then(WORK + 60, GiveUp(1)).intervention.stage().name(), StageName::Waiting);
    let worked = paused().then(WORK + minutes(41), Postpone(1, at(99_999))).then(WORK + minutes(41), Confirm);
    let closed = Refusal::CancellationClosed { stage: StageName::Postponed };
    assert_eq!(worked.refusal(WORK + minutes(42), Cancel), closed);
    assert_eq!(worked.refusal(WORK + minutes(42), GiveUp(1)), closed);
}

#[test]
fn rule_15_extras_up_to_150_euros_in_all_need_no_agreement() {
    let nearly = given::working().then(WORK, AddExtra(1, 10_000));

    let needs = Refusal::ExtrasNeedAgreement { limit: Money::of_cents(15_000), stage: StageName::Working };
    assert_eq!(nearly.refusal(WORK, AddExtra(1, 5_001)), needs);
    let full = nearly.then(WORK, AddExtra(1, 5_000));
    assert_eq!(full.price(WORK).extras, Money::of_cents(15_000));
    assert_eq!(full.refusal(WORK, AddExtra(1, 1)), needs);
}

#[test]
fn rule_15_an_extra_is_shown_at_once_and_can_be_taken_back() {
    let added = given::working().then(WORK, AddExtra(1, 1_250));
    let extra = added.intervention.extras()[0].id.clone();
    assert_eq!(added.total(WORK), 4_999 + 1_250);

    let removed = added.then(WORK, RemoveExtra(1, extra.clone()));

    assert_eq!(removed.total(WORK), 4_999);
    assert!(removed.repeats(WORK, RemoveExtra(1, extra)));
    let unknown = "unknown".to_owned().try_into().unwrap();
    assert_eq!(removed.refusal(WORK, RemoveExtra(1, unknown)), Refusal::NoSuchExtra);
}

#[test]
fn rule_15_the_same_extra_again_is_a_repeat_and_never_billed_twice() {
    let added = given::working().then(WORK, AddExtra(1, 1_250));

    assert!(added.repeats(WORK + 5, AddExtra(1, 1_250)));
    assert_eq!(added.then(WORK + 5, AddExtra(1, 1_251)).intervention.extras().len(), 2);
}

#[test]
fn rule_15_extras_belong_to_the_work() {
    assert_eq!(given::arrived().refusal(WORK, AddExtra(1, 1)), forbidden(StageName::Arrived));
    let finished = given::working().then(WORK + 60, Finish(1));
    assert_eq!(finished.refusal(WORK + 61, AddExtra(1, 1)), forbidden(StageName::Finished));
}

#[test]
fn an_intervention_holds_a_hundred_segments_at_most() {
    let segments: Vec<(i64, i64)> = (0..100).map(|number| (10 * number, 10 * number + 5)).collect();
    let full = given::worked(given::declared(), &segments).then(WORK + 1_000, Pause(1));

    let too_many =
        Refusal::TooMany { what: domain::refusal::Counted::Segments, max: 100, stage: StageName::Paused };
    assert_eq!(full.refusal(WORK + 1_001, Resume(1)), too_many);
    assert_eq!(full.then(WORK + 1_001, Finish(1)).intervention.stage().name(), StageName::Finished);
}

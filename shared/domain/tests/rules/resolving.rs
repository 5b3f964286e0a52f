//! An operator ends or repairs every intervention, with a reason: rule 33.

use domain::{
    intervention::{Deadline, Decision, StageName, Step},
    moment::Submission,
    money::Money,
    quote::Answer,
    refusal::Refusal,
    timeline::{Actor, Fact, Resolution},
};

use crate::{
    command::Command::{
        self, Accept, AddExtra, Arrive, Cancel, Depart, Expire, Finish, Pause, Resolve, Start, Watch,
    },
    given::{self, Story, WORK, at, minutes, operator, postponed, scheduled, settled, text},
};

const DAY: i64 = 86_400;

fn cancel(cents: i64) -> Command {
    Resolve(Decision::Cancel { fee: Money::of_cents(cents) })
}

fn finish() -> Command {
    Resolve(Decision::Finish { undone: vec![] })
}

fn extend(second: i64) -> Command {
    Resolve(Decision::Extend { until: at(second) })
}

fn resolution(story: &Story) -> Resolution {
    let Fact::Resolved { resolution, .. } = story.last() else { panic!("{:?}", story.last()) };
    resolution
}

/// One story in each stage that is not over, and a second later than its last command.
fn every_stage() -> Vec<(Story, i64)> {
    vec![
        (given::declared(), 1),
        (given::offered(), 1),
        (given::waiting(), 1),
        (given::accepted(), 1),
        (given::arrived(), WORK),
        (given::working(), WORK + 1),
        (given::paused(), WORK + minutes(41)),
        (postponed(given::paused(), WORK + minutes(50), WORK + DAY), WORK + minutes(51)),
    ]
}

#[test]
fn rule_33_author_and_reason_stand_in_the_timeline() {
    let story = given::paused().then(WORK + 2 * DAY, cancel(0));

    let entry = story.intervention.timeline().last().unwrap();
    let reason = text("The technician had an accident");
    let resolution = Resolution::Cancelled { fee: Money::ZERO };
    assert_eq!(entry.by, Actor::Operator);
    assert_eq!(entry.fact, Fact::Resolved { operator: operator(), reason, resolution });
}

#[test]
fn rule_33_every_stage_is_cancelled_without_a_fee() {
    for (story, second) in every_stage() {
        let story = story.then(second, cancel(0));

        assert_eq!(story.intervention.stage().name(), StageName::Cancelled);
        assert_eq!((story.total(second), story.intervention.amount_due()), (0, None));
    }
}

#[test]
fn rule_33_a_fee_is_due_only_to_a_technician_who_accepted() {
    for (story, second) in every_stage() {
        let stage = story.intervention.stage().name();
        if story.intervention.acceptance().is_none() {
            assert_eq!(story.refusal(second, cancel(2_000)), Refusal::FeeNotDue { stage });
            continue;
        }
        let story = story.then(second, cancel(2_000));
        assert_eq!(story.intervention.amount_due(), Some(Money::of_cents(2_000)), "{stage:?}");
    }
}

#[test]
fn rule_14_a_quote_refused_before_the_work_leaves_no_fee_to_an_operator_either() {
    let refused = settled(given::arrived(), minutes(25), 10_000, Answer::Refused);

    assert_eq!(refused.refusal(WORK, cancel(1)), Refusal::FeeNotDue { stage: StageName::Arrived });
    assert_eq!(refused.then(WORK, cancel(0)).total(WORK), 0);
}

#[test]
fn rule_33_work_is_finished_at_a_given_time_and_priced_then() {
    let now = WORK + 20 * DAY;
    let story = given::working().then(WORK + minutes(50), AddExtra(1, 1_000));

    let finished = story.offline(WORK + minutes(90), now, finish());

    // 90 minutes at 60.00 an hour: 49.99 and 60.00, and a part of 10.00.
    let price = Money::of_cents(4_999 + 6_000 + 1_000);
    assert_eq!(resolution(&finished), Resolution::Finished { price, undone: vec![] });
    assert_eq!(finished.intervention.ended_at(), Some(at(WORK + minutes(90))));
    assert_eq!(finished.intervention.amount_due(), Some(price));
}

#[test]
fn rule_33_work_ends_neither_before_its_start_nor_in_the_future() {
    let story = given::working();
    let now = WORK + minutes(60);
    let resolve = |second: i64| {
        let told = story.intervention.submitted(Actor::Operator, Some(at(second)), false, at(now)).unwrap();
        finish().decide(&story, &told)
    };

    let refused = Err(Refusal::FinishOutOfRange { earliest: at(WORK), latest: at(now) });
    assert_eq!((resolve(WORK - 1), resolve(now + 1)), (refused.clone(), refused));
    assert!(resolve(WORK).is_ok());
    let unworked = given::arrived();
    assert_eq!(unworked.refusal(WORK, finish()), Refusal::StageForbids { stage: StageName::Arrived });
}

#[test]
fn rule_33_a_quote_whose_work_was_not_done_is_not_billed() {
    let story = settled(given::paused(), WORK + minutes(41), 20_000, Answer::Accepted);
    let quote = story.intervention.quote().unwrap().id.clone();
    let second = WORK + DAY;

    assert_eq!(story.clone().then(second, finish()).total(second), 5_999 + 20_000);
    let undone = Resolve(Decision::Finish { undone: vec![quote] });
    assert_eq!(story.then(second, undone).total(second), 5_999);
    let foreign = Resolve(Decision::Finish { undone: vec![domain::id::QuoteId::numbered(9)] });
    assert_eq!(given::paused().refusal(second, foreign), Refusal::NoSuchAgreedQuote);
}

#[test]
fn rule_33_a_request_is_released_and_matched_again_with_priority() {
    for (story, second) in every_stage() {
        let stage = story.intervention.stage().name();
        let release = Resolve(Decision::Release);
        if !matches!(stage, StageName::Accepted | StageName::Arrived) {
            assert_eq!(story.refusal(second, release), Refusal::StageForbids { stage });
            continue;
        }
        let story = story.then(second, release);
        assert_eq!(resolution(&story), Resolution::Released { expires_at: at(second + DAY) });
        assert!(story.intervention.has_priority() && story.intervention.acceptance().is_none());
        // By the technician who had it, and by one who never knew of it.
        for technician in [1, 3] {
            let again = story.clone().then(second + 1, Accept(technician));
            assert_eq!(again.intervention.stage().name(), StageName::Accepted);
        }
    }
}

#[test]
fn rule_33_the_expiry_of_a_request_moves() {
    let story = given::waiting().then(60, extend(2 * DAY));

    assert_eq!(story.intervention.deadline(&story.policy), Some(Deadline::Expiry(at(2 * DAY))));
    assert!(story.clone().refusal(2 * DAY - 1, Expire).stage().is_some());
    assert_eq!(story.then(2 * DAY, Expire).last(), Fact::Expired);
}

#[test]
fn rule_33_a_promised_arrival_moves_and_is_watched_anew() {
    let late = given::accepted().then(minutes(20), Watch).then(minutes(45), Watch);
    assert!(late.intervention.is_late(at(minutes(50))));

    let story = late.then(minutes(50), extend(minutes(120)));

    assert!(!story.intervention.is_late(at(minutes(119))));
    let alarm = Some(Deadline::Arrival(at(minutes(95))));
    assert_eq!(story.intervention.deadline(&story.policy), alarm);
    assert_eq!(story.clone().then(minutes(95), Watch).last(), Fact::Nudged { leave_by: None });
    assert!(matches!(story.then(minutes(135), Watch).last(), Fact::Released { .. }));
}

#[test]
fn rule_33_an_appointment_moves_and_is_watched_anew() {
    let hour = WORK + 2 * DAY;
    let story = postponed(given::paused(), WORK + minutes(50), hour);
    let story = story.then(hour - minutes(25), Watch).then(hour, Watch).then(hour + minutes(30), Watch);

    let story = story.then(hour + minutes(40), extend(hour + DAY));

    assert_eq!(story.intervention.postponement(), Some(at(hour + DAY)));
    let alarm = Some(Deadline::Arrival(at(hour + DAY - minutes(25))));
    assert_eq!(story.intervention.deadline(&story.policy), alarm);
    let from = at(hour + DAY + minutes(60));
    let early = Refusal::NotClosableYet { from, stage: StageName::Postponed };
    let departed = story.then(hour + DAY - minutes(60), Depart(1, None));
    assert_eq!(departed.refusal(hour + DAY + minutes(59), Command::Close), early);
}

#[test]
fn rule_33_a_deadline_moves_later_and_at_most_60_days_ahead() {
    let story = given::waiting();
    // The 60th day after 21 September 2026 comes after the change of clocks: the day in October has 25 hours.
    let latest = at(60 + 60 * DAY + 3_600);
    let refused = Refusal::ExtensionOutOfRange { earliest: at(DAY), latest };

    assert_eq!(story.refusal(60, extend(DAY)), refused);
    assert_eq!(story.refusal(60, extend(61 + 60 * DAY + 3_600)), refused);
    for (story, second) in every_stage() {
        let stage = story.intervention.stage().name();
        if matches!(stage, StageName::Arrived | StageName::Working | StageName::Paused) {
            assert_eq!(story.refusal(second, extend(second + 60)), Refusal::StageForbids { stage });
        }
    }
}

#[test]
fn rule_33_a_waived_fee_is_not_due_when_the_customer_cancels() {
    let arrived = given::arrived();
    assert_eq!(arrived.clone().then(WORK, Cancel).total(WORK), 3_000);

    let waived = arrived.then(WORK - 60, Resolve(Decision::WaiveFee));

    assert_eq!(waived.then(WORK, Cancel).total(WORK), 0);
    for story in [given::working(), given::waiting()] {
        let stage = story.intervention.stage().name();
        assert_eq!(story.refusal(WORK + 1, Resolve(Decision::WaiveFee)), Refusal::StageForbids { stage });
    }
}

#[test]
fn rule_33_what_is_over_for_good_is_corrected_by_a_credit_note() {
    let finished = given::working().then(WORK + 60, Finish(1));
    let cancelled = given::declared().then(1, Cancel);
    let expired = given::waiting().then(DAY, Expire);

    for (story, stage) in
        [(finished, StageName::Finished), (cancelled, StageName::Cancelled), (expired, StageName::Expired)]
    {
        for command in [cancel(0), finish(), extend(9 * DAY), Resolve(Decision::Release)] {
            assert_eq!(story.refusal(2 * DAY, command), Refusal::EndedForGood { stage });
        }
    }
}

#[test]
fn rule_33_a_repeat_without_a_key_changes_nothing_and_another_decision_is_refused() {
    let cancelled = given::working().then(WORK + 60, cancel(500));

    assert!(cancelled.repeats(WORK + 61, cancel(500)));
    let ended = Refusal::EndedForGood { stage: StageName::Cancelled };
    assert_eq!(cancelled.refusal(WORK + 61, cancel(501)), ended);
    let keyed = Submission { is_keyed: true, ..Submission::now(at(WORK + 61)) };
    assert_eq!(cancel(500).decide(&cancelled, &keyed), Err(ended));
    let twice = given::waiting().keyed(60, extend(2 * DAY)).keyed(61, extend(3 * DAY));
    assert_eq!(twice.intervention.version(), 4);
}

#[test]
fn rule_33_twenty_decisions_repair_it_and_one_more_still_ends_it() {
    let mut story = given::waiting();
    for second in 1..=20 {
        story = story.then(second, extend(DAY + second));
    }

    assert_eq!(
        story.refusal(21, extend(2 * DAY)),
        Refusal::TooMany { what: domain::refusal::Counted::Resolutions, max: 20, stage: StageName::Waiting }
    );
    assert_eq!(story.then(22, cancel(0)).intervention.stage().name(), StageName::Cancelled);
}

#[test]
fn rule_34_a_late_command_is_not_refused_for_what_an_operator_decided_meanwhile() {
    let hour = 10 * 3_600;
    let story = given::story(scheduled(hour), true, given::hourly(6_000)).then(0, Accept(1));
    let story = story.then(hour - minutes(30), Depart(1, None)).then(hour, Arrive(1));
    let story = story.then(hour + minutes(20), Resolve(Decision::WaiveFee));

    let story = story.offline(hour + minutes(10), hour + minutes(30), Start(1));

    assert_eq!(story.then(hour + minutes(31), Pause(1)).total(hour + minutes(31)), 4_999);
}

#[test]
fn rule_33_an_operators_end_is_a_step_like_any_other() {
    let story = given::working();

    let step = finish().decide(&story, &Submission::now(at(WORK + 60))).unwrap();

    let Step::Changed(facts) = step else { panic!("unchanged") };
    assert!(facts.iter().all(Fact::is_end));
}

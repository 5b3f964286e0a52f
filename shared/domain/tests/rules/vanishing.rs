//! Technicians who come too early, vanish on site, or come back to what they lost: rules 10, 12, 13, 21 and 34.

use domain::{
    breakdown::StartCode,
    intervention::{Decision, Intervention, Stage, StageName, Step},
    money::Money,
    quote::Answer,
    refusal::Refusal,
    timeline::{Cause, Fact, Stall},
};

use crate::{
    command::Command::{
        self, Accept, AddExtra, Arrive, Cancel, Choose, Close, Confirm, Depart, Finish, GiveUp, Pause,
        Postpone, RefusePostponement, ReportAbsence, Resolve, Resume, Settle, Start, StartWith, Wait, Watch,
    },
    given::{self, Story, WORK, at, hourly, minutes, postponed, proposed, settled},
};

const HOUR: i64 = 3_600;
/// The appointed hour of [`booked`].
const NOON: i64 = 12 * HOUR;

/// Technician 1 accepted at second 0 to come at [`NOON`].
fn booked() -> Story {
    given::story(given::scheduled(NOON), false, hourly(6_000)).then(0, Choose(1)).then(0, Accept(1))
}

fn late(story: &Story, occurred: i64, received: i64, command: &Command) -> Result<Step, Refusal> {
    let told = story.intervention.submitted(command.by(), Some(at(occurred)), false, at(received))?;
    command.decide(story, &told)
}

#[test]
fn rule_34_what_is_sent_late_is_not_dated_long_before_the_appointment() {
    let refused = Err(Refusal::BeforeAppointment { hour: at(NOON), earliest: at(NOON - 2 * HOUR) });

    assert_eq!(late(&booked(), NOON - 8 * HOUR, NOON, &Arrive(1)), refused);
    assert_eq!(late(&booked(), NOON - 2 * HOUR, NOON, &Arrive(1)), refused);
    assert!(late(&booked(), NOON - 2 * HOUR + 1, NOON, &Arrive(1)).is_ok());
    let early = booked().then(HOUR, Arrive(1));
    assert_eq!(late(&early, 2 * HOUR, NOON, &Start(1)), refused);
    assert!(late(&early, NOON - HOUR, NOON, &Start(1)).is_ok());
}

#[test]
fn rule_34_an_early_arrival_that_is_sent_at_once_stays_possible() {
    let early = booked().offline(HOUR, HOUR + 30, Arrive(1));

    assert_eq!(early.intervention.stage(), &Stage::Arrived { since: at(HOUR), late: false });
    assert_eq!(early.then(2 * HOUR, Start(1)).intervention.stage(), &Stage::Working);
}

#[test]
fn rule_21_a_customer_who_answered_on_site_was_not_absent() {
    let refused = settled(given::arrived(), minutes(25), 10_000, Answer::Refused);
    let accepted = settled(given::arrived(), minutes(25), 10_000, Answer::Accepted);
    let proposal = given::arrived().then(minutes(25), Postpone(1, at(WORK + 90 * HOUR)));
    let declined = proposal.then(minutes(26), RefusePostponement);

    for story in [refused, accepted, declined] {
        let present = Refusal::CustomerPresent { stage: StageName::Arrived };
        assert_eq!(story.refusal(minutes(40), ReportAbsence(1)), present);
    }
    let unanswered = proposed(given::arrived(), minutes(25), 10_000).0;
    assert_eq!(unanswered.then(minutes(40), ReportAbsence(1)).total(0), 3_000);
}

#[test]
fn rule_21_an_arrival_long_before_the_hour_earns_no_fee_for_absence() {
    let fee = |arrival| booked().then(arrival, Arrive(1)).then(NOON + minutes(15), ReportAbsence(1)).total(0);

    assert_eq!([fee(NOON - 2 * HOUR), fee(NOON - 2 * HOUR + 1)], [0, 3_000]);
}

#[test]
fn rule_10_a_technician_who_arrived_and_vanished_loses_the_customer_after_an_hour() {
    let from = minutes(20) + minutes(60);
    let story = given::arrived();

    assert_eq!(story.clone().then(from - 1, Cancel).total(0), 3_000);
    assert_eq!(story.clone().then(from, Cancel).total(0), 0);
    let on_site = Refusal::TechnicianOnSite { from: at(from), stage: StageName::Arrived };
    assert_eq!(story.refusal(from - 1, Wait), on_site);
    let left = story.clone().then(from, Wait);
    assert!(matches!(left.last(), Fact::Released { cause: Cause::TechnicianLate, .. }));
    assert!(left.intervention.has_priority());
    let released = Refusal::ReleasedFromYou { at: at(from), stage: StageName::Open };
    assert_eq!(left.refusal(from + 1, ReportAbsence(1)), released);
    assert_eq!(story.then(from + 1, ReportAbsence(1)).total(0), 3_000);
}

#[test]
fn rule_10_each_sign_of_a_technician_on_site_begins_the_hour_anew() {
    let heard = proposed(given::arrived(), minutes(50), 10_000).0;

    assert_eq!(heard.clone().then(minutes(109), Cancel).total(0), 3_000);
    assert_eq!(heard.then(minutes(110), Cancel).total(0), 0);
    let early = booked().then(HOUR, Arrive(1));
    let from = at(NOON + HOUR);
    assert_eq!(early.refusal(NOON, Wait), Refusal::TechnicianOnSite { from, stage: StageName::Arrived });
}

#[test]
fn rule_10_a_customer_whose_start_code_is_blocked_leaves_free_of_charge() {
    let mut story = given::arrived();
    for count in 0..domain::intervention::START_CODES_MAX {
        let (round, code) = (story.intervention.start_round(), StartCode::of_random(count as u128 + 7));
        let now = at(minutes(21) + i64::try_from(count).unwrap());
        let changed = story.intervention.change_start_code(code, round, now, &story.policy).unwrap();
        let Step::Changed(facts) = changed else { panic!("{changed:?}") };
        let moment = domain::moment::Moment::now(now);
        let by = domain::timeline::Actor::System;
        story.intervention = story.intervention.record(facts, by, moment, None).unwrap();
    }

    assert_eq!(story.then(minutes(22), Cancel).total(0), 0);
}

#[test]
fn rule_10_a_departure_hours_before_the_appointment_is_no_sign() {
    let departed = booked().then(NOON - 8 * HOUR, Depart(1, Some(30)));

    assert!(departed.intervention.is_late(at(NOON)));
    assert_eq!(departed.intervention.expected_at(), None);
    let nudged = departed.clone().then(NOON - minutes(25), Watch);
    assert!(matches!(nudged.facts().last(), Some(Fact::Nudged { .. })));
    let released = departed.clone().then(NOON + minutes(15), Watch);
    assert!(matches!(released.last(), Fact::Released { cause: Cause::TechnicianLate, .. }));
    let again = departed.then(NOON - HOUR, Depart(1, Some(30)));
    assert_eq!(again.intervention.expected_at(), Some(at(NOON - minutes(30))));
    assert_eq!(again.then(NOON - minutes(50), Cancel).total(0), 1_500);
}

/// Postponed for three days after 40 minutes of work and a part of 20.00.
fn to_be_continued() -> Story {
    let part = given::working().then(WORK + minutes(30), AddExtra(1, 2_000));
    postponed(part.then(WORK + minutes(40), Pause(1)), WORK + minutes(50), WORK + 72 * HOUR)
}

#[test]
fn rule_13_postponed_work_is_finished_without_the_second_visit() {
    let finished = to_be_continued().then(WORK + HOUR, Finish(1));

    assert_eq!(finished.intervention.stage().name(), StageName::Finished);
    assert_eq!(finished.total(0), 4_999 + 1_000 + 2_000);
    let unworked = postponed(given::arrived(), minutes(25), WORK + 72 * HOUR);
    let forbids = Refusal::StageForbids { stage: StageName::Postponed };
    assert_eq!(unworked.refusal(WORK, Finish(1)), forbids);
}

#[test]
fn rule_31_a_customer_closes_postponed_work_until_the_technician_departs() {
    let closed = to_be_continued().then(WORK + HOUR, Close);
    let departed = to_be_continued().then(WORK + 71 * HOUR, Depart(1, None));

    assert!(matches!(closed.last(), Fact::Closed { stall: Stall::VisitDeclined, .. }));
    assert_eq!(closed.total(0), 4_999 + 1_000 + 2_000);
    assert!(closed.repeats(WORK + 2 * HOUR, Close));
    let from = at(WORK + 73 * HOUR);
    let too_early = Refusal::NotClosableYet { from, stage: StageName::Postponed };
    assert_eq!(departed.refusal(WORK + 71 * HOUR + 1, Close), too_early);
}

#[test]
fn rule_14_a_customer_who_accepted_a_quote_does_not_close_before_the_second_visit() {
    let agreed = settled(given::paused(), WORK + minutes(41), 30_000, Answer::Accepted);
    let story = postponed(agreed, WORK + minutes(50), WORK + 72 * HOUR);

    let from = at(WORK + 73 * HOUR);
    let too_early = Refusal::NotClosableYet { from, stage: StageName::Postponed };
    assert_eq!(story.refusal(WORK + HOUR, Close), too_early);
}

#[test]
fn rule_31_a_late_command_after_the_customer_closed_is_told_so() {
    let closed = given::paused().then(WORK + 48 * HOUR, Close);
    let told = Refusal::ClosedByCustomer { at: at(WORK + 48 * HOUR), stage: StageName::Finished };

    for command in [Pause(1), Resume(1), Finish(1), AddExtra(1, 100)] {
        assert_eq!(late(&closed, WORK + 47 * HOUR, WORK + 49 * HOUR, &command), Err(told));
    }
}

#[test]
fn rule_34_a_technician_who_lost_the_request_is_told_why() {
    let code = given::declaration().start_code;
    let went = |story: &Story, second: i64| {
        [Depart(1, None), Arrive(1), StartWith(1, code)].map(|command| story.refusal(second, command))
    };
    let given_up = given::accepted().then(60, GiveUp(1));
    let left = given::accepted().then(minutes(46), Wait);
    let decided = given::accepted().then(60, Resolve(Decision::Release));

    let (open, ended) = (StageName::Open, StageName::Ended);
    assert_eq!(went(&given_up, 61), [Refusal::GivenUp { at: at(60), stage: open }; 3]);
    assert_eq!(went(&left, minutes(47)), [Refusal::ReleasedFromYou { at: at(minutes(46)), stage: open }; 3]);
    assert_eq!(went(&decided, 61), [Refusal::ReleasedFromYou { at: at(60), stage: open }; 3]);
    let taken = given_up.clone().then(62, Accept(2));
    assert_eq!(went(&taken, 63), [Refusal::AlreadyAccepted { stage: StageName::Taken }; 3]);
    let cancelled = given_up.then(62, Cancel);
    assert_eq!(went(&cancelled, 63), [Refusal::GivenUp { at: at(60), stage: ended }; 3]);
    assert_eq!(cancelled.refusal(63, Arrive(2)), Refusal::NotYours);
}

#[test]
fn rule_33_an_operator_charges_no_more_than_the_highest_fee_and_none_that_was_waived() {
    let cancel = |cents| Resolve(Decision::Cancel { fee: Money::of_cents(cents) });
    let waived = given::arrived().then(minutes(21), Resolve(Decision::WaiveFee));

    let most = Money::of_cents(3_000);
    assert_eq!(given::arrived().refusal(minutes(21), cancel(3_001)), Refusal::FeeTooHigh { most });
    assert_eq!(given::arrived().then(minutes(21), cancel(3_000)).total(0), 3_000);
    let not_due = Refusal::FeeNotDue { stage: StageName::Arrived };
    assert_eq!(waived.refusal(minutes(22), cancel(1)), not_due);
    assert_eq!(waived.then(minutes(22), cancel(0)).total(0), 0);
}

#[test]
fn rule_33_an_operator_who_states_the_hours_bills_them_after_an_automatic_pause() {
    let paused = given::working().then(WORK + 4 * HOUR, Watch).then(WORK + 8 * HOUR, Watch);
    let finish = || Resolve(Decision::Finish { undone: vec![] });
    let finished = |story: &Story| story.clone().offline(WORK + 3 * HOUR, WORK + 9 * HOUR, finish());

    assert!(matches!(paused.last(), Fact::AutoPaused { .. }));
    assert_eq!(finished(&paused).total(0), 19_999);
    assert_eq!(finished(&given::working()).total(0), 19_999);
    assert_eq!(paused.then(WORK + 9 * HOUR, finish()).total(0), 4_999);
    assert_eq!(given::working().then(WORK + 9 * HOUR, finish()).total(0), 4_999);
}

#[test]
fn rule_34_a_later_refusal_of_the_customer_does_not_undo_earlier_work() {
    let proposal = given::paused().then(WORK + minutes(45), Postpone(1, at(WORK + 90 * HOUR)));
    let refused = proposal.then(WORK + minutes(60), RefusePostponement);

    let resumed = refused.offline(WORK + minutes(52), WORK + minutes(61), Resume(1));

    let finished = resumed.then(WORK + minutes(62), Finish(1));
    assert_eq!(finished.intervention.work().worked_seconds(at(0)), minutes(50));
}

#[test]
fn rule_14_an_unknown_quote_is_not_found_and_an_expired_one_says_so() {
    let (story, id) = proposed(given::arrived(), minutes(25), 10_000);
    let until = story.intervention.quote().unwrap().valid_until;
    let later = until.duration_since(at(0)).as_secs() + 1;
    let unknown = domain::id::QuoteId::numbered(99);

    for answer in [Answer::Accepted, Answer::Refused] {
        let expired = Refusal::QuoteExpired { at: until, stage: StageName::Arrived };
        assert_eq!(story.refusal(later, Settle(id.clone(), answer)), expired);
        assert_eq!(story.refusal(minutes(26), Settle(unknown.clone(), answer)), Refusal::NoSuchQuote);
        assert_eq!(given::arrived().refusal(WORK, Settle(unknown.clone(), answer)), Refusal::NoSuchQuote);
    }
}

#[test]
fn rule_13_an_hour_that_has_passed_is_not_confirmed() {
    let proposal = given::paused().then(WORK + minutes(45), Postpone(1, at(WORK + 2 * HOUR)));

    let past = Refusal::ProposalPast { at: at(WORK + 2 * HOUR), stage: StageName::Paused };
    assert_eq!(proposal.refusal(WORK + 2 * HOUR, Confirm), past);
}

#[test]
fn rule_34_a_time_in_the_far_future_is_told_the_allowed_range() {
    for story in [given::accepted(), given::arrived(), given::working(), given::paused()] {
        for command in [Depart(1, None), Arrive(1), Start(1), Pause(1), Resume(1), Finish(1), AddExtra(1, 1)]
        {
            let claimed = Intervention::claimed(Some(domain::Timestamp::MAX), false, at(WORK + HOUR));
            let first = command.decide(&story, &claimed);
            let (by, now) = (command.by(), at(WORK + HOUR));
            let told = story.intervention.submitted(by, Some(domain::Timestamp::MAX), false, now);

            let stages =
                matches!(first, Ok(_) | Err(Refusal::StageForbids { .. } | Refusal::TooEarly { .. }));
            assert!(stages, "{command:?}: {first:?}");
            assert!(matches!(told, Err(Refusal::TimeDisordered { .. })));
        }
    }
}

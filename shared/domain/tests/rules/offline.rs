//! Commands that arrive late: facts of the system never make them invalid (rules 32 and 34).

use domain::{
    intervention::{Intervention, Stage, StageName, Step},
    money::Money,
    refusal::Refusal,
    timeline::{Actor, Fact},
};

use crate::{
    command::Command::{
        self, Accept, AddExtra, Arrive, Depart, Finish, GiveUp, Pause, Postpone, ProposeQuote, Resume,
        Settle, Start, Watch,
    },
    given::{self, Story, WORK, at, minutes},
};

/// What the domain makes of a command that was given at one second and received at another.
fn late(story: &Story, occurred: i64, received: i64, command: &Command) -> Result<Step, Refusal> {
    let claimed = Intervention::claimed(Some(at(occurred)), false, at(received));
    command.decide(story, &claimed)?;
    let told = story.intervention.submitted(command.by(), Some(at(occurred)), false, at(received))?;
    command.decide(story, &told)
}

fn automatically_paused(story: Story, since: i64, now: i64) -> Story {
    let facts = vec![Fact::AutoPaused { since: at(since) }];
    let moment = domain::moment::Moment::now(at(now));
    Story { intervention: story.intervention.record(facts, Actor::System, moment, None).unwrap(), ..story }
}

#[test]
fn rule_34_departure_and_arrival_are_taken_after_a_nudge_that_came_between() {
    let nudged = given::accepted().then(minutes(20), Watch);
    assert!(matches!(nudged.last(), Fact::Nudged { .. }));

    let there = nudged.offline(minutes(5), minutes(25), Depart(1, Some(13))).offline(
        minutes(18),
        minutes(25),
        Arrive(1),
    );

    assert_eq!(there.intervention.stage(), &Stage::Arrived { since: at(minutes(18)), late: false });
}

#[test]
fn rule_34_the_arrival_of_a_released_technician_takes_the_request_back_while_nobody_has_it() {
    let released = given::accepted().then(minutes(60), Watch);
    assert!(matches!(released.last(), Fact::Released { .. }));

    let departed = released.clone().offline(minutes(5), minutes(62), Depart(1, None));
    let there = departed.offline(minutes(40), minutes(62), Arrive(1));

    assert_eq!(there.intervention.stage(), &Stage::Arrived { since: at(minutes(40)), late: true });
    assert!(there.facts().contains(&Fact::ReleaseLifted));
    let lifted =
        there.intervention.timeline().iter().find(|entry| entry.fact == Fact::ReleaseLifted).unwrap();
    assert_eq!((lifted.by, lifted.moment.occurred_at), (Actor::System, at(minutes(62))));
    assert_eq!(there.then(WORK * 3, Start(1)).total(WORK * 3 + minutes(31)), 5_099);
}

#[test]
fn rule_34_a_request_that_somebody_else_has_stays_with_them_and_the_answer_says_so() {
    let taken = given::accepted().then(minutes(60), Watch).then(minutes(61), Accept(2));

    let refused = late(&taken, minutes(40), minutes(62), &Arrive(1));

    assert_eq!(refused, Err(Refusal::AlreadyAccepted { stage: StageName::Taken }));
}

#[test]
fn rule_34_a_command_after_the_release_does_not_take_the_request_back() {
    let released = given::accepted().then(minutes(60), Watch);

    let refused = late(&released, minutes(61), minutes(62), &Arrive(1));

    let stage = StageName::Open;
    assert_eq!(refused, Err(Refusal::ReleasedFromYou { at: at(minutes(60)), stage }));
    assert_eq!(late(&released, minutes(40), minutes(62), &Arrive(2)), Err(Refusal::NotYours));
}

#[test]
fn rule_34_a_technician_who_gave_up_gets_nothing_back_when_the_next_one_is_late() {
    let given_up = given::accepted().then(minutes(1), GiveUp(1));
    let released = given_up.then(minutes(2), Accept(2)).then(minutes(62), Watch);
    assert!(matches!(released.last(), Fact::Released { .. }));

    let refused = late(&released, minutes(40), minutes(63), &Arrive(1));

    assert_eq!(refused, Err(Refusal::GivenUp { at: at(minutes(1)), stage: StageName::Open }));
}

#[test]
fn rule_32_a_forgotten_timer_bills_until_the_last_command_alone() {
    let weekend = 63 * 3_600;

    let paused = automatically_paused(given::working(), WORK, WORK + weekend);

    let finished = paused.then(WORK + weekend + 60, Finish(1));
    assert_eq!(finished.total(0), 4_999);
}

#[test]
fn rule_34_late_commands_lift_the_automatic_pause_and_bill_what_was_worked() {
    let paused = automatically_paused(given::working(), WORK, WORK + minutes(8 * 60));

    let replayed = paused
        .offline(WORK + minutes(40), WORK + minutes(500), Pause(1))
        .offline(WORK + minutes(60), WORK + minutes(500), Resume(1))
        .offline(WORK + minutes(70), WORK + minutes(500), Finish(1));

    assert_eq!(replayed.total(0), 4_999 + 2_000);
    assert_eq!(replayed.intervention.work().worked_seconds(at(0)), minutes(50));
}

#[test]
fn rule_34_a_late_finish_alone_lifts_the_automatic_pause() {
    let paused = automatically_paused(given::working(), WORK, WORK + minutes(8 * 60));

    let finished = paused.offline(WORK + minutes(45), WORK + minutes(500), Finish(1));

    assert_eq!(finished.price(0).total, Money::of_cents(6_499));
}

const HOUR: i64 = 3_600;

/// The bill of a work that began at [`WORK`], with and without a look of the guardian after 8 hours.
fn bills(started: &Story, more: impl Fn(Story) -> Story) -> [i64; 2] {
    let guarded = automatically_paused(started.clone(), WORK, WORK + 8 * HOUR);
    [started.clone(), guarded].map(|story| more(story).total(0))
}

#[test]
fn rule_32_a_forgotten_timer_costs_the_same_with_and_without_a_stated_time_and_guardian() {
    let working = given::working();
    let nine = WORK + 9 * HOUR;

    assert_eq!(bills(&working, |story| story.then(nine, Finish(1))), [4_999; 2]);
    assert_eq!(bills(&working, |story| story.offline(nine - 60, nine, Finish(1))), [4_999; 2]);
    assert_eq!(bills(&working, |story| story.offline(WORK + 8 * HOUR, nine, Finish(1))), [4_999; 2]);
    let paused_too = |story: Story| story.then(nine + 60, AddExtra(1, 100)).then(nine + 120, Finish(1));
    assert_eq!(bills(&working, paused_too), [5_099; 2]);
}

#[test]
fn rule_32_a_finish_after_less_than_8_hours_that_is_sent_late_bills_those_hours() {
    let finished =
        bills(&given::working(), |story| story.offline(WORK + minutes(470), WORK + 9 * HOUR, Finish(1)));

    // 7 h 50 min at 60.00 an hour: 49.99 and 440 minutes.
    assert_eq!(finished, [4_999 + 44_000; 2]);
}

#[test]
fn rule_32_a_pause_is_no_work_that_a_resumption_could_prolong() {
    let nine = WORK + 9 * HOUR;
    let guarded = automatically_paused(given::working(), WORK, WORK + 8 * HOUR);

    let refused = late(&guarded, WORK + 60, nine, &Resume(1));
    let resumed = guarded.then(nine, Resume(1)).then(nine + 600, Finish(1));

    let (earliest, latest) = (at(WORK + 8 * HOUR), at(nine + 120));
    assert_eq!(refused, Err(Refusal::TimeDisordered { earliest, latest }));
    assert_eq!(resumed.total(0), 4_999);
    assert_eq!(resumed.intervention.work().worked_seconds(at(0)), 600);
}

#[test]
fn rule_32_a_part_added_in_the_silence_proves_work_until_its_time() {
    let bills = bills(&given::working(), |story| {
        let added = story.offline(WORK + HOUR, WORK + 9 * HOUR, AddExtra(1, 500));
        added.offline(WORK + minutes(510), WORK + 9 * HOUR, Finish(1))
    });

    // 8 h 30 min, in which the app was never silent for 8 hours.
    assert_eq!(bills, [4_999 + 48_000 + 500; 2]);
}

#[test]
fn rule_32_the_price_so_far_stops_with_the_silence() {
    let working = given::working();

    assert_eq!(working.total(WORK + 8 * HOUR - 60), 4_999 + 44_900);
    assert_eq!(working.total(WORK + 8 * HOUR), 4_999);
    let worked = |second| working.intervention.worked_seconds(at(second), &working.policy);
    assert_eq!([worked(WORK + 60), worked(WORK + 8 * HOUR)], [60, 0]);
}

#[test]
fn rule_32_a_pause_after_hours_of_silence_is_dated_at_the_last_command() {
    let nine = WORK + 9 * HOUR;

    let paused = given::working().then(nine, Pause(1));

    let facts: Vec<_> =
        paused.intervention.timeline().iter().rev().take(2).map(|entry| &entry.fact).collect();
    assert_eq!(facts, [&Fact::Paused, &Fact::AutoPaused { since: at(WORK) }]);
    assert!(paused.repeats(nine + 1, Pause(1)));
    // No later command may state a time before this pause.
    assert!(matches!(
        late(&paused, WORK + minutes(470), nine + 60, &Finish(1)),
        Err(Refusal::TimeDisordered { .. })
    ));
}

#[test]
fn rule_32_a_time_that_raises_the_bill_is_taken_for_a_day_one_that_lowers_it_for_a_week() {
    let (day, week) = (86_400, 7 * 86_400);
    let paused = automatically_paused(given::working(), WORK, WORK + minutes(8 * 60));
    assert!(late(&paused, WORK + minutes(60), WORK + minutes(60) + day, &Finish(1)).is_ok());
    assert!(matches!(
        late(&paused, WORK + minutes(60), WORK + minutes(60) + day + 1, &Finish(1)),
        Err(Refusal::TimeDisordered { .. })
    ));

    let running = given::working();
    assert!(late(&running, WORK + minutes(60), WORK + minutes(60) + week, &Pause(1)).is_ok());
    assert!(late(&running, WORK + minutes(60), WORK + minutes(60) + week + 1, &Pause(1)).is_err());
    let paused = given::paused();
    let resumed = WORK + minutes(41);
    assert!(late(&paused, resumed, resumed + day + 1, &Resume(1)).is_err());
}

#[test]
fn rule_34_extras_quotes_and_postponements_carry_their_time_too() {
    let working = given::working();
    let queue: [(i64, Command); 5] = [
        (1, AddExtra(1, 500)),
        (10, Pause(1)),
        (11, ProposeQuote(1, 20_000)),
        (12, AddExtra(1, 700)),
        (14, AddExtra(1, 900)),
    ];

    let replayed = queue.iter().fold(working, |story, (minute, command)| {
        story.offline(WORK + minutes(*minute), WORK + minutes(60), command.clone())
    });

    let times: Vec<_> = replayed.intervention.timeline().iter().rev().take(5).collect();
    assert!(times.iter().all(|entry| entry.moment.recorded_at == at(WORK + minutes(60))));
    let id = replayed.intervention.quote().unwrap().id.clone();
    let settled = replayed.then(WORK + minutes(61), Settle(id, domain::quote::Answer::Refused));
    let postponed =
        settled.offline(WORK + minutes(62), WORK + minutes(90), Postpone(1, at(WORK + minutes(3_000))));
    assert_eq!(postponed.intervention.timeline().last().unwrap().moment.occurred_at, at(WORK + minutes(62)));
}

#[test]
fn rule_34_a_customers_answer_does_not_make_an_earlier_extra_of_the_technician_invalid() {
    let (pending, id) = given::proposed(given::paused(), WORK + minutes(41), 20_000);
    let answered = pending.then(WORK + minutes(60), Settle(id, domain::quote::Answer::Accepted));

    let added = answered.clone().offline(WORK + minutes(50), WORK + minutes(70), AddExtra(1, 500));
    assert_eq!(added.price(WORK + minutes(70)).extras, Money::of_cents(500));

    let early = late(&answered, WORK + minutes(50), WORK + minutes(70), &Resume(1));
    assert!(
        matches!(early, Err(Refusal::TimeDisordered { earliest, .. }) if earliest == at(WORK + minutes(60)))
    );
}

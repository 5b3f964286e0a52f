//! Exactly one technician gets it, whatever arrives together, twice or late: rules 8, 10 and 11.

use domain::{
    agenda::When,
    intervention::{Stage, StageName, Step},
    moment::Submission,
    refusal::Refusal,
    terms::Terms,
    timeline::Fact,
};

use crate::{
    command::Command::{self, Accept, Cancel, Decline, Expire, Finish, GiveUp, Start, TimeOut, Wait},
    given::{self, Story, acceptance, at, hourly, minutes, reachable, scheduled, technician},
};

fn wave() -> Story {
    let reachable = vec![reachable(2, 900), reachable(3, 900)];
    given::offered().then(45, TimeOut { version: 2, reachable })
}

#[test]
fn rule_8_of_two_who_accept_the_first_gets_it_and_the_second_learns_why_not() {
    let taken = wave().then(50, Accept(3));

    let accepted = Fact::Accepted {
        acceptance: acceptance(3, hourly(6_000)),
        due: at(50 + minutes(45)),
        terms: Terms::FIRST,
    };
    assert_eq!(taken.last(), accepted);
    let already = Refusal::AlreadyAccepted { stage: StageName::Taken };
    assert_eq!(taken.refusal(50, Accept(2)), already);
    assert!(taken.repeats(51, Accept(3)));
}

#[test]
fn rule_8_every_order_of_racing_commands_leaves_at_most_one_technician() {
    let racers = [Accept(2), Accept(3), Decline(2), Wait, Cancel, TimeOut { version: 4, reachable: vec![] }];

    for order in orders(racers.to_vec()) {
        let raced = order.iter().fold(wave(), |story, command| {
            match command.decide(&story, &Submission::now(at(60))) {
                Ok(Step::Changed(_)) => story.then(60, command.clone()),
                Ok(Step::Unchanged) | Err(_) => story,
            }
        });

        let taken = raced.facts().iter().filter(|fact| matches!(fact, Fact::Accepted { .. })).count();
        assert!(taken <= 1, "{order:?}");
        let cancelled = raced.intervention.stage().name() == StageName::Cancelled;
        assert!(cancelled, "the customer's last word counts: {order:?}");
    }
}

fn orders(commands: Vec<Command>) -> Vec<Vec<Command>> {
    if commands.len() < 2 {
        return vec![commands];
    }
    let first = |place: usize| {
        let mut rest = commands.clone();
        let command = rest.remove(place);
        orders(rest).into_iter().map(move |order| [vec![command.clone()], order].concat())
    };
    (0..commands.len()).flat_map(first).collect()
}

#[test]
fn rule_8_losers_are_told_the_reason() {
    let wave = wave();

    let ended = Refusal::OfferEnded { at: at(90), stage: StageName::Open };
    assert_eq!(wave.refusal(91, Accept(2)), ended);
    let ended_before = Refusal::OfferEnded { at: at(45), stage: StageName::Open };
    assert_eq!(wave.refusal(60, Accept(1)), ended_before);
    assert_eq!(wave.refusal(60, Accept(9)), Refusal::NotYours);
    let asked_elsewhere = wave.clone().then(60, Command::Choose(4));
    let taken_back = Refusal::OfferEnded { at: at(60), stage: StageName::Open };
    assert_eq!(asked_elsewhere.refusal(61, Accept(2)), taken_back);
    let cancelled = wave.clone().then(60, Cancel);
    assert_eq!(cancelled.refusal(61, Accept(2)), Refusal::StageForbids { stage: StageName::Ended });
    let declined = wave.then(60, Decline(2));
    assert_eq!(declined.refusal(61, Accept(2)), Refusal::NotOfferedToYou);
}

#[test]
fn rule_8_an_offer_can_be_accepted_to_its_last_second() {
    assert_eq!(wave().then(90, Accept(2)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn rule_8_a_late_acceptance_of_what_is_over_is_refused() {
    let working = given::on_site(given::waiting()).then(given::WORK, Start(1));
    let finished = working.then(minutes(60), Finish(1));
    let expired = given::waiting().then(86_400, Expire);

    let already = Refusal::AlreadyAccepted { stage: StageName::Ended };
    assert_eq!(finished.refusal(minutes(61), Accept(2)), already);
    let late = Refusal::RequestExpired { at: at(86_400), stage: StageName::Ended };
    assert_eq!(expired.refusal(86_401, Accept(1)), late);
}

#[test]
fn rule_10_accepting_an_immediate_request_promises_arrival_within_45_minutes() {
    let accepted = given::waiting().then(600, Accept(1));

    let promise = Stage::Accepted { at: at(600), due: at(600 + minutes(45)), on_the_way: None };
    assert_eq!(accepted.intervention.stage(), &promise);
}

#[test]
fn rule_10_accepting_a_scheduled_request_promises_arrival_at_its_hour() {
    let accepted = given::story(scheduled(20_000), true, hourly(6_000)).then(600, Accept(1));

    let promise = Stage::Accepted { at: at(600), due: at(20_000), on_the_way: None };
    assert_eq!(accepted.intervention.stage(), &promise);
}

#[test]
fn rule_10_a_scheduled_request_that_is_released_after_its_hour_is_wanted_at_once() {
    let scheduled = given::story(scheduled(20_000), true, hourly(6_000)).then(600, Accept(1));

    let again = scheduled.then(20_001, GiveUp(1)).then(20_100, Accept(2));

    let promise = Stage::Accepted { at: at(20_100), due: at(20_100 + minutes(45)), on_the_way: None };
    assert_eq!(again.intervention.stage(), &promise);
}

#[test]
fn rule_11_an_immediate_request_binds_now_and_a_scheduled_one_at_its_hour() {
    let (immediate, appointment) = (given::waiting(), given::story(scheduled(20_000), true, hourly(6_000)));

    assert_eq!(immediate.intervention.binds(at(5)), When::Now { since: at(5) });
    assert_eq!(appointment.intervention.binds(at(5)), When::At(at(20_000)));
    assert_eq!(appointment.intervention.binds(at(20_000)), When::Now { since: at(20_000) });
    let taken = appointment.then(600, Accept(1));
    let on_site = |second| taken.intervention.binds_on_arrival(at(second));
    assert_eq!(on_site(19_000), Some(When::Now { since: at(19_000) }));
    assert_eq!(on_site(20_500), Some(When::Now { since: at(20_000) }));
    assert_eq!(given::accepted().intervention.binds_on_arrival(at(60)), None);
}

#[test]
fn rule_21_who_called_off_may_be_followed_by_another() {
    let again = given::accepted().then(60, GiveUp(1)).then(90, Accept(2));

    assert!(again.intervention.is_taken_by(&technician(2)));
    assert_eq!(again.refusal(91, Accept(1)), Refusal::AlreadyAccepted { stage: StageName::Taken });
}

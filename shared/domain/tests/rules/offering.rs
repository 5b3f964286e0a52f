//! Offers and waves: rules 6 and 7.

use domain::{
    intervention::{Reachable, Stage, StageName, Step},
    moment::Submission,
    policy::Policy,
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{self, Accept, Choose, Decline, TimeOut, Wait},
    given::{self, Story, asked, at, hourly, reachable, scheduled, technician},
};

fn offer_to(numbers: &[u8], until: i64, wave: u8) -> Fact {
    let to = numbers.iter().map(|number| asked(*number, hourly(6_000))).collect();
    Fact::Offered { to, until: at(until), wave }
}

fn timed_out(story: &Story, reachable: &[Reachable]) -> Command {
    TimeOut { version: story.intervention.version(), reachable: reachable.to_vec() }
}

fn rung(story: Story, second: i64, reachable: &[Reachable]) -> Story {
    let timer = timed_out(&story, reachable);
    story.then(second, timer)
}

/// As many technicians as asked for, each so many metres away.
fn crowd(first: u8, count: u8, meters: u32) -> Vec<Reachable> {
    (first..first + count).map(|number| reachable(number, meters)).collect()
}

/// The same, with offers for other requests to answer.
fn holding(standing_offers: usize, crowd: Vec<Reachable>) -> Vec<Reachable> {
    crowd.into_iter().map(|one| Reachable { standing_offers, ..one }).collect()
}

#[test]
fn rule_6_the_chosen_technician_gets_an_offer_for_45_seconds() {
    assert_eq!(given::declared().then(10, Choose(1)).last(), offer_to(&[1], 55, 0));
}

#[test]
fn rule_6_an_offer_for_a_scheduled_request_lasts_90_seconds() {
    let declared = given::story(scheduled(20_000), false, hourly(6_000));

    assert_eq!(declared.then(10, Choose(1)).last(), offer_to(&[1], 100, 0));
}

#[test]
fn rule_6_waves_ask_3_then_5_then_8_technicians_in_5_then_7_5_then_11_km_then_it_waits() {
    let mut all = crowd(10, 4, 5_000);
    all.extend(crowd(20, 6, 7_500));
    all.extend(crowd(30, 9, 11_000));

    let first = rung(given::offered(), 45, &all);
    let second = rung(first.clone(), 90, &all);
    let third = rung(second.clone(), 135, &all);
    let fourth = rung(third.clone(), 180, &all);

    assert_eq!(first.last(), offer_to(&[10, 11, 12], 90, 1));
    assert_eq!(second.last(), offer_to(&[13, 20, 21, 22, 23], 135, 2));
    assert_eq!(third.last(), offer_to(&[24, 25, 30, 31, 32, 33, 34, 35], 180, 3));
    assert_eq!(fourth.last(), Fact::Waiting);
    assert_eq!(fourth.intervention.asked().len(), 1 + 3 + 5 + 8);
}

#[test]
fn rule_6_a_metre_beyond_the_radius_is_the_next_wave() {
    let beyond = [reachable(2, 5_001), reachable(3, 7_501), reachable(4, 11_001)];

    let first = rung(given::offered(), 45, &beyond);
    let second = rung(first.clone(), 90, &beyond);
    let third = rung(second.clone(), 135, &beyond);

    assert_eq!(first.last(), offer_to(&[2], 90, 2));
    assert_eq!(second.last(), offer_to(&[3], 135, 3));
    assert_eq!(third.last(), Fact::Waiting);
}

#[test]
fn rule_6_whoever_was_asked_is_not_asked_again() {
    let offered = given::offered();

    assert_eq!(rung(offered.clone(), 45, &[reachable(1, 100)]).last(), Fact::Waiting);
    let choosing_again = offered.then(50, Choose(2)).then(60, Choose(1));
    assert_eq!(choosing_again.intervention.asked(), [technician(1), technician(2)]);
}

#[test]
fn rule_6_an_offer_that_stands_is_not_ended_by_an_early_timer() {
    let offered = given::offered();

    let stands = Refusal::OfferStands { until: at(45), stage: StageName::Offered };
    assert_eq!(offered.refusal(44, timed_out(&offered, &[])), stands);
    assert_eq!(
        rung(offered, 45, &[]).facts()[2..],
        [Fact::TimedOut { ignored_by: Some(vec![technician(1)]) }, Fact::Waiting]
    );
}

#[test]
fn rule_6_once_all_declined_the_next_wave_goes_out_at_once() {
    let declined = given::offered().then(7, Decline(1));
    let timer = TimeOut { version: 2, reachable: crowd(2, 1, 900) };

    let next = declined.then(8, timer);

    assert_eq!(next.facts()[2..], [Fact::Declined { technician: technician(1) }, offer_to(&[2], 53, 1)]);
}

#[test]
fn rule_6_a_wave_stands_until_its_last_technician_declined() {
    let wave = rung(given::offered(), 45, &crowd(2, 3, 900));
    let one_left = wave.then(50, Decline(2)).then(51, Decline(4));

    let stands = Refusal::OfferStands { until: at(90), stage: StageName::Offered };
    assert_eq!(one_left.refusal(52, TimeOut { version: 4, reachable: vec![] }), stands);
    assert_eq!(one_left.then(53, Accept(3)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn rule_6_a_stale_timer_changes_nothing() {
    let chosen_again = given::offered().then(30, Choose(2));
    let stale = TimeOut { version: 2, reachable: crowd(3, 3, 900) };

    assert!(chosen_again.repeats(80, stale.clone()));
    assert!(given::accepted().repeats(80, stale.clone()));
    assert!(chosen_again.then(80, Wait).repeats(80, stale));
}

#[test]
fn rule_6_the_customer_may_choose_another_or_wait_at_any_time() {
    let offered = given::offered();
    let waiting = offered.clone().then(5, Wait);

    assert_eq!(offered.then(5, Choose(2)).last(), offer_to(&[2], 50, 0));
    assert_eq!(waiting.intervention.stage(), &Stage::Waiting { since: at(5) });
    assert_eq!(waiting.then(400, Choose(3)).last(), offer_to(&[3], 445, 0));
    let forbidden = Refusal::StageForbids { stage: StageName::Accepted };
    assert_eq!(given::accepted().refusal(5, Choose(2)), forbidden);
}

#[test]
fn rule_6_an_offer_that_ended_can_be_made_again() {
    let offered = given::offered();

    assert!(offered.repeats(45, Choose(1)));
    assert_eq!(offered.then(46, Choose(1)).last(), offer_to(&[1], 91, 0));
}

#[test]
fn rule_9_no_offer_outlives_its_request() {
    let late = given::declared().then(86_400 - 10, Choose(1));

    assert_eq!(late.last(), offer_to(&[1], 86_400, 0));
    assert_eq!(
        TimeOut { version: 2, reachable: vec![] }.decide(&late, &Submission::now(at(86_400))),
        Ok(Step::Unchanged)
    );
}

#[test]
fn rule_7_whoever_comes_online_may_take_what_waits() {
    let waiting = given::waiting();

    assert_eq!(waiting.then(5_000, Accept(9)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn rule_7_declined_is_declined_once_and_only_by_whom_it_was_offered_to() {
    let declined = given::offered().then(5, Decline(1));

    assert!(declined.repeats(6, Decline(1)));
    assert_eq!(declined.refusal(6, Decline(2)), Refusal::NotYours);
    assert_eq!(
        given::accepted().refusal(6, Decline(1)),
        Refusal::StageForbids { stage: StageName::Accepted }
    );
}

#[test]
fn rule_6_a_late_no_is_told_when_the_offer_ended() {
    let ended = |at, stage| Refusal::OfferEnded { at, stage };
    let offered = given::offered();

    let before_the_timer = offered.refusal(46, Decline(1));
    let after_the_next_wave = rung(offered.clone(), 45, &crowd(2, 1, 900)).refusal(50, Decline(1));
    let after_another_choice = offered.clone().then(30, Choose(2)).refusal(40, Decline(1));
    let while_it_waits = offered.clone().then(30, Wait).refusal(400, Decline(1));
    let taken_by_another = offered.then(30, Choose(2)).then(31, Accept(2)).refusal(40, Decline(1));

    assert_eq!(before_the_timer, ended(at(45), StageName::Open));
    assert_eq!(after_the_next_wave, ended(at(45), StageName::Open));
    assert_eq!(after_another_choice, ended(at(30), StageName::Open));
    assert_eq!(while_it_waits, ended(at(30), StageName::Open));
    assert_eq!(taken_by_another, Refusal::AlreadyAccepted { stage: StageName::Taken });
}

#[test]
fn rule_6_who_declined_and_is_chosen_again_may_decline_again() {
    let again = given::offered().then(5, Decline(1)).then(10, Choose(1));

    assert_eq!(again.then(12, Decline(1)).last(), Fact::Declined { technician: technician(1) });
}

#[test]
fn rule_6_a_wave_asks_who_has_fewer_offers_to_answer_and_nobody_who_has_three() {
    let near =
        [holding(3, crowd(10, 2, 1_000)), holding(1, crowd(20, 2, 2_000)), crowd(30, 1, 3_000)].concat();
    let first = rung(given::offered(), 45, &near);
    let nobody = rung(given::offered(), 45, &holding(3, near.clone()));
    let farther = [holding(3, near.clone()), crowd(40, 1, 7_000)].concat();
    let second = rung(given::offered(), 45, &farther);

    assert_eq!(first.last(), offer_to(&[30, 20, 21], 90, 1));
    assert_eq!(nobody.last(), Fact::Waiting);
    assert_eq!(second.last(), offer_to(&[40], 90, 2));
}

#[test]
fn rule_6_whose_offers_are_looked_at_first_are_those_whom_the_next_wave_reaches() {
    let all = [crowd(1, 1, 100), crowd(10, 1, 7_000), crowd(20, 2, 4_000), crowd(30, 1, 12_000)].concat();
    let asks = given::offered().intervention;

    assert_eq!(asks.in_line(&all, &Policy::default()), [2, 3, 1]);
}

#[test]
fn rule_6_timers_in_any_order_and_number_leave_one_offer_alive_at_a_time() {
    let all: Vec<Reachable> = crowd(10, 4, 5_000).into_iter().chain(crowd(20, 6, 7_500)).collect();
    let timers: Vec<u64> = (1..=9).collect();
    let mut dice = 7_u64;
    for _ in 0..200 {
        let mut story = given::offered();
        let mut second = 0;
        while story.intervention.stage().name() == StageName::Offered {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            second += i64::try_from(dice >> 33).unwrap() % 20;
            for version in timers.iter().cycle().skip(usize::try_from(dice >> 40).unwrap() % 9).take(18) {
                let timer = TimeOut { version: *version, reachable: all.clone() };
                if let Ok(Step::Changed(_)) = timer.decide(&story, &Submission::now(at(second))) {
                    story = story.then(second, timer);
                }
            }
        }

        let offers = story.facts().into_iter().filter_map(|fact| {
            let Fact::Offered { until, wave, .. } = fact else { return None };
            Some((wave, until))
        });
        let offers: Vec<_> = offers.collect();
        assert_eq!(offers.iter().map(|(wave, _)| *wave).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert!(offers.is_sorted_by(|(_, one), (_, next)| next.duration_since(*one).as_secs() >= 45));
        assert_eq!(story.last(), Fact::Waiting);
    }
}

#[test]
fn the_tariff_of_an_offer_is_the_one_that_the_customer_saw() {
    let mut story = given::offered();
    story.tariff = hourly(9_900);

    let taken = story.then(10, Accept(1));

    assert_eq!(taken.intervention.acceptance().unwrap().tariff, hourly(6_000));
}

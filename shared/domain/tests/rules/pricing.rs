//! The price: rules 16 to 20, from work as it was logged.

use domain::{money::Money, price::Price, quote::Answer};

use crate::{
    command::Command::{AddExtra, Finish, Pause, ProposeQuote, Resume, Settle, Start},
    given::{self, Story, WORK, at, flat, hourly, minutes, worked},
};

fn declared(hourly_cents: i64) -> Story {
    given::story(given::declaration(), false, hourly(hourly_cents))
}

fn finished(declared: Story, segments: &[(i64, i64)]) -> Price {
    let end = WORK + segments.last().unwrap().1;
    let finished = worked(declared, segments).then(end, Finish(1));
    finished.price(end)
}

fn cents(price: Price) -> i64 {
    price.total.cents()
}

#[test]
fn rule_20_29_minutes_59_seconds_cost_49_99() {
    let price = finished(declared(6_000), &[(0, 1_799)]);

    assert_eq!(
        price,
        Price { base: Money::of_cents(4_999), total: Money::of_cents(4_999), ..Price::default() }
    );
}

#[test]
fn rule_20_30_minutes_sharp_cost_49_99() {
    assert_eq!(cents(finished(declared(6_000), &[(0, 1_800)])), 4_999);
}

#[test]
fn rule_20_30_minutes_and_a_second_at_60_euros_an_hour_cost_50_99() {
    let price = finished(declared(6_000), &[(0, 1_801)]);

    let (base, time, total) = (Money::of_cents(4_999), Money::of_cents(100), Money::of_cents(5_099));
    assert_eq!(price, Price { base, time, total, ..Price::default() });
}

#[test]
fn rule_20_an_hour_and_a_half_at_45_euros_an_hour_costs_94_99() {
    assert_eq!(cents(finished(declared(4_500), &[(0, minutes(90))])), 9_499);
}

#[test]
fn rule_20_50_minutes_with_a_pause_of_15_at_72_euros_an_hour_and_a_part_cost_68_49() {
    let paused = worked(declared(7_200), &[(0, minutes(20)), (minutes(35), minutes(50))]);

    let end = WORK + minutes(50);
    let price = paused.then(WORK + minutes(40), AddExtra(1, 1_250)).then(end, Finish(1)).price(end);

    let (base, time) = (Money::of_cents(4_999), Money::of_cents(600));
    let (extras, total) = (Money::of_cents(1_250), Money::of_cents(6_849));
    assert_eq!(price, Price { base, time, extras, total, ..Price::default() });
}

#[test]
fn rule_20_a_flat_rate_of_120_with_30_of_software_costs_150_after_three_hours() {
    let declared = given::story(given::declaration(), false, flat(12_000));
    let end = WORK + minutes(180);

    let price = worked(declared, &[(0, 0)]).then(end, AddExtra(1, 3_000)).then(end, Finish(1)).price(end);

    let (flat_rate, extras) = (Money::of_cents(12_000), Money::of_cents(3_000));
    assert_eq!(price, Price { flat_rate, extras, total: Money::of_cents(15_000), ..Price::default() });
}

#[test]
fn rule_17_each_started_minute_beyond_the_first_30_costs_a_sixtieth_of_the_hour() {
    let at_50_01 = |seconds| cents(finished(declared(5_001), &[(0, seconds)])) - 4_999;

    assert_eq!([at_50_01(1_801), at_50_01(1_860), at_50_01(1_861)], [83, 83, 167]);
}

#[test]
fn rule_17_half_a_cent_goes_up() {
    assert_eq!(cents(finished(declared(2_030), &[(0, 1_860)])), 4_999 + 34);
    assert_eq!(cents(finished(declared(2_010), &[(0, 1_860)])), 4_999 + 34);
    assert_eq!(cents(finished(declared(2_009), &[(0, 1_860)])), 4_999 + 33);
}

#[test]
fn rule_18_a_flat_rate_does_not_depend_on_time() {
    let declared = || given::story(given::declaration(), false, flat(12_000));

    assert_eq!(cents(finished(declared(), &[(0, 1)])), 12_000);
    assert_eq!(cents(finished(declared(), &[(0, minutes(600))])), 12_000);
}

#[test]
fn rule_19_seconds_of_segments_add_up_before_they_are_rounded_up_once() {
    let cut = finished(declared(6_000), &[(0, 601), (700, 1_300), (2_000, 2_600)]);

    assert_eq!(cents(cut), 5_099);
}

#[test]
fn rule_19_never_started_is_no_base_price() {
    assert_eq!(given::arrived().price(minutes(300)), Price::default());
}

#[test]
fn rule_16_the_price_so_far_grows_while_the_clock_runs_and_stands_in_a_pause() {
    let working = given::working();
    let paused = working.clone().then(WORK + minutes(40), Pause(1));

    assert_eq!(working.total(WORK), 4_999);
    assert_eq!(working.total(WORK + minutes(31)), 5_099);
    assert_eq!(paused.total(WORK + minutes(400)), 5_999);
}

fn under(ceiling: i64) -> Story {
    given::on_site(given::story(given::with_ceiling(ceiling), false, hourly(6_000))).then(WORK, Start(1))
}

#[test]
fn rule_16_time_and_extras_beyond_the_ceiling_are_not_billed() {
    let working = under(6_000).then(WORK, AddExtra(1, 1_000));

    let price = working.price(WORK + minutes(50));

    let whole = Price {
        base: Money::of_cents(4_999),
        time: Money::of_cents(2_000),
        extras: Money::of_cents(1_000),
        reduction: Money::of_cents(1_999),
        total: Money::of_cents(6_000),
        ceiling_warning: true,
        ..Price::default()
    };
    assert_eq!(price, whole);
}

#[test]
fn rule_16_both_are_told_at_80_percent_of_the_ceiling() {
    let base_is_80_01_percent = under(6_248).price(WORK);
    let base_is_79_99_percent = under(6_249).price(WORK);

    assert!(base_is_80_01_percent.ceiling_warning);
    assert!(!base_is_79_99_percent.ceiling_warning);
    assert!(!given::working().price(WORK + minutes(600)).ceiling_warning);
}

#[test]
fn rule_16_an_accepted_quote_comes_on_top_of_the_ceiling() {
    let paused = under(6_000).then(WORK, AddExtra(1, 1_000)).then(WORK + 60, Pause(1));
    let quote = paused.intervention.next_quote();
    let agreed =
        paused.then(WORK + 60, ProposeQuote(1, 30_000)).then(WORK + 90, Settle(quote, Answer::Accepted));

    let price = agreed.price(WORK + 90);

    assert_eq!(
        (price.quote, price.reduction, price.total),
        (Money::of_cents(30_000), Money::ZERO, Money::of_cents(35_999))
    );
}

#[test]
fn rule_16_the_final_price_is_the_one_that_was_shown_last() {
    let working = given::working().then(WORK + 60, Pause(1)).then(WORK + 120, Resume(1));
    let shown = working.total(WORK + minutes(45));

    let finished = working.then(WORK + minutes(45), Finish(1));

    assert_eq!(finished.total(minutes(10_000)), shown);
    assert_eq!(finished.intervention.amount_due(), Some(Money::of_cents(shown)));
    assert_eq!(finished.intervention.work().worked_seconds(at(0)), 44 * 60);
}

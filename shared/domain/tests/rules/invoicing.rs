//! Figures of invoices: rule 22.

use domain::{
    invoice::{Figures, InvoiceLine, LineKind, VatTotal, figures},
    moment::Submission,
    money::Money,
    policy::Policy,
    quote::{Answer, QuoteLine, QuoteLines},
    technician::VatRegime,
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    command::Command::{AddExtra, Cancel, Finish, Pause, Settle},
    given::{self, Story, WORK, at, minutes, quote_line},
};

fn invoiced(story: &Story, quote: Option<&QuoteLines>) -> Figures {
    let quotes: Vec<&QuoteLines> = quote.into_iter().collect();
    figures(&story.intervention, &quotes, VatRegime::Standard, &story.policy)
}

/// A quote of these lines, proposed and accepted a minute into a pause.
pub(crate) fn agreed(story: Story, second: i64, lines: &QuoteLines) -> Story {
    let Story { intervention, tariff, policy } = story;
    let id = intervention.next_quote();
    let proposed = intervention
        .propose_quote(&given::technician(1), lines, None, &Submission::now(at(second)), &policy)
        .unwrap();
    let domain::intervention::Step::Changed(facts) = proposed else { panic!("a new quote") };
    let moment = domain::moment::Moment::now(at(second));
    let intervention = intervention.record(facts, domain::timeline::Actor::Technician, moment, None).unwrap();
    Story { intervention, tariff, policy }.then(second, Settle(id, Answer::Accepted))
}

fn line(kind: LineKind, quantity: u32, ttc: i64, ht: i64) -> InvoiceLine {
    InvoiceLine { kind, quantity, ttc, ht, vat_per_mille: 200 }
}

#[test]
fn rule_22_49_99_at_10_percent_is_45_45_and_4_54() {
    let mut story = given::working().then(WORK + 60, Finish(1));
    story.policy = Policy { vat_percent: 10, ..Policy::default() };

    let base = InvoiceLine { vat_per_mille: 100, ..line(LineKind::Base, 1, 4_999, 4_545) };
    let whole = Figures {
        lines: vec![base],
        vat: vec![VatTotal { per_mille: 100, ht: 4_545, vat: 454 }],
        total: Money::of_cents(4_999),
    };
    assert_eq!(invoiced(&story, None), whole);
}

#[test]
fn rule_22_the_lines_name_base_time_extras_and_what_the_ceiling_takes_away() {
    let declared = given::story(given::with_ceiling(7_000), false, given::hourly(6_000));
    let working = given::worked(declared, &[(0, 0)]).then(WORK, AddExtra(1, 1_250));

    let invoiced = invoiced(&working.then(WORK + minutes(45), Finish(1)), None);

    let hourly_rate = Money::of_cents(6_000);
    let lines = vec![
        line(LineKind::Base, 1, 4_999, 4_166),
        line(LineKind::Time { hourly_rate }, 15, 1_500, 1_250),
        line(LineKind::Extra("Thermocouple".to_owned()), 1, 1_250, 1_041),
        line(LineKind::Reduction, 1, -749, -624),
    ];
    let vat = vec![VatTotal { per_mille: 200, ht: 5_833, vat: 1_167 }];
    assert_eq!(invoiced, Figures { lines, vat, total: Money::of_cents(7_000) });
    assert_eq!((invoiced.ht(), invoiced.tax()), (5_833, 1_167));
}

#[test]
fn rule_22_a_fee_is_the_only_line_of_a_cancellation_even_after_an_agreed_quote() {
    let quote = given::quote(20_000);
    let cancelled = agreed(given::arrived(), minutes(21), &quote).then(minutes(22), Cancel);

    let lines = vec![line(LineKind::Fee, 1, 3_000, 2_500)];
    let vat = vec![VatTotal { per_mille: 200, ht: 2_500, vat: 500 }];
    assert_eq!(invoiced(&cancelled, Some(&quote)), Figures { lines, vat, total: Money::of_cents(3_000) });
}

#[test]
fn rule_22_an_intervention_for_nothing_has_one_line_of_nothing() {
    let refused = given::arrived().then(WORK, crate::command::Command::ProposeQuote(1, 20_000));
    let id = refused.intervention.quote().unwrap().id.clone();
    let finished = refused.then(WORK, Settle(id, Answer::Refused)).then(WORK + 60, Finish(1));

    let lines = vec![line(LineKind::Base, 1, 0, 0)];
    let vat = vec![VatTotal { per_mille: 200, ht: 0, vat: 0 }];
    assert_eq!(invoiced(&finished, None), Figures { lines, vat, total: Money::ZERO });
}

fn mixed_quotes() -> impl Strategy<Value = QuoteLines> {
    let rate = prop_oneof![Just(None), Just(Some(0)), Just(Some(55)), Just(Some(100)), Just(Some(200))];
    let line = (0..60_000_i64, 1..5_u32, rate)
        .prop_map(|(cents, quantity, rate)| QuoteLine { quantity, ..quote_line(cents, rate) });
    prop::collection::vec(line, 1..8).prop_map(|lines| QuoteLines::try_from(lines).unwrap())
}

/// Every way in which figures must add up; the tax of a rate is the whole number nearest to its exact value.
pub(crate) fn check_sums(figures: &Figures, price: Money) {
    assert_eq!(figures.total, price);
    assert_eq!(figures.lines.iter().map(|line| line.ttc).sum::<i64>(), price.cents());
    assert_eq!(figures.ht() + figures.tax(), price.cents());
    for total in &figures.vat {
        let (rate, whole) = (i64::from(total.per_mille), 1_000 + i64::from(total.per_mille));
        let lines = figures.lines.iter().filter(|line| line.vat_per_mille == total.per_mille);
        let (ttc, ht) = lines.fold((0, 0), |(ttc, ht), line| (ttc + line.ttc, ht + line.ht));
        assert_eq!((ttc, ht), (total.ht + total.vat, total.ht));
        let doubled = 2 * (total.vat * whole - ttc * rate);
        assert!(-whole < doubled && doubled <= whole, "half up: {total:?}");
    }
    for line in &figures.lines {
        let whole = 1_000 + i64::from(line.vat_per_mille);
        assert!((line.ht * whole - line.ttc * 1_000).abs() < whole, "a cent at most: {line:?}");
        assert!(figures.vat.iter().any(|total| total.per_mille == line.vat_per_mille));
    }
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_22_figures_add_up_in_every_way_for_any_mix_of_lines_and_rates(
        quote in prop::option::of(mixed_quotes()),
        extras in prop::collection::btree_set(0..3_000_i64, 0..5),
        seconds in 0..20_000_i64,
        hourly_cents in 2_000..=20_000_i64,
        ceiling in prop::option::of(4_999..50_000_i64),
        exempt in any::<bool>(),
    ) {
        let declaration = ceiling.map_or_else(given::declaration, given::with_ceiling);
        let mut story = given::worked(given::story(declaration, false, given::hourly(hourly_cents)), &[(0, 0)]);
        for cents in extras {
            story = story.then(WORK, AddExtra(1, cents));
        }
        story = story.then(WORK + seconds, Pause(1));
        if let Some(lines) = &quote {
            story = agreed(story, WORK + seconds, lines);
        }
        story = story.then(WORK + seconds + 60, Finish(1));
        let regime = if exempt { VatRegime::Exempt } else { VatRegime::Standard };

        let quotes: Vec<&QuoteLines> = quote.iter().collect();
        let figures = figures(&story.intervention, &quotes, regime, &story.policy);

        check_sums(&figures, story.price(0).total);
        prop_assert!(!exempt || figures.tax() == 0);
    }
}

//! Rates of value-added tax and their figures: rule 22, and rules 7 and 8 of invoices.

use domain::{
    intervention::Intervention,
    invoice::{
        Certification, Figures, InvoiceLine, LineKind, Taxation, certified_figures, figures, quote_figures,
    },
    money::Money,
    policy::Policy,
    quote::QuoteLines,
    technician::VatRegime,
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    command::Command::{AddExtra, Cancel, Finish, Pause, Resume},
    given::{self, Story, WORK, at, minutes, quote_line, text},
    invoicing::{agreed, check_sums},
};

fn certification() -> Certification {
    Certification { signed_by: text("Camille Lefèvre"), signed_at: at(WORK) }
}

fn standard(certification: Option<&Certification>) -> Taxation<'_> {
    Taxation { regime: VatRegime::Standard, certification }
}

fn renovation() -> QuoteLines {
    let lines = [(11_000, Some(100)), (10_550, Some(55)), (12_000, None)];
    QuoteLines::try_from(lines.map(|(cents, rate)| quote_line(cents, rate)).to_vec()).unwrap()
}

fn totals(figures: &Figures) -> Vec<(u16, i64, i64)> {
    figures.vat.iter().map(|total| (total.per_mille, total.ht, total.vat)).collect()
}

#[test]
fn rule_22_reduced_rates_are_for_who_certified_the_age_of_the_dwelling() {
    let quote = renovation();
    let quantity = i64::from(quote.lines()[0].quantity);
    let finished = agreed(given::arrived(), minutes(21), &quote)
        .then(WORK, crate::command::Command::Start(1))
        .then(WORK + 60, Finish(1));
    let signed = certification();
    let of = |taxation: &Taxation<'_>| {
        certified_figures(&finished.intervention, &[&quote], taxation, &finished.policy)
    };

    let (with, without) = (of(&standard(Some(&signed))), of(&standard(None)));

    let full = 33_550 * quantity;
    assert_eq!(
        totals(&with),
        [
            (200, 10_000 * quantity, 2_000 * quantity),
            (100, 10_000 * quantity, 1_000 * quantity),
            (55, 10_000 * quantity, 550 * quantity)
        ]
    );
    assert_eq!(without.vat.len(), 1);
    assert_eq!((with.total.cents(), without.total.cents()), (full, full), "the price stays");
}

#[test]
fn rule_22_an_exempt_technician_charges_no_tax_at_any_quoted_rate() {
    let exempt = Taxation { regime: VatRegime::Exempt, certification: None };

    let figures = quote_figures(&renovation(), &exempt, &Policy::default());

    assert_eq!(figures.vat.len(), 1);
    assert_eq!((figures.vat[0].per_mille, figures.tax(), figures.ht()), (0, 0, figures.total.cents()));
}

#[test]
fn rule_14_the_figures_of_a_quote_are_those_of_the_invoice_for_it_alone() {
    let quote = renovation();
    let finished = agreed(given::arrived(), minutes(21), &quote)
        .then(WORK, crate::command::Command::Start(1))
        .then(WORK + 60, Finish(1));
    let signed = certification();

    let quoted = quote_figures(&quote, &standard(Some(&signed)), &finished.policy);

    let invoiced =
        certified_figures(&finished.intervention, &[&quote], &standard(Some(&signed)), &finished.policy);
    assert_eq!(quoted, invoiced);
}

fn any_line() -> impl Strategy<Value = InvoiceLine> {
    let rate = prop_oneof![Just(0), Just(21), Just(55), Just(100), Just(200)];
    (1..1_000_u32, 0..10_000_000_i64, rate).prop_map(|(quantity, ttc, rate)| {
        InvoiceLine::priced(LineKind::Extra("Part".to_owned()), quantity, ttc, rate)
    })
}

/// Something that ended in any of the ways that are invoiced.
fn ended(flat: bool, cancelled: bool, extras: &[i64], seconds: i64, ceiling: Option<i64>) -> Story {
    let tariff = if flat { given::flat(12_000) } else { given::hourly(7_200) };
    let declaration = ceiling.map_or_else(given::declaration, given::with_ceiling);
    let declared = given::story(declaration, false, tariff);
    if cancelled {
        return given::on_site(declared).then(WORK, Cancel);
    }
    let mut story = given::worked(declared, &[(0, 0)]);
    for cents in extras {
        story = story.then(WORK, AddExtra(1, *cents));
    }
    story = story.then(WORK + seconds, Pause(1)).then(WORK + seconds + 600, Resume(1));
    story.then(WORK + 2 * seconds + 600, Finish(1))
}

proptest! {
    #![proptest_config(Config { cases: 400, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_22_any_two_hundred_lines_at_any_rates_add_up_in_every_way(
        lines in prop::collection::vec(any_line(), 1..=200),
    ) {
        let price = lines.iter().map(|line| line.ttc).sum();

        let figures = Figures::of_lines(lines);

        check_sums(&figures, Money::of_cents(price));
        prop_assert_eq!(&Figures::of_lines(figures.lines.clone()), &figures, "twice is once");
    }

    #[test]
    fn rule_22_the_timeline_told_again_gives_the_same_figures_and_the_price_that_was_shown(
        flat in any::<bool>(),
        cancelled in any::<bool>(),
        extras in prop::collection::btree_set(1..2_000_i64, 0..6),
        seconds in 0..9_000_i64,
        ceiling in prop::option::of(12_000..30_000_i64),
    ) {
        let extras: Vec<_> = extras.into_iter().collect();
        let story = ended(flat, cancelled, &extras, seconds, ceiling);
        let known = &story.intervention;

        let told = Intervention::replay(known.id().clone(), known.timeline().to_vec()).unwrap();

        let of = |intervention: &Intervention| figures(intervention, &[], VatRegime::Standard, &story.policy);
        prop_assert_eq!(of(&told), of(known));
        prop_assert_eq!(Some(of(&told).total), known.amount_due());
        check_sums(&of(&told), known.amount_due().unwrap());
    }
}

//! Credit notes: rule 24.

use domain::{
    invoice::{Credit, CreditRefused, CreditedLine, Figures, InvoiceLine, LineKind, credited},
    money::Money,
};
use proptest::{prelude::*, test_runner::Config};

use crate::invoicing::check_sums;

fn invoice() -> Figures {
    let extra = || LineKind::Extra("Thermocouple".to_owned());
    Figures::of_lines(vec![
        InvoiceLine::priced(LineKind::Base, 1, 4_999, 200),
        InvoiceLine::priced(extra(), 3, 3_000, 100),
        InvoiceLine::priced(LineKind::Reduction, 1, -999, 200),
    ])
}

fn of(parts: &[(usize, i64)]) -> Credit {
    let part = |(line, cents): &(usize, i64)| CreditedLine { line: *line, amount: Money::of_cents(*cents) };
    Credit::Lines(parts.iter().map(part).collect())
}

#[test]
fn rule_24_a_whole_credit_note_takes_back_every_figure_of_the_invoice() {
    assert_eq!(credited(&invoice(), &Credit::Whole, &[]), Ok(invoice()));
}

#[test]
fn rule_24_a_credited_part_keeps_the_rate_of_its_line() {
    let credit = credited(&invoice(), &of(&[(1, 1_000)]), &[]).unwrap();

    let one = InvoiceLine {
        kind: LineKind::Extra("Thermocouple".to_owned()),
        quantity: 1,
        ttc: 1_000,
        ht: 909,
        vat_per_mille: 100,
    };
    assert_eq!((credit.lines.as_slice(), credit.total), ([one].as_slice(), Money::of_cents(1_000)));
}

#[test]
fn rule_24_no_more_is_taken_back_than_was_claimed() {
    let refused = |credit: &Credit, before: &[&Figures]| credited(&invoice(), credit, before).unwrap_err();

    let most = Money::of_cents(3_000);
    assert_eq!(refused(&of(&[(1, 3_001)]), &[]), CreditRefused::MoreThanLine { line: 1, most });
    let most = Money::of_cents(7_000);
    assert_eq!(refused(&of(&[(0, 4_999), (1, 3_000)]), &[]), CreditRefused::MoreThanLeft { most });
    let cent = credited(&invoice(), &of(&[(1, 1)]), &[]).unwrap();
    let most = Money::of_cents(6_999);
    assert_eq!(refused(&Credit::Whole, &[&cent]), CreditRefused::MoreThanLeft { most });
    let part = credited(&invoice(), &of(&[(1, 2_500)]), &[]).unwrap();
    let most = Money::of_cents(500);
    assert_eq!(
        refused(&of(&[(1, 501)]), &[&part]),
        CreditRefused::MoreThanRate { per_mille: 100, most },
        "the line was credited before, and its rate holds no more"
    );
    assert_eq!(refused(&of(&[]), &[]), CreditRefused::Nothing);
    assert_eq!(refused(&of(&[(0, 0)]), &[]), CreditRefused::Nothing);
    for line in [2, 3] {
        assert_eq!(refused(&of(&[(line, 1)]), &[]), CreditRefused::NoSuchLine { line });
    }
    assert_eq!(refused(&of(&[(0, 1), (0, 1)]), &[]), CreditRefused::LineTwice { line: 0 });
}

proptest! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_24_the_figures_of_a_credit_note_add_up_in_every_way(base in 1..=4_000_i64, extra in 1..=3_000_i64) {
        let credit = credited(&invoice(), &of(&[(0, base), (1, extra)]), &[]).unwrap();

        check_sums(&credit, Money::of_cents(base + extra));
    }
}

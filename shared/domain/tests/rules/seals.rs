//! Seals and numbers of invoices: rule 22.

use domain::{
    id::InterventionId,
    invoice::{Figures, Invoice, InvoiceNumber, LineKind, SeriesYear, figures},
    money::Money,
    technician::{Siren, VatRegime},
};

use crate::{
    command::Command::{AddExtra, Finish},
    given::{self, WORK, at, minutes},
};

fn number(count: u64) -> InvoiceNumber {
    let siren = Siren::try_from("552100554".to_owned()).unwrap();
    InvoiceNumber::new(siren, SeriesYear::of(at(0)), count)
}

/// A series of three sealed invoices.
fn series() -> Vec<Invoice> {
    let story = given::working().then(WORK, AddExtra(1, 1_250)).then(WORK + minutes(40), Finish(1));
    let figures = figures(&story.intervention, &[], VatRegime::Standard, &story.policy);
    let mut series: Vec<Invoice> = Vec::new();
    for count in 1..=3_u8 {
        let previous = series.last().map(|invoice| invoice.seal);
        let id = InterventionId::numbered(usize::from(count));
        let issued_at = at(i64::from(count));
        series.push(Invoice::seal(number(u64::from(count)), id, issued_at, figures.clone(), previous));
    }
    series
}

#[test]
fn rule_22_each_invoice_is_sealed_behind_the_one_before_it() {
    let series = series();

    let before: Vec<_> = series.iter().map(|invoice| invoice.previous).collect();
    assert_eq!(before, [None, Some(series[0].seal), Some(series[1].seal)]);
    assert!(series.iter().all(Invoice::is_intact));
}

#[test]
fn rule_22_whatever_is_changed_in_a_sealed_invoice_shows() {
    let sealed = series().remove(1);
    let lined = |change: fn(&mut Figures)| {
        let mut figures = sealed.figures.clone();
        change(&mut figures);
        Invoice { figures, ..sealed.clone() }
    };

    let forgeries = [
        Invoice { number: number(3), ..sealed.clone() },
        Invoice { intervention: InterventionId::numbered(9), ..sealed.clone() },
        Invoice { issued_at: at(60), ..sealed.clone() },
        Invoice { previous: None, ..sealed.clone() },
        lined(|figures| figures.total = Money::of_cents(1)),
        lined(|figures| figures.lines[0].quantity = 2),
        lined(|figures| figures.lines[0].ttc += 1),
        lined(|figures| figures.lines[0].ht -= 1),
        lined(|figures| figures.lines[0].vat_per_mille = 100),
        lined(|figures| figures.lines[0].kind = LineKind::Fee),
        lined(|figures| figures.lines[1].kind = LineKind::Time { hourly_rate: Money::of_cents(7_000) }),
        lined(|figures| figures.lines[2].kind = LineKind::Extra("Gold".to_owned())),
        lined(|figures| figures.lines[2].kind = LineKind::Quote("Thermocouple".to_owned())),
        lined(|figures| figures.vat[0].vat += 1),
        lined(|figures| figures.lines.clear()),
    ];

    for forged in forgeries {
        assert!(!forged.is_intact(), "{forged:?}");
    }
}

#[test]
fn rule_22_a_forgery_that_is_sealed_again_breaks_the_chain() {
    let series = series();
    let first = &series[0];

    let forged =
        Invoice::seal(first.number.clone(), first.intervention.clone(), at(99), first.figures.clone(), None);

    assert!(forged.is_intact());
    assert_ne!(series[1].previous, Some(forged.seal));
}

#[test]
fn rule_22_nothing_slips_from_a_number_into_the_id_behind_it() {
    let figures = series().remove(0).figures;
    let sealed = |count, id: &str| {
        let id = id.to_owned().try_into().unwrap();
        Invoice::seal(number(count), id, at(0), figures.clone(), None).seal
    };

    assert_ne!(sealed(100_000, "0ab"), sealed(1_000_000, "ab"));
}

#[test]
fn rule_22_a_number_has_at_most_35_capitals_digits_and_hyphens() {
    assert_eq!(number(1).to_string(), "HA552100554-2026-000001");
    for count in [1, 999_999, 1_000_000, 999_999_999_999] {
        let text = number(count).to_string();

        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        assert!((1..=35).contains(&text.len()) && text.bytes().all(allowed), "{text}");
    }
}

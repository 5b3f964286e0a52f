//! What the rules of the price and of invoices say, reckoned apart from the functions: the demo's own proof.

use std::collections::BTreeSet;

use serde_json::Value;

use super::answer::{cents, expect_cents, items, surprising, text};
use crate::Error;

/// The first 30 minutes, whatever the category (rule 17).
pub(super) const BASE_CENTS: i64 = 4_999;
const BASE_SECONDS: i64 = 30 * 60;
const USUAL_PERCENT: i64 = 20;

/// Something that must be on the invoice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    cents: i64,
    percent: i64,
}

impl Part {
    /// At the usual rate of value-added tax.
    pub(super) fn usual(cents: i64) -> Self {
        Self { cents, percent: USUAL_PERCENT }
    }

    /// At another rate.
    pub(super) fn at(cents: i64, percent: i64) -> Self {
        Self { cents, percent }
    }
}

/// Rule 17: each started minute beyond the first 30 costs a sixtieth of the hourly rate.
pub(super) fn time(worked_seconds: i64, hourly_cents: i64) -> i64 {
    let started_minutes = ((worked_seconds - BASE_SECONDS).max(0) + 59) / 60;
    half_up(started_minutes * hourly_cents, 60)
}

/// The total of an intervention.
pub(super) fn total(parts: &[Part]) -> i64 {
    parts.iter().map(|part| part.cents).sum()
}

/// Holds an invoice against what must be on it, to the cent.
pub(super) fn check(invoice: &Value, parts: &[Part]) -> Result<(), Error> {
    let exempt = text(invoice, "/seller/vatRegime")? == "exempt";
    let at_its_rate = |part: &Part| if exempt { Part { percent: 0, ..*part } } else { *part };
    let parts: Vec<Part> = parts.iter().filter(|part| part.cents != 0).map(at_its_rate).collect();
    check_lines(invoice, &parts)?;
    let rates: BTreeSet<i64> = parts.iter().map(|part| part.percent).collect();
    let vat = rates.into_iter().map(|rate| check_rate(invoice, rate, &parts)).sum::<Result<i64, Error>>()?;
    let shown = items(invoice, "/vat")?.iter().map(|entry| cents(entry, "/amount"));
    expect_cents("the VAT that the invoice shows", shown.sum::<Result<i64, Error>>()?, vat)?;
    expect_cents("the invoice's total TTC", cents(invoice, "/totals/ttc")?, total(&parts))?;
    expect_cents("the invoice's total VAT", cents(invoice, "/totals/vat")?, vat)?;
    expect_cents("the invoice's total HT", cents(invoice, "/totals/ht")?, total(&parts) - vat)
}

/// Every part has its line, and no line is more than that.
fn check_lines(invoice: &Value, parts: &[Part]) -> Result<(), Error> {
    let lines = items(invoice, "/lines")?.iter();
    let mut found = lines.map(|line| cents(line, "/totalTtc")).collect::<Result<Vec<_>, _>>()?;
    let mut wanted: Vec<i64> = parts.iter().map(|part| part.cents).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    if found == wanted {
        return Ok(());
    }
    Err(surprising("the invoice", format!("its lines are {found:?} cents, the rules say {wanted:?}")))
}

/// Tax is taken out of what is owed at a rate, rounded once, and spread over its lines; answers the tax.
fn check_rate(invoice: &Value, rate: i64, parts: &[Part]) -> Result<i64, Error> {
    let ttc: i64 = parts.iter().filter(|part| part.percent == rate).map(|part| part.cents).sum();
    let vat = half_up(ttc * rate, 100 + rate);
    let of_rate = |entry: &&Value, field: &str| percent(&entry[field]) == Some(rate);
    let lines: Vec<_> = items(invoice, "/lines")?.iter().filter(|line| of_rate(line, "vatPercent")).collect();
    let sum = |pointer: &str| lines.iter().map(|line| cents(line, pointer)).sum::<Result<i64, Error>>();
    expect_cents(&format!("what the invoice's lines at {rate} % are TTC"), sum("/totalTtc")?, ttc)?;
    expect_cents(&format!("what the invoice's lines at {rate} % are HT"), sum("/totalHt")?, ttc - vat)?;
    expect_cents(&format!("the VAT of the invoice's lines at {rate} %"), sum("/vat")?, vat)?;
    // A seller who is exempt shows no tax at all.
    for entry in items(invoice, "/vat")?.iter().filter(|entry| of_rate(entry, "percent")) {
        expect_cents(&format!("the invoice's base at {rate} %"), cents(entry, "/baseHt")?, ttc - vat)?;
        expect_cents(&format!("the invoice's VAT at {rate} %"), cents(entry, "/amount")?, vat)?;
    }
    Ok(vat)
}

/// A whole percentage, be it written 20 or 20.0.
fn percent(rate: &Value) -> Option<i64> {
    rate.to_string().trim_end_matches(".0").parse().ok()
}

fn half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_20_the_examples_of_the_price() {
        let price = |seconds, hourly_cents| BASE_CENTS + time(seconds, hourly_cents);

        assert_eq!([price(1_799, 6_000), price(1_800, 6_000), price(1_801, 6_000)], [4_999, 4_999, 5_099]);
        assert_eq!(price(90 * 60, 4_500), 9_499);
        assert_eq!(price(35 * 60, 7_200) + 1_250, 6_849);
    }
}

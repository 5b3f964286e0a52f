//! Value-added tax: from amounts that include it to net amounts, every cent accounted for.

use super::{InvoiceLine, VatTotal};
use crate::money::half_up;

/// Tax per rate from the sum of its lines; the net amount is spread over them by largest remainder.
pub(super) fn tax(lines: &mut [InvoiceLine]) -> Vec<VatTotal> {
    let mut rates: Vec<u16> = lines.iter().map(|line| line.vat_per_mille).collect();
    rates.sort_unstable_by(|one, other| other.cmp(one));
    rates.dedup();
    rates.into_iter().map(|rate| tax_one(lines, rate)).collect()
}

fn tax_one(lines: &mut [InvoiceLine], rate: u16) -> VatTotal {
    let ttc: i64 = lines.iter().filter(|line| line.vat_per_mille == rate).map(|line| line.ttc).sum();
    let vat = signed_half_up(i128::from(ttc) * i128::from(rate), 1_000 + i128::from(rate));
    spread(lines, rate, ttc - vat);
    VatTotal { per_mille: rate, ht: ttc - vat, vat }
}

fn spread(lines: &mut [InvoiceLine], rate: u16, ht: i64) {
    let mut shares: Vec<(i128, usize)> = Vec::new();
    let mut left = ht;
    for (place, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.vat_per_mille == rate) {
        let (share, remainder) = net(line.ttc, rate);
        line.ht = share;
        left -= share;
        shares.push((remainder, place));
    }
    shares.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let count = usize::try_from(left).expect("floors never add up to more than the whole");
    for (_, place) in shares.into_iter().take(count) {
        lines[place].ht += 1;
    }
}

/// The net amount rounded down, and what is left of it in parts of `1000 + rate`.
fn net(ttc: i64, rate: u16) -> (i64, i128) {
    let (thousandfold, whole) = (i128::from(ttc) * 1_000, 1_000 + i128::from(rate));
    let share = i64::try_from(thousandfold.div_euclid(whole)).unwrap_or(i64::MAX);
    (share, thousandfold.rem_euclid(whole))
}

fn signed_half_up(numerator: i128, denominator: i128) -> i64 {
    if numerator < 0 { -half_up(-numerator, denominator) } else { half_up(numerator, denominator) }
}

//! From a price to lines: net amounts and value-added tax that add up to the total in every way.

use jiff::Timestamp;

use super::{
    certification::{Taxation, uncertified},
    line::{InvoiceLine, lines, quoted},
    tax::tax,
};
use crate::{
    intervention::Intervention, money::Money, policy::Policy, quote::QuoteLines, technician::VatRegime,
};

/// What an invoice claims, all taxes included and apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// At least one line.
    pub lines: Vec<InvoiceLine>,
    /// One entry a rate.
    pub vat: Vec<VatTotal>,
    /// What the customer pays: the price of the intervention.
    pub total: Money,
}

/// The tax of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatTotal {
    /// The rate in tenths of a percent.
    pub per_mille: u16,
    /// Without taxes, in cents.
    pub ht: i64,
    /// The tax, in cents.
    pub vat: i64,
}

/// The figures of an intervention that ended; `quotes` are the lines of its agreed quotes.
pub fn figures(
    intervention: &Intervention,
    quotes: &[&QuoteLines],
    regime: VatRegime,
    policy: &Policy,
) -> Figures {
    let ended =
        intervention.timeline().last().map_or(Timestamp::UNIX_EPOCH, |entry| entry.moment.recorded_at);
    let price = intervention.price(ended, policy);
    Figures::of_lines(lines(intervention, &price, quotes, regime, policy))
}

/// The same, where reduced rates need the customer's certification: without it the usual rate is in the same price.
pub fn certified_figures(
    intervention: &Intervention,
    quotes: &[&QuoteLines],
    taxation: &Taxation<'_>,
    policy: &Policy,
) -> Figures {
    let as_quoted = figures(intervention, quotes, taxation.regime, policy);
    Figures::of_lines(uncertified(as_quoted.lines, taxation, policy))
}

/// The figures of a quote that was proposed: what an invoice for it alone would claim.
pub fn quote_figures(quote: &QuoteLines, taxation: &Taxation<'_>, policy: &Policy) -> Figures {
    Figures::of_lines(uncertified(quoted(quote, taxation.regime, policy), taxation, policy))
}

impl Figures {
    /// Figures of priced lines: their `ttc` and rates are given, net amounts and taxes follow.
    pub fn of_lines(mut lines: Vec<InvoiceLine>) -> Self {
        let vat = tax(&mut lines);
        let total = Money::of_cents(lines.iter().map(|line| line.ttc).sum());
        Self { lines, vat, total }
    }

    /// Without taxes, in cents.
    pub fn ht(&self) -> i64 {
        self.vat.iter().map(|total| total.ht).sum()
    }

    /// The taxes, in cents.
    pub fn tax(&self) -> i64 {
        self.vat.iter().map(|total| total.vat).sum()
    }

    /// Every byte that a seal covers, in order.
    pub(super) fn feed(&self, take: &mut dyn FnMut(&[u8])) {
        for line in &self.lines {
            let (kind, label, rate) = line.kind.spelt();
            feed_text(kind, take);
            feed_text(label, take);
            for figure in [rate, i64::from(line.quantity), line.ttc, line.ht, i64::from(line.vat_per_mille)] {
                take(&figure.to_be_bytes());
            }
        }
        for total in &self.vat {
            for figure in [i64::from(total.per_mille), total.ht, total.vat] {
                take(&figure.to_be_bytes());
            }
        }
        take(&self.total.cents().to_be_bytes());
    }
}

/// A text behind its length: nothing can slip from one text into the next.
pub(super) fn feed_text(text: &str, take: &mut dyn FnMut(&[u8])) {
    take(&(text.len() as u64).to_be_bytes());
    take(text.as_bytes());
}

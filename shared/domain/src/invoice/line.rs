//! The lines of an invoice, from the price and what it is made of.

use jiff::Timestamp;

use crate::{
    intervention::Intervention,
    money::Money,
    policy::Policy,
    price::Price,
    quote::{QuoteLine, QuoteLines},
    technician::VatRegime,
    terms::Terms,
    timeline::Extra,
};

/// A line of an invoice; amounts in cents, a reduction is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    /// What it is for.
    pub kind: LineKind,
    /// How many: pieces, or minutes.
    pub quantity: u32,
    /// The price of all, taxes included.
    pub ttc: i64,
    /// The price of all, without taxes.
    pub ht: i64,
    /// Value-added tax in tenths of a percent.
    pub vat_per_mille: u16,
}

/// What a line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// The first half hour.
    Base,
    /// Minutes beyond it, at an hourly rate.
    Time {
        /// The price of an hour, taxes included.
        hourly_rate: Money,
    },
    /// A flat rate.
    FlatRate,
    /// A line of an accepted quote.
    Quote(String),
    /// Material or software.
    Extra(String),
    /// A cancellation.
    Fee,
    /// What the price ceiling takes away.
    Reduction,
}

impl InvoiceLine {
    /// A line whose net amount is not known yet: [`super::Figures::of_lines`] computes it.
    pub fn priced(kind: LineKind, quantity: u32, ttc: i64, vat_per_mille: u16) -> Self {
        Self { kind, quantity, ttc, ht: 0, vat_per_mille }
    }
}

impl LineKind {
    /// Its name, its label and its hourly rate in cents, as far as it has them.
    pub fn spelt(&self) -> (&'static str, &str, i64) {
        match self {
            Self::Base => ("base", "", 0),
            Self::Time { hourly_rate } => ("time", "", hourly_rate.cents()),
            Self::FlatRate => ("flatRate", "", 0),
            Self::Quote(label) => ("quote", label, 0),
            Self::Extra(label) => ("extra", label, 0),
            Self::Fee => ("fee", "", 0),
            Self::Reduction => ("reduction", "", 0),
        }
    }
}

/// The lines of a price, taxes included; net amounts come later.
pub(super) fn lines(
    intervention: &Intervention,
    price: &Price,
    quotes: &[&QuoteLines],
    regime: VatRegime,
    policy: &Policy,
) -> Vec<InvoiceLine> {
    let usual = usual_rate(regime, policy);
    let terms = intervention.terms().unwrap_or_else(|| Terms::of(policy));
    let line = |kind, quantity, ttc| InvoiceLine::priced(kind, quantity, ttc, usual);
    let hourly_rate = intervention.acceptance().map_or(Money::ZERO, |taken| taken.tariff.hourly_rate.money());
    let mut lines = vec![
        line(LineKind::Base, 1, price.base.cents()),
        line(LineKind::Time { hourly_rate }, minutes_beyond(intervention, terms), price.time.cents()),
        line(LineKind::FlatRate, 1, price.flat_rate.cents()),
        line(LineKind::Fee, 1, price.fee.cents()),
    ];
    if price.quote > Money::ZERO {
        let agreed = quotes.iter().flat_map(|quote| quote.lines());
        lines.extend(agreed.map(|line| of_quote(line, regime, usual)));
    }
    if price.extras > Money::ZERO {
        let of_extra = |extra: &Extra| {
            line(LineKind::Extra(extra.label.to_string()), extra.quantity, extra.total().cents())
        };
        lines.extend(intervention.billed_extras().iter().map(of_extra));
    }
    lines.push(line(LineKind::Reduction, 1, -price.reduction.cents()));
    lines.retain(|line| line.ttc != 0);
    if lines.is_empty() {
        lines.push(line(LineKind::Base, 1, 0));
    }
    lines
}

/// The lines of a quote alone.
pub(super) fn quoted(quote: &QuoteLines, regime: VatRegime, policy: &Policy) -> Vec<InvoiceLine> {
    let usual = usual_rate(regime, policy);
    quote.lines().iter().map(|line| of_quote(line, regime, usual)).collect()
}

fn of_quote(quoted: &QuoteLine, regime: VatRegime, usual: u16) -> InvoiceLine {
    InvoiceLine {
        kind: LineKind::Quote(quoted.label.to_string()),
        quantity: quoted.quantity,
        ttc: quoted.unit_price.times(quoted.quantity).cents(),
        ht: 0,
        vat_per_mille: match regime {
            VatRegime::Standard => quoted.vat_per_mille.unwrap_or(usual),
            VatRegime::Exempt => usual,
        },
    }
}

pub(super) fn usual_rate(regime: VatRegime, policy: &Policy) -> u16 {
    match regime {
        VatRegime::Standard => u16::try_from(policy.vat_percent * 10).unwrap_or(u16::MAX),
        VatRegime::Exempt => 0,
    }
}

/// The minutes that are billed beyond the first half hour; the clock of what ended stands, whatever the time.
fn minutes_beyond(intervention: &Intervention, terms: Terms) -> u32 {
    let seconds = intervention.work().billed_seconds(Timestamp::UNIX_EPOCH) - terms.base_minutes * 60;
    u32::try_from((seconds.max(0) + 59) / 60).unwrap_or(u32::MAX)
}

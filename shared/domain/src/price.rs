//! What an intervention costs: rules 14 to 19, all taxes included, in whole cents.

use crate::{
    money::{Money, half_up},
    policy::Policy,
    tariff::Tariff,
    work_log::WorkLog,
};
use jiff::Timestamp;

/// A price with its parts; the total is what is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Price {
    /// The first half hour (rule 17).
    pub base: Money,
    /// Time beyond it (rule 17).
    pub time: Money,
    /// The flat rate in place of both (rule 18).
    pub flat_rate: Money,
    /// The accepted quote, once work started (rule 14).
    pub quote: Money,
    /// Material and software (rule 18).
    pub extras: Money,
    /// For a cancellation (rule 21).
    pub fee: Money,
    /// What the price ceiling takes away (rule 16).
    pub reduction: Money,
    /// What the customer pays.
    pub total: Money,
    /// Whether the price came near the ceiling (rule 16).
    pub ceiling_warning: bool,
}

/// What a price is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// What was worked.
    pub work: &'a WorkLog,
    /// The prices agreed.
    pub tariff: Tariff,
    /// The accepted quote, if any.
    pub quote: Option<Money>,
    /// All extras together.
    pub extras: Money,
    /// The most that time and extras may cost.
    pub ceiling: Option<Money>,
}

impl Price {
    /// A fee alone.
    pub fn of_fee(fee: Money) -> Self {
        Self { fee, total: fee, ..Self::default() }
    }

    /// The price of work as it stands at `now`.
    pub fn of_work(basis: &Basis<'_>, now: Timestamp, policy: &Policy) -> Self {
        let mut price = Self { extras: basis.extras, ..Self::default() };
        if basis.work.has_started() {
            price.quote = basis.quote.unwrap_or_default();
        }
        match basis.tariff.flat_rate {
            Some(flat_rate) if basis.work.is_billed_by_time() => price.flat_rate = flat_rate,
            None if basis.work.is_billed_by_time() => {
                price.base = policy.base_price();
                price.time = time(basis.work.billed_seconds(now), basis.tariff, policy);
            }
            Some(_) | None => {}
        }
        price.bind(basis.ceiling, policy)
    }

    /// Rule 16: beyond the ceiling nothing is billed, unless an accepted quote says more.
    fn bind(mut self, ceiling: Option<Money>, policy: &Policy) -> Self {
        let full = self.base + self.time + self.flat_rate + self.quote + self.extras;
        let Some(ceiling) = ceiling else { return Self { total: full, ..self } };
        let most = ceiling.max(self.quote);
        self.reduction = full.less(most);
        self.total = full.less(self.reduction);
        self.ceiling_warning = full.cents() * 100 >= ceiling.cents() * policy.ceiling_warning_percent;
        self
    }
}

/// Rule 17: each started minute beyond the first half hour.
fn time(billed_seconds: i64, tariff: Tariff, policy: &Policy) -> Money {
    let beyond = (billed_seconds - policy.base_minutes * 60).max(0);
    let minutes = i128::from((beyond + 59) / 60);
    Money::of_cents(half_up(minutes * i128::from(tariff.hourly_rate.money().cents()), 60))
}

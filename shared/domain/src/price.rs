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

    /// What so many minutes of work without extras would cost, as [`Price::of_work`] would say it.
    pub fn estimate(minutes: i64, tariff: Tariff, ceiling: Option<Money>, policy: &Policy) -> Money {
        let by_time = || Self {
            base: policy.base_price(),
            time: time(minutes * 60, tariff, policy),
            ..Self::default()
        };
        let price = tariff.flat_rate.map_or_else(by_time, |flat_rate| Self { flat_rate, ..Self::default() });
        price.bind(ceiling, policy).total
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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::tariff::HourlyRate;

    #[test]
    fn rule_17_an_estimate_is_the_price_of_so_much_work() {
        let policy = Policy::default();
        let hourly_rate = HourlyRate::try_from(Money::of_cents(7_231)).unwrap();
        let flat_rates = [None, Some(Money::of_cents(12_000))];
        let ceilings = [None, Some(Money::of_cents(5_500)), Some(Money::of_cents(50_000))];
        let mut work = WorkLog::default();
        work.run(Timestamp::UNIX_EPOCH);

        for minutes in [1, 29, 30, 31, 60, 200] {
            for (flat_rate, ceiling) in flat_rates.iter().flat_map(|flat| ceilings.map(|most| (*flat, most)))
            {
                let tariff = Tariff { hourly_rate, flat_rate };
                let basis = Basis { work: &work, tariff, quote: None, extras: Money::ZERO, ceiling };
                let end = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);

                let worked = Price::of_work(&basis, end, &policy).total;

                assert_eq!(
                    Price::estimate(minutes, tariff, ceiling, &policy),
                    worked,
                    "{tariff:?} {minutes}"
                );
            }
        }
    }
}

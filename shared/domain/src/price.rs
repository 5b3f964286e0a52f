//! What an intervention costs: rules 14 to 19, all taxes included, in whole cents.

use crate::{
    money::{Money, half_up},
    policy::Policy,
    tariff::Tariff,
    terms::Terms,
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
    /// The accepted quotes together, once work started (rule 14).
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

/// The greatest price of an intervention: 100,000 EUR (rule 18).
pub const INTERVENTION_MAX: Money = Money::of_cents(10_000_000);

/// What a price is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// What was worked.
    pub work: &'a WorkLog,
    /// The prices of the technician.
    pub tariff: Tariff,
    /// Whether the customer closed it, as nobody continued: worked time is billed then, and at most the flat rate (rule 31).
    pub is_closed: bool,
    /// The prices of the house, as they stood at the acceptance.
    pub terms: Terms,
    /// The accepted quotes together.
    pub quotes: Money,
    /// All extras together.
    pub extras: Money,
    /// The most that base price, time, flat rate and extras may cost together.
    pub ceiling: Option<Money>,
    /// The share of the ceiling at which both parties are notified.
    pub warning_percent: i64,
}

impl Price {
    /// A fee alone.
    pub fn of_fee(fee: Money) -> Self {
        Self { fee, total: fee, ..Self::default() }
    }

    /// The price of work as it stands at `now`.
    pub fn of_work(basis: &Basis<'_>, now: Timestamp) -> Self {
        let Basis { work, tariff, is_closed, terms, quotes, extras, ceiling, warning_percent } = *basis;
        let mut price = Self { extras, ..Self::default() };
        if work.has_started() {
            price.quote = quotes;
            let by_time = work.is_billed_by_time();
            let base = if by_time { terms.base_price } else { Money::ZERO };
            let time = if by_time { time(work.billed_seconds(now), tariff, terms) } else { Money::ZERO };
            if let Some(flat_rate) = tariff.flat_rate.filter(|most| !is_closed || *most <= base + time) {
                price.flat_rate = flat_rate;
            } else {
                (price.base, price.time) = (base, time);
            }
        }
        price.bind(ceiling, warning_percent)
    }

    /// What so many minutes of work without extras would cost, as [`Price::of_work`] would say it.
    pub fn estimate(minutes: i64, tariff: Tariff, ceiling: Option<Money>, policy: &Policy) -> Money {
        let terms = Terms::of(policy);
        let by_time =
            || Self { base: terms.base_price, time: time(minutes * 60, tariff, terms), ..Self::default() };
        let price = tariff.flat_rate.map_or_else(by_time, |flat_rate| Self { flat_rate, ..Self::default() });
        price.bind(ceiling, policy.ceiling_warning_percent).total
    }

    /// Rule 16: the ceiling binds all but the accepted quotes, which were agreed apart.
    fn bind(mut self, ceiling: Option<Money>, warning_percent: i64) -> Self {
        let bound = self.base + self.time + self.flat_rate + self.extras;
        if let Some(ceiling) = ceiling {
            self.reduction = bound.less(ceiling);
            self.ceiling_warning = bound.cents() * 100 >= ceiling.cents() * warning_percent;
        }
        self.total = bound.less(self.reduction) + self.quote;
        self
    }
}

/// How many minutes of billed work bring the price to the share of the ceiling at which both parties are notified; none
/// without a ceiling, under a flat rate, and where the price is there already.
pub(crate) fn minutes_until(basis: &Basis<'_>) -> Option<i64> {
    let Basis { tariff, terms, extras, ceiling, warning_percent, .. } = *basis;
    let ceiling = ceiling.filter(|_| tariff.flat_rate.is_none())?;
    let warned = i128::from(ceiling.cents()) * i128::from(warning_percent);
    let least = (warned + 99) / 100 - i128::from((terms.base_price + extras).cents());
    if least <= 0 {
        return None;
    }
    let an_hour = i128::from(tariff.hourly_rate.money().cents());
    // The smallest number of minutes whose price, rounded half up, is not below `least`.
    let beyond = ((2 * least - 1) * 60 + 2 * an_hour - 1) / (2 * an_hour);
    i64::try_from(beyond).ok().map(|beyond| terms.base_minutes + beyond)
}

/// Rule 17: each started minute beyond the first half hour.
fn time(billed_seconds: i64, tariff: Tariff, terms: Terms) -> Money {
    let beyond = (billed_seconds - terms.base_minutes * 60).max(0);
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
                let terms = Terms::of(&policy);
                let (quotes, extras, warning_percent) = (Money::ZERO, Money::ZERO, 80);
                let is_closed = false;
                let basis =
                    Basis { work: &work, tariff, is_closed, terms, quotes, extras, ceiling, warning_percent };
                let end = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);

                let worked = Price::of_work(&basis, end).total;

                assert_eq!(
                    Price::estimate(minutes, tariff, ceiling, &policy),
                    worked,
                    "{tariff:?} {minutes}"
                );
            }
        }
    }
}

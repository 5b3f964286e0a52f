//! What technicians ask for their work (rule 27).

use crate::{category::Category, invalid::Invalid, money::Money, text::Name};

/// A price an hour, all taxes included: 20 to 200 EUR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HourlyRate(Money);

impl HourlyRate {
    /// The amount for sixty minutes.
    pub fn money(self) -> Money {
        self.0
    }
}

impl TryFrom<Money> for HourlyRate {
    type Error = Invalid;

    fn try_from(amount: Money) -> Result<Self, Invalid> {
        if (2_000..=20_000).contains(&amount.cents()) {
            return Ok(Self(amount));
        }
        Err(Invalid::OutOfRange { min: 2_000, max: 20_000 })
    }
}

/// The largest flat rate, in cents: that of a quote (rule 18).
pub const FLAT_RATE_CENTS_MAX: i64 = 5_000_000;

impl Tariff {
    /// The lower price of each. The request asks for a flat rate or for none, so both have one or neither has.
    #[must_use]
    pub fn lower(self, other: Self) -> Self {
        let flat_rate = match (self.flat_rate, other.flat_rate) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (known, None) | (None, known) => known,
        };
        Self { hourly_rate: self.hourly_rate.min(other.hourly_rate), flat_rate }
    }
}

/// A fixed price for a named piece of work: time does not count (rule 18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatRate {
    /// What customers ask for by.
    pub name: Name,
    /// The whole price of the work.
    pub price: Money,
}

/// A technician's prices in one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryTariff {
    /// Where the technician is competent.
    pub category: Category,
    /// The price of time beyond the first half hour.
    pub hourly_rate: HourlyRate,
    /// At most twenty, each name once.
    pub flat_rates: Vec<FlatRate>,
}

impl CategoryTariff {
    /// The tariff for one request; none if it asks for a flat rate that is not offered.
    pub fn for_request(&self, flat_rate: Option<&Name>) -> Option<Tariff> {
        let Some(name) = flat_rate else {
            return Some(Tariff { hourly_rate: self.hourly_rate, flat_rate: None });
        };
        let asked = self.flat_rates.iter().find(|offered| offered.name == *name)?;
        Some(Tariff { hourly_rate: self.hourly_rate, flat_rate: Some(asked.price) })
    }
}

/// The prices of one technician for one request, as the customer saw them when choosing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tariff {
    /// The price of time beyond the first half hour.
    pub hourly_rate: HourlyRate,
    /// The price of the flat rate that the request asks for.
    pub flat_rate: Option<Money>,
}

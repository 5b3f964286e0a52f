//! The dated price list, `infra/prices.yaml`.

use std::collections::BTreeMap;

use local::yaml;
use serde_json::Value;

use super::amounts::Amounts;
use crate::event;

/// The price list.
#[derive(Debug, Clone)]
pub struct Prices {
    prices: BTreeMap<String, Price>,
    dollars_per_euro: f64,
}

/// What one thing costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The service on the bill.
    pub service: String,
    /// Dollars for one.
    pub dollars: f64,
    /// So many are free in each month, for ever.
    pub free: f64,
    /// When the price was known to be so.
    pub as_of: String,
}

impl Prices {
    /// The list of the project.
    ///
    /// # Panics
    /// Where it cannot be read, or a price lacks something.
    pub fn read() -> Self {
        let text = std::fs::read_to_string(event::root().join("infra/prices.yaml")).expect("a price list");
        Self::parse(&text)
    }

    /// A list from its text.
    ///
    /// # Panics
    /// Where it cannot be read, or a price lacks something.
    pub fn parse(text: &str) -> Self {
        let list = yaml::read(text).expect("the price list is YAML");
        let prices = list["prices"].as_object().expect("prices have names");
        let prices = prices.iter().map(|(name, price)| (name.clone(), Price::of(name, price)));
        let dollars_per_euro = list["euro"]["dollars"].as_f64().expect("a rate of the euro");
        Self { prices: prices.collect(), dollars_per_euro }
    }

    /// The price of one thing.
    ///
    /// # Panics
    /// Where the list has none.
    pub fn of(&self, name: &str) -> &Price {
        self.prices.get(name).unwrap_or_else(|| panic!("no price of {name}"))
    }

    /// The dates of the oldest and of the newest price.
    pub fn dates(&self) -> [&str; 2] {
        let dates = || self.prices.values().map(|price| price.as_of.as_str());
        [dates().min(), dates().max()].map(Option::unwrap_or_default)
    }

    /// What so much of one thing costs, in euros, at its list price.
    pub fn euros_for(&self, name: &str, amount: f64) -> f64 {
        amount * self.of(name).dollars / self.dollars_per_euro
    }

    /// What all of it costs, in euros, at list prices.
    pub fn euros(&self, amounts: &Amounts) -> f64 {
        amounts.iter().map(|(name, amount)| self.euros_for(name, amount)).sum()
    }

    /// What all of it costs in one month of an account that has nothing else, in euros: less what is free.
    pub fn euros_beyond_free(&self, amounts: &Amounts) -> f64 {
        let charged = |(name, amount): (&'static str, f64)| {
            self.euros_for(name, (amount - self.of(name).free).max(0.0))
        };
        amounts.iter().map(charged).sum()
    }
}

impl Price {
    fn of(name: &str, price: &Value) -> Self {
        let number = |field: &str| price[field].as_f64();
        let text = |field: &str| price[field].as_str().map(ToOwned::to_owned);
        let told = number("dollars").zip(number("per")).zip(text("service").zip(text("asOf")));
        let ((dollars, per), (service, as_of)) = told.unwrap_or_else(|| panic!("{name} lacks something"));
        Self { service, dollars: dollars / per, free: number("free").unwrap_or_default(), as_of }
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    const LIST: &str = "
euro: { dollars: 1.25 }
prices:
  sqs-requests: { service: SQS, dollars: 0.40, per: 1000000, free: 1000000, asOf: 2026-09-07 }
  alarm-metrics: { service: CloudWatch, dollars: 0.10, per: 1, asOf: 2026-10-07 }
";

    #[test]
    fn a_bill_is_the_sum_of_amounts_times_prices() {
        let prices = Prices::parse(LIST);
        let amounts = Amounts::of("sqs-requests", 3_000_000.0).with("alarm-metrics", 2.0);

        let (listed, charged) = (prices.euros(&amounts), prices.euros_beyond_free(&amounts));

        assert!((listed - 1.4 / 1.25).abs() < 1e-9);
        assert!((charged - 1.0 / 1.25).abs() < 1e-9);
    }

    #[test]
    fn what_is_below_the_free_amount_costs_nothing_and_gives_nothing_back() {
        let prices = Prices::parse(LIST);

        assert!(prices.euros_beyond_free(&Amounts::of("sqs-requests", 1.0)).abs() < 1e-9);
    }

    #[test]
    fn the_list_is_as_old_as_its_oldest_price() {
        assert_eq!(Prices::parse(LIST).dates(), ["2026-09-07", "2026-10-07"]);
    }

    #[test]
    fn every_price_has_a_date_and_a_page() {
        let text = std::fs::read_to_string(event::root().join("infra/prices.yaml")).expect("a price list");
        let list = yaml::read(&text).expect("it is YAML");

        for (name, price) in list["prices"].as_object().expect("prices have names") {
            let date = price["asOf"].as_str().map(|date| format!("{date}T00:00:00Z"));
            assert!(date.is_some_and(|date| date.parse::<Timestamp>().is_ok()), "{name} has no date");
            assert!(price["source"].as_str().is_some_and(|page| page.starts_with("https://")), "{name}");
        }
    }
}

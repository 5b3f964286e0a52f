//! Amounts of what AWS charges for, by the names of `infra/prices.yaml`.

use std::collections::BTreeMap;

/// So much of each thing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Amounts(BTreeMap<&'static str, f64>);

impl Amounts {
    /// So much of one thing.
    pub fn of(name: &'static str, amount: f64) -> Self {
        Self(BTreeMap::from([(name, amount)]))
    }

    /// The same, and more of one thing.
    #[must_use]
    pub fn with(mut self, name: &'static str, amount: f64) -> Self {
        *self.0.entry(name).or_default() += amount;
        self
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        other.iter().fold(self, |sum, (name, amount)| sum.with(name, amount))
    }

    /// So many times.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self(self.iter().map(|(name, amount)| (name, amount * factor)).collect())
    }

    /// How much of one thing.
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Each thing with its amount, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().map(|(name, amount)| (*name, *amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_add_up_by_name() {
        let once = Amounts::of("sqs-requests", 3.0).with("traces", 0.05);

        let sum = once.clone().and(&once.times(2.0)).with("sqs-requests", 1.0);

        assert!((sum.get("sqs-requests") - 10.0).abs() < 1e-9);
        assert!((sum.get("traces") - 0.15).abs() < 1e-9);
        assert!(sum.get("alarm-metrics").abs() < 1e-9);
    }
}

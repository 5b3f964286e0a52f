//! Amounts.

use domain::money;
use serde::Serialize;

/// `{"cents": 4999, "currency": "EUR"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Money {
    cents: i64,
    currency: &'static str,
}

impl Money {
    /// An amount of an invoice, where a reduction is negative, or of the books, which know no limit.
    pub fn of_cents(cents: i64) -> Self {
        Self { cents, currency: "EUR" }
    }
}

impl From<money::Money> for Money {
    fn from(amount: money::Money) -> Self {
        Self::of_cents(amount.cents())
    }
}

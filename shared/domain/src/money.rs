//! Money: whole cents of euro, never a float, one rounding function.

use crate::invalid::Invalid;

/// An amount of euro cents, from nothing to a million euros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// The greatest amount that a command may name, in cents.
pub const CENTS_MAX: i64 = 100_000_000;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount that our own code names; commands come through `TryFrom`.
    pub const fn of_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// This amount `quantity` times.
    #[must_use]
    pub fn times(self, quantity: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(quantity)))
    }

    /// What remains after taking `other`, at least nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self((self.0 - other.0).max(0))
    }
}

impl TryFrom<i64> for Money {
    type Error = Invalid;

    fn try_from(cents: i64) -> Result<Self, Invalid> {
        if (0..=CENTS_MAX).contains(&cents) {
            return Ok(Self(cents));
        }
        Err(Invalid::OutOfRange { min: 0, max: CENTS_MAX })
    }
}

impl std::ops::Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, std::ops::Add::add)
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{:02} EUR", self.0 / 100, self.0 % 100)
    }
}

/// `numerator / denominator` of what is not negative, a half going up: the one rounding of the house.
///
/// Saturates at the greatest `i64`, which no amount of ours comes near.
pub fn half_up(numerator: i128, denominator: i128) -> i64 {
    let (numerator, denominator) = (2 * numerator + denominator, 2 * denominator);
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        // Dividing 128 bits costs some ten times as much, and a ranking rounds thousands of times.
        (Ok(numerator), Ok(denominator)) => numerator / denominator,
        (Ok(_) | Err(_), _) => i64::try_from(numerator / denominator).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_goes_up() {
        assert_eq!([half_up(149, 100), half_up(150, 100), half_up(250, 100)], [1, 2, 3]);
    }

    #[test]
    fn an_amount_from_outside_is_neither_negative_nor_absurd() {
        assert!(Money::try_from(-1).is_err());
        assert!(Money::try_from(CENTS_MAX + 1).is_err());
        assert_eq!(Money::try_from(4999).unwrap().to_string(), "49.99 EUR");
    }

    #[test]
    fn rounding_and_adding_neither_overflow_nor_go_below_nothing() {
        assert_eq!(half_up(i128::from(i64::MAX), 1), i64::MAX);
        assert_eq!(Money::of_cents(i64::MAX).times(2), Money::of_cents(i64::MAX));
        assert_eq!(Money::of_cents(5).less(Money::of_cents(6)), Money::ZERO);
    }
}

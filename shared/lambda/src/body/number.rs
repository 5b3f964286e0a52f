//! Numbers: whole ones within limits, degrees, rates of value-added tax.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::invalid::Invalid;

use super::{Expected, Faults, Wrong};

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    /// The number, in whatever type holds all of the range.
    ///
    /// # Panics
    ///
    /// If the type cannot hold it: a mistake in the declaration of a body, which its first test shows.
    pub fn number<T: TryFrom<i64, Error: std::fmt::Debug>>(self) -> T {
        T::try_from(self.0).expect("the type holds the range of the field")
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<i64> for Whole<MIN, MAX> {
    type Error = Invalid;

    fn try_from(number: i64) -> Result<Self, Invalid> {
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(Invalid::OutOfRange { min: MIN, max: MAX })
        }
    }
}

impl<const MIN: i64, const MAX: i64> Deserr<Faults> for Whole<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        whole(value, at)
    }
}

/// A rate of value-added tax that French law knows for this work: 5.5, 10 or 20 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatRate {
    per_mille: u16,
}

impl VatRate {
    /// In tenths of a percent.
    pub fn per_mille(self) -> u16 {
        self.per_mille
    }
}

impl Deserr<Faults> for VatRate {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let percent = f64::deserialize_from_value(value, at)?;
        let known = [(5.5, 55), (10.0, 100), (20.0, 200)];
        let found = known.iter().find(|(rate, _)| (percent - rate).abs() < f64::EPSILON);
        found
            .map(|(_, per_mille)| Self { per_mille: *per_mille })
            .ok_or_else(|| Faults::one(at, Invalid::Unknown))
    }
}

/// Degrees from `-MAX` to `MAX`.
pub(super) struct Degrees<const MAX: i64>(pub(super) f64);

impl<const MAX: i64> Deserr<Faults> for Degrees<MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let degrees = f64::deserialize_from_value(value, at)?;
        #[expect(clippy::cast_precision_loss, reason = "90 and 180 are exact")]
        let most = MAX as f64;
        if degrees.abs() <= most {
            return Ok(Self(degrees));
        }
        Err(Faults::one(at, Invalid::OutOfRange { min: -MAX, max: MAX }))
    }
}

/// A number without a fraction, which may be written `2.0` (as JSON Schema has it), that a rule accepts.
#[expect(clippy::needless_pass_by_value, reason = "a body is read by value, like every other type of it")]
pub(super) fn whole<T, V>(value: Value<V>, at: ValuePointerRef) -> Result<T, Faults>
where
    T: TryFrom<i64, Error = Invalid>,
    V: IntoValue,
{
    let number = match value {
        Value::Integer(number) => i64::try_from(number).ok().or(Some(i64::MAX)),
        Value::NegativeInteger(number) => Some(number),
        Value::Float(number) if number.fract() == 0.0 => Some(saturated(number)),
        Value::Float(_)
        | Value::Null
        | Value::Boolean(_)
        | Value::String(_)
        | Value::Sequence(_)
        | Value::Map(_) => None,
    };
    let number = number.ok_or_else(|| Faults::one(at, Wrong::Kind(Expected::Whole)))?;
    T::try_from(number).map_err(|invalid| Faults::one(at, invalid))
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and no range of ours comes near")]
fn saturated(number: f64) -> i64 {
    number as i64
}

//! The parameters of a query: each once, none unknown, all faults at once.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::invalid::Invalid;
use percent_encoding::percent_decode_str;

use crate::{
    Problem,
    body::{Faults, text},
};

/// How many entries a page has: 1 to 100, 20 if not asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(usize);

impl Limit {
    /// The number.
    pub fn number(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<String> for Limit {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let number = text.parse().ok().filter(|number| (1..=100).contains(number));
        number.map(Self).ok_or(Invalid::OutOfRange { min: 1, max: 100 })
    }
}

/// Where a page begins, as [`crate::Call::cursor`] made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Cursor {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Ok(Self(text))
    }
}

/// Values between commas, each one sound: `accepted,arrived`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Several<T>(Vec<T>);

impl<T> Several<T> {
    /// The values in order.
    pub fn into_values(self) -> Vec<T> {
        self.0
    }
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: TryFrom<String, Error = Invalid>> TryFrom<String> for Several<T> {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.split(',').map(|value| T::try_from(value.to_owned())).collect::<Result<_, _>>().map(Self)
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Number<MIN, MAX> {
    /// The number.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<String> for Number<MIN, MAX> {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let number = text.parse().ok().filter(|number| (MIN..=MAX).contains(number));
        number.map(Self).ok_or(Invalid::OutOfRange { min: MIN, max: MAX })
    }
}

/// A mean rating that is asked for at least: 1 to 5 stars, to a hundredth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeastStars {
    hundredths: u64,
}

impl LeastStars {
    /// In hundredths of a star.
    pub fn hundredths(self) -> u64 {
        self.hundredths
    }
}

impl TryFrom<String> for LeastStars {
    type Error = Invalid;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "1 to 5 stars are 100 to 500"
    )]
    fn try_from(text: String) -> Result<Self, Invalid> {
        let stars = text.parse().ok().filter(|stars: &f64| (1.0..=5.0).contains(stars));
        let hundredths = stars.map(|stars| (stars * 100.0).round() as u64);
        hundredths.map(|hundredths| Self { hundredths }).ok_or(Invalid::OutOfRange { min: 1, max: 5 })
    }
}

/// `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flag(pub bool);

impl TryFrom<String> for Flag {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse().map(Self).map_err(|_| Invalid::Unknown)
    }
}

impl Deserr<Faults> for Limit {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Cursor {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl<T: TryFrom<String, Error = Invalid>> Deserr<Faults> for Several<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl<const MIN: i64, const MAX: i64> Deserr<Faults> for Number<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for LeastStars {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Flag {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

pub(crate) fn parse<T: Deserr<Faults>>(query: &str) -> Result<T, Problem> {
    let mut parameters = serde_json::Map::new();
    let mut faults = Faults::default();
    for (name, value) in pairs(query) {
        if parameters.insert(name.clone(), value.into()).is_some() {
            faults.push(name, Invalid::Twice);
        }
    }
    match deserr::deserialize::<T, _, Faults>(serde_json::Value::Object(parameters)) {
        Ok(parsed) if faults.is_empty() => Ok(parsed),
        Ok(_) => Err(Problem::InvalidValue(faults)),
        Err(more) => Err(Problem::InvalidValue(faults.with_names_of(more))),
    }
}

/// The names and values of a query string, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split.map(|(name, value)| (decode(name), decode(value))).collect()
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

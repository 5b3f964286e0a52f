//! Closed lists of codes: the sorts of extras and of lines, the regimes of value-added tax.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    invalid::Invalid,
    media::{Kind, Phase},
    quote::QuoteLineKind,
    technician::VatRegime,
    timeline::ExtraKind,
};

use super::{Expected, Faults, Wrong};

impl Deserr<Faults> for ExtraKind {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        one_of(value, at, &[("material", Self::Material), ("software", Self::Software)])
    }
}

impl Deserr<Faults> for QuoteLineKind {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let known = [("labour", Self::Labour), ("material", Self::Material), ("software", Self::Software)];
        one_of(value, at, &known)
    }
}

impl Deserr<Faults> for VatRegime {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        one_of(value, at, &[("standard", Self::Standard), ("exempt", Self::Exempt)])
    }
}

impl Deserr<Faults> for Kind {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        one_of(value, at, &[("photo", Self::Photo), ("voice", Self::Voice)])
    }
}

impl Deserr<Faults> for Phase {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        one_of(value, at, &[("before", Self::Before), ("after", Self::After)])
    }
}

/// One of the codes of a closed list.
pub fn one_of<T: Copy, V: IntoValue>(
    value: Value<V>,
    at: ValuePointerRef,
    known: &[(&str, T)],
) -> Result<T, Faults> {
    let Value::String(code) = value else { return Err(Faults::one(at, Wrong::Kind(Expected::Text))) };
    let found = known.iter().find(|(name, _)| *name == code);
    found.map(|(_, value)| *value).ok_or_else(|| Faults::one(at, Invalid::Unknown))
}

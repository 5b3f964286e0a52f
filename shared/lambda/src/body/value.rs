//! How the domain's words are read: each value tells its own fault at its own place.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    accounting::Month,
    breakdown::StartCode,
    category::Category,
    customer::Phone,
    email::Email,
    id::Id,
    intervention::StageName,
    invalid::Invalid,
    media::ContentType,
    place::Postcode,
    ranking::Sort,
    technician::{Radius, Siren, VatNumber},
    text::Text,
    timeline::Stars,
};

use super::{Expected, Faults, Wrong, number::whole};

/// A text that a rule accepts.
pub(crate) fn text<T, V>(value: Value<V>, at: ValuePointerRef) -> Result<T, Faults>
where
    T: TryFrom<String, Error = Invalid>,
    V: IntoValue,
{
    let Value::String(text) = value else { return Err(Faults::one(at, Wrong::Kind(Expected::Text))) };
    T::try_from(text).map_err(|invalid| Faults::one(at, invalid))
}

impl<const MIN: usize, const MAX: usize> Deserr<Faults> for Text<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let text: Self = text(value, at)?;
        text.check_legible().map_err(|invalid| Faults::one(at, invalid))
    }
}

impl<Of> Deserr<Faults> for Id<Of> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Month {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Category {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for ContentType {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Postcode {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Phone {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Email {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Siren {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for VatNumber {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for StartCode {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for StageName {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Sort {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Stars {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        whole(value, at)
    }
}

impl Deserr<Faults> for Radius {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        whole(value, at)
    }
}

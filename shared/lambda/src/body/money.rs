//! Amounts: `{"cents": 4999, "currency": "EUR"}`.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{invalid::Invalid, money::Money, tariff::HourlyRate};

use super::{Faults, number::whole, text};

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Amount {
    cents: Cents,
    #[expect(dead_code, reason = "reading it is the check")]
    currency: Euro,
}

struct Cents(Money);

struct Euro;

impl TryFrom<i64> for Cents {
    type Error = Invalid;

    fn try_from(cents: i64) -> Result<Self, Invalid> {
        Money::try_from(cents).map(Self)
    }
}

impl TryFrom<String> for Euro {
    type Error = Invalid;

    fn try_from(code: String) -> Result<Self, Invalid> {
        if code == "EUR" { Ok(Self) } else { Err(Invalid::Unknown) }
    }
}

impl Deserr<Faults> for Cents {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        whole(value, at)
    }
}

impl Deserr<Faults> for Euro {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

impl Deserr<Faults> for Money {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        Amount::deserialize_from_value(value, at).map(|amount| amount.cents.0)
    }
}

impl Deserr<Faults> for HourlyRate {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let amount = Money::deserialize_from_value(value, at)?;
        Self::try_from(amount).map_err(|invalid| Faults::one(at.push_key("cents"), invalid))
    }
}

//! What technicians tell about themselves: base, company, insurance, prices.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    category::Category,
    invalid::Invalid,
    money::Money,
    place::{Address, Location},
    tariff::{CategoryTariff, FLAT_RATE_CENTS_MAX, FlatRate, HourlyRate},
    technician::{Base, Business, Insurance, Siren, VatNumber, VatRegime},
    text::{Name, Remark},
};

use super::{Faults, LastDay, List, Wrong};

/// The prices of a technician: 1 to 10 categories, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariffs(pub Vec<CategoryTariff>);

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct BaseBody {
    address: Address,
    location: Location,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct BusinessBody {
    legal_name: Name,
    siren: Siren,
    #[deserr(default)]
    vat_number: Option<VatNumber>,
    address: Address,
    vat_regime: VatRegime,
    insurance: Insurance,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct InsuranceBody {
    insurer: Name,
    policy: Name,
    coverage: Remark,
    valid_until: LastDay,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct TariffBody {
    category: Category,
    hourly_rate: HourlyRate,
    flat_rates: List<FlatRate, 0, 20>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct FlatRateBody {
    name: Name,
    price: Money,
}

impl Deserr<Faults> for Base {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let BaseBody { address, location } = BaseBody::deserialize_from_value(value, at)?;
        Ok(Self { address, location })
    }
}

impl Deserr<Faults> for Business {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let body = BusinessBody::deserialize_from_value(value, at)?;
        let BusinessBody { legal_name, siren, vat_number, address, vat_regime, insurance } = body;
        if vat_regime == VatRegime::Standard && vat_number.is_none() {
            return Err(Faults::one(at.push_key("vatNumber"), Wrong::Missing));
        }
        let business = Self { legal_name, siren, vat_number, address, vat_regime, insurance };
        business.check().map_err(|invalid| Faults::one(at.push_key("vatNumber"), invalid))
    }
}

impl Deserr<Faults> for Insurance {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let body = InsuranceBody::deserialize_from_value(value, at)?;
        let InsuranceBody { insurer, policy, coverage, valid_until } = body;
        Ok(Self { insurer, policy, coverage, valid_until: valid_until.end() })
    }
}

impl Deserr<Faults> for FlatRate {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let FlatRateBody { name, price } = FlatRateBody::deserialize_from_value(value, at)?;
        if price.cents() > FLAT_RATE_CENTS_MAX {
            let beyond = Invalid::OutOfRange { min: 0, max: FLAT_RATE_CENTS_MAX };
            return Err(Faults::one(at.push_key("price").push_key("cents"), beyond));
        }
        Ok(Self { name, price })
    }
}

impl Deserr<Faults> for CategoryTariff {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let body = TariffBody::deserialize_from_value(value, at)?;
        let TariffBody { category, hourly_rate, flat_rates } = body;
        let flat_rates = flat_rates.into_items();
        once(&flat_rates, |rate| &rate.name, at.push_key("flatRates"), "name")?;
        Ok(Self { category, hourly_rate, flat_rates })
    }
}

impl Deserr<Faults> for Tariffs {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let tariffs = List::<CategoryTariff, 1, 10>::deserialize_from_value(value, at)?.into_items();
        once(&tariffs, |tariff| &tariff.category, at, "category")?;
        Ok(Self(tariffs))
    }
}

/// Refuses items that are named like one before them, each at its name.
fn once<T, N: PartialEq>(
    items: &[T],
    name: impl Fn(&T) -> &N,
    at: ValuePointerRef,
    field: &str,
) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for (index, item) in items.iter().enumerate() {
        if items[..index].iter().any(|before| name(before) == name(item)) {
            faults.add(Faults::one(at.push_index(index).push_key(field), Invalid::Twice));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

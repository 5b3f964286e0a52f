//! Places: points, addresses, how to get in.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    place::{Access, Address, Location, Postcode},
    text::{Line, Name, Remark},
};

use super::{Faults, number::Degrees};

/// Where a breakdown is: an address, its point if the app knows it, and how to get in.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// In words.
    pub address: Address,
    /// As a point; none is for the address service to find.
    pub location: Option<Location>,
    /// How to get in.
    pub access: Access,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Point {
    latitude: Degrees<90>,
    longitude: Degrees<180>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct PostalAddress {
    line1: Line,
    #[deserr(default)]
    line2: Option<Line>,
    postcode: Postcode,
    city: Name,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct WaysIn {
    #[deserr(default)]
    floor: Option<Remark>,
    #[deserr(default)]
    door_code: Option<Remark>,
    #[deserr(default)]
    note: Option<Remark>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct BreakdownAddress {
    line1: Line,
    #[deserr(default)]
    line2: Option<Line>,
    postcode: Postcode,
    city: Name,
    #[deserr(default)]
    location: Option<Location>,
    #[deserr(default)]
    access: Option<Access>,
}

impl Deserr<Faults> for Location {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let point = Point::deserialize_from_value(value, at)?;
        Self::stated(point.latitude.0, point.longitude.0).map_err(|invalid| Faults::one(at, invalid))
    }
}

impl Deserr<Faults> for Address {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let PostalAddress { line1, line2, postcode, city } =
            PostalAddress::deserialize_from_value(value, at)?;
        Ok(Self { line1, line2, postcode, city })
    }
}

impl Deserr<Faults> for Access {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let WaysIn { floor, door_code, note } = WaysIn::deserialize_from_value(value, at)?;
        Ok(Self { floor, door_code, note })
    }
}

impl Deserr<Faults> for Place {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let parsed = BreakdownAddress::deserialize_from_value(value, at)?;
        let BreakdownAddress { line1, line2, postcode, city, location, access } = parsed;
        let address = Address { line1, line2, postcode, city };
        Ok(Self { address, location, access: access.unwrap_or_default() })
    }
}

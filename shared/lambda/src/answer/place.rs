//! Points, addresses, ways in.

use domain::{
    breakdown::{Breakdown, Declaration},
    locating, place,
    text::Remark,
};
use serde::Serialize;

/// Degrees of WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Location {
    latitude: f64,
    longitude: f64,
}

impl From<place::Location> for Location {
    fn from(location: place::Location) -> Self {
        Self { latitude: location.latitude(), longitude: location.longitude() }
    }
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    line1: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line2: Option<String>,
    postcode: String,
    city: String,
}

impl From<&place::Address> for Address {
    fn from(address: &place::Address) -> Self {
        Self {
            line1: address.line1.to_string(),
            line2: address.line2.as_ref().map(ToString::to_string),
            postcode: address.postcode.as_str().to_owned(),
            city: address.city.to_string(),
        }
    }
}

/// A place that may be the address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    label: String,
    location: Location,
    postcode: String,
    city: String,
}

impl From<&locating::Candidate> for Candidate {
    fn from(candidate: &locating::Candidate) -> Self {
        Self {
            label: candidate.label.to_string(),
            location: candidate.location.into(),
            postcode: candidate.postcode.as_str().to_owned(),
            city: candidate.city.to_string(),
        }
    }
}

/// How to get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    #[serde(skip_serializing_if = "Option::is_none")]
    floor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    door_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl Access {
    fn of(access: &place::Access) -> Option<Self> {
        let text = |remark: &Option<Remark>| remark.as_ref().map(ToString::to_string);
        let view =
            Self { floor: text(&access.floor), door_code: text(&access.door_code), note: text(&access.note) };
        (*access != place::Access::default()).then_some(view)
    }
}

/// Where a breakdown is: in full, or the town alone (rule 29).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InterventionAddress {
    #[serde(skip_serializing_if = "Option::is_none")]
    line1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<Access>,
}

impl InterventionAddress {
    /// The access codes are left out for a technician whose work ended long ago.
    pub(super) fn in_full(breakdown: &Breakdown, declaration: &Declaration, shows_access: bool) -> Self {
        let Address { line1, line2, postcode, city } = Address::from(&breakdown.address);
        Self {
            line1: Some(line1),
            line2,
            postcode: Some(postcode),
            city,
            location: Some(declaration.location.into()),
            access: Access::of(&breakdown.access).filter(|_| shows_access),
        }
    }

    pub(super) fn town_of(breakdown: &Breakdown) -> Self {
        let city = breakdown.address.city.to_string();
        Self { line1: None, line2: None, postcode: None, city, location: None, access: None }
    }
}

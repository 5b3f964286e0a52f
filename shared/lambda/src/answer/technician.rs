//! Technicians: by name, in public, and as they read themselves.

use domain::{
    Timestamp, application::Registration, calendar, customer::Phone, tariff, technician, timeline::Acceptance,
};
use jiff::civil::Date;
use serde::Serialize;

use super::{Address, Location, Money, OwnApplication, RatingMean};

/// Who took an intervention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TechnicianName {
    technician_id: String,
    display_name: String,
    hourly_rate: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    flat_rate: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

impl TechnicianName {
    /// The technician of an acceptance at the prices that it froze, with the phone number where its reader may see it.
    pub fn of(acceptance: &Acceptance, phone: Option<&Phone>) -> Self {
        Self {
            technician_id: acceptance.technician.to_string(),
            display_name: acceptance.display_name.to_string(),
            hourly_rate: acceptance.tariff.hourly_rate.money().into(),
            flat_rate: acceptance.tariff.flat_rate.map(Money::from),
            phone: phone.map(|phone| phone.as_str().to_owned()),
        }
    }
}

/// Contact data of the other side, looked up once a technician accepted (rule 29).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Of the customer, for the technician.
    pub customer: Option<domain::customer::Customer>,
    /// Of the technician, for the customer.
    pub technician_phone: Option<Phone>,
}

/// What anybody signed in may know of a technician.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicTechnician {
    technician_id: String,
    display_name: String,
    verified: bool,
    rating: RatingMean,
    categories: Vec<CategoryTariff>,
}

impl PublicTechnician {
    /// A technician at `now`, which decides whether the insurance is good.
    pub fn of(technician: &technician::Technician, now: Timestamp) -> Self {
        Self {
            technician_id: technician.id.to_string(),
            display_name: technician.display_name.to_string(),
            verified: now < technician.business.insurance.valid_until,
            rating: technician.rating.into(),
            categories: technician.tariffs.iter().map(CategoryTariff::from).collect(),
        }
    }
}

/// What a technician told about themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Technician {
    display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    base: Base,
    business: Business,
    radius_meters: u32,
    categories: Vec<CategoryTariff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<OwnApplication>,
}

impl Technician {
    /// The profile of a technician.
    pub fn of(technician: &technician::Technician) -> Self {
        let technician::Base { address, location } = &technician.base;
        Self {
            display_name: technician.display_name.to_string(),
            phone: technician.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            base: Base { address: address.into(), location: (*location).into() },
            business: (&technician.business).into(),
            radius_meters: technician.radius.meters(),
            categories: technician.tariffs.iter().map(CategoryTariff::from).collect(),
            application: None,
        }
    }

    /// The same for the person themselves, with how they stand with the team (rule 35).
    pub fn own(registration: &Registration) -> Self {
        let application = Some(OwnApplication::of(registration));
        Self { application, ..Self::of(&registration.technician) }
    }
}

/// Where a technician starts from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Base {
    address: Address,
    location: Location,
}

/// A technician's company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Business {
    pub(super) legal_name: String,
    pub(super) siren: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vat_number: Option<String>,
    pub(super) address: Address,
    pub(super) vat_regime: &'static str,
    pub(super) insurance: Insurance,
}

impl From<&technician::Business> for Business {
    fn from(business: &technician::Business) -> Self {
        Self {
            legal_name: business.legal_name.to_string(),
            siren: business.siren.as_str().to_owned(),
            vat_number: business.vat_number.as_ref().map(|number| number.as_str().to_owned()),
            address: (&business.address).into(),
            vat_regime: match business.vat_regime {
                technician::VatRegime::Standard => "standard",
                technician::VatRegime::Exempt => "exempt",
            },
            insurance: (&business.insurance).into(),
        }
    }
}

/// A professional liability insurance, with its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Insurance {
    insurer: String,
    policy: String,
    coverage: String,
    valid_until: Date,
}

impl From<&technician::Insurance> for Insurance {
    fn from(insurance: &technician::Insurance) -> Self {
        Self {
            insurer: insurance.insurer.to_string(),
            policy: insurance.policy.to_string(),
            coverage: insurance.coverage.to_string(),
            valid_until: calendar::last_day(insurance.valid_until),
        }
    }
}

/// A technician's prices in one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CategoryTariff {
    category: &'static str,
    hourly_rate: Money,
    flat_rates: Vec<FlatRate>,
}

impl From<&tariff::CategoryTariff> for CategoryTariff {
    fn from(tariff: &tariff::CategoryTariff) -> Self {
        Self {
            category: tariff.category.code(),
            hourly_rate: tariff.hourly_rate.money().into(),
            flat_rates: tariff.flat_rates.iter().map(FlatRate::from).collect(),
        }
    }
}

/// A fixed price for a named piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlatRate {
    name: String,
    price: Money,
}

impl From<&tariff::FlatRate> for FlatRate {
    fn from(flat: &tariff::FlatRate) -> Self {
        Self { name: flat.name.to_string(), price: flat.price.into() }
    }
}

//! The profile row: what a technician told, and on which shelves it was put.

use domain::{
    customer::Phone,
    money::Money,
    tariff::{CategoryTariff, FlatRate, HourlyRate},
    technician::{
        Base, Business, Insurance, Presence, Radius, Rating, Siren, Technician, VatNumber, VatRegime,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    presence::ShelvesRow,
    remembered::RememberedRow,
    row::{AddressRow, PlaceRow, Row, end_of_day, millis, parse},
};

/// What a technician told about themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfileRow {
    pub(super) revision: u64,
    display_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    address: AddressRow,
    location: PlaceRow,
    business: BusinessRow,
    radius: u32,
    tariffs: Vec<CategoryTariffRow>,
    pub(super) home: String,
    /// Where the profile before this one stood: its rows may still be there if the last save was cut.
    pub(super) left: ShelvesRow,
    #[serde(default, skip_serializing_if = "RememberedRow::is_empty")]
    pub(super) keys: RememberedRow,
}

/// The company behind a technician.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BusinessRow {
    legal_name: String,
    siren: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vat_number: Option<String>,
    address: AddressRow,
    vat_exempt: bool,
    insurer: String,
    policy: String,
    coverage: String,
    insured_until: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CategoryTariffRow {
    category: String,
    hourly_rate: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flat_rates: Vec<FlatRateRow>,
}

/// The name and the price of a flat rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FlatRateRow(String, i64);

impl Row for ProfileRow {
    const KIND: &'static str = "profile";
}

impl ProfileRow {
    pub(super) fn of(technician: &Technician, revision: u64, left: ShelvesRow, keys: RememberedRow) -> Self {
        Self {
            revision,
            display_name: technician.display_name.to_string(),
            phone: technician.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            address: AddressRow::of(&technician.base.address),
            location: PlaceRow::of(technician.base.location),
            business: BusinessRow::of(&technician.business),
            radius: technician.radius.meters(),
            tariffs: technician.tariffs.iter().map(CategoryTariffRow::of).collect(),
            home: technician.home.to_string(),
            left,
            keys,
        }
    }

    /// The technician with what stands in other rows.
    pub(super) fn technician(
        self,
        id: domain::id::TechnicianId,
        presence: Option<Presence>,
        rating: Rating,
    ) -> Result<Technician, Error> {
        let tariffs = self.tariffs.into_iter().map(CategoryTariffRow::tariff).collect::<Result<_, _>>()?;
        Ok(Technician {
            id,
            display_name: parse(self.display_name)?,
            phone: self.phone.map(Phone::stored).transpose()?,
            base: Base { address: self.address.address()?, location: self.location.place()? },
            business: self.business.business()?,
            radius: Radius::try_from(i64::from(self.radius))?,
            tariffs,
            home: parse(self.home)?,
            presence,
            rating,
        })
    }
}

impl BusinessRow {
    pub(crate) fn of(business: &Business) -> Self {
        Self {
            legal_name: business.legal_name.to_string(),
            siren: business.siren.as_str().to_owned(),
            vat_number: business.vat_number.as_ref().map(|number| number.as_str().to_owned()),
            address: AddressRow::of(&business.address),
            vat_exempt: business.vat_regime == VatRegime::Exempt,
            insurer: business.insurance.insurer.to_string(),
            policy: business.insurance.policy.to_string(),
            coverage: business.insurance.coverage.to_string(),
            insured_until: millis(business.insurance.valid_until),
        }
    }

    pub(crate) fn business(self) -> Result<Business, Error> {
        Ok(Business {
            legal_name: parse(self.legal_name)?,
            siren: Siren::stored(self.siren)?,
            vat_number: self.vat_number.map(VatNumber::stored).transpose()?,
            address: self.address.address()?,
            vat_regime: if self.vat_exempt { VatRegime::Exempt } else { VatRegime::Standard },
            insurance: Insurance {
                insurer: parse(self.insurer)?,
                policy: parse(self.policy)?,
                coverage: parse(self.coverage)?,
                valid_until: end_of_day(self.insured_until)?,
            },
        })
    }
}

impl CategoryTariffRow {
    fn of(tariff: &CategoryTariff) -> Self {
        Self {
            category: tariff.category.code().to_owned(),
            hourly_rate: tariff.hourly_rate.money().cents(),
            flat_rates: tariff.flat_rates.iter().map(FlatRateRow::of).collect(),
        }
    }

    fn tariff(self) -> Result<CategoryTariff, Error> {
        Ok(CategoryTariff {
            category: parse(self.category)?,
            hourly_rate: HourlyRate::try_from(Money::of_cents(self.hourly_rate))?,
            flat_rates: self.flat_rates.into_iter().map(FlatRateRow::flat_rate).collect::<Result<_, _>>()?,
        })
    }
}

impl FlatRateRow {
    pub(crate) fn of(flat_rate: &FlatRate) -> Self {
        Self(flat_rate.name.to_string(), flat_rate.price.cents())
    }

    pub(crate) fn flat_rate(self) -> Result<FlatRate, Error> {
        Ok(FlatRate { name: parse(self.0)?, price: Money::of_cents(self.1) })
    }
}

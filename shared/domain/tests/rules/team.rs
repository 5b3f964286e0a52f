//! Technicians to start from: profiles, and candidates as a match sees them.

use domain::{
    category::Category,
    cell::Cell,
    money::Money,
    place::{Address, Location},
    tariff::{CategoryTariff, FlatRate, HourlyRate},
    technician::{Base, Business, Candidate, Insurance, Presence, Radius, Rating, Technician, VatRegime},
};

use crate::given::{amiens, at, technician, text};

/// So many metres north of the breakdown.
pub(crate) fn north(meters: f64) -> Location {
    Location::new(amiens().latitude() + meters / 111_195.08, amiens().longitude()).unwrap()
}

pub(crate) fn address() -> Address {
    Address {
        line1: text("12 rue des Jacobins"),
        line2: None,
        postcode: "80000".to_owned().try_into().unwrap(),
        city: text("Amiens"),
    }
}

fn business() -> Business {
    Business {
        legal_name: text("Karim Chauffage SARL"),
        siren: "552100554".to_owned().try_into().unwrap(),
        vat_number: None,
        address: address(),
        vat_regime: VatRegime::Standard,
        insurance: Insurance {
            insurer: text("MAIF"),
            policy: text("42"),
            coverage: text("Heating, France"),
            valid_until: at(1_000_000),
        },
    }
}

/// A technician for heating at 60 EUR an hour, with a flat rate for a boiler service, who goes 10 km.
pub(crate) fn registered(number: u8, base: Location, presence: Option<Presence>) -> Technician {
    Technician {
        id: technician(number),
        display_name: text("Karim B."),
        phone: None,
        base: Base { address: address(), location: base },
        business: business(),
        radius: Radius::try_from(10_000).unwrap(),
        tariffs: vec![tariff("heating", 6_000)],
        home: Cell::of(base),
        presence,
        rating: Rating::default(),
    }
}

pub(crate) fn tariff(category: &str, hourly_cents: i64) -> CategoryTariff {
    CategoryTariff {
        category: Category::try_from(category.to_owned()).unwrap(),
        hourly_rate: HourlyRate::try_from(Money::of_cents(hourly_cents)).unwrap(),
        flat_rates: vec![FlatRate { name: text("Boiler service"), price: Money::of_cents(12_000) }],
    }
}

/// A candidate who is online for an hour, so many metres away.
pub(crate) fn candidate(number: u8, meters: f64, hourly_cents: i64, rating: (u64, u64)) -> Candidate {
    let presence = Presence { location: north(meters), until: at(3_600) };
    let technician = registered(number, amiens(), Some(presence));
    let online = technician.online(&tariff("heating", hourly_cents)).unwrap();
    Candidate { rating: Rating { stars: rating.0, count: rating.1 }, ..online }
}

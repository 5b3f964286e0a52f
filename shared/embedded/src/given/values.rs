//! Sound values for tests: who, where, what, for how much.

use domain::{
    breakdown::{Breakdown, Declaration, StartCode},
    cell::Cell,
    customer::Customer,
    id::CustomerId,
    intervention::{NewExtra, Report},
    invalid::Invalid,
    invoice::{Buyer, Parties},
    money::Money,
    place::{Access, Address, Location},
    quote::{QuoteLine, QuoteLineKind, QuoteLines},
    tariff::{CategoryTariff, FlatRate, HourlyRate},
    technician::{Base, Business, Insurance, Rating, Technician, VatRegime},
    timeline::ExtraKind,
};

use super::at;

/// A value out of a text that is one.
pub fn word<T: TryFrom<String, Error = Invalid>>(text: &str) -> T {
    T::try_from(text.to_owned()).expect("a sound value")
}

/// Who declares and pays.
pub fn customer() -> CustomerId {
    word("camille")
}

/// What the customer's app shows.
pub fn start_code() -> StartCode {
    word("4821")
}

/// The cathedral of Amiens: where the breakdown is.
pub fn amiens() -> Location {
    Location::new(49.8947, 2.3022).expect("a point on the globe")
}

/// A place so many metres north of the breakdown.
pub fn north(meters: u32) -> Location {
    let degrees = f64::from(meters) / 111_195.0;
    Location::new(amiens().latitude() + degrees, amiens().longitude()).expect("a point on the globe")
}

/// An address in Amiens.
pub fn address() -> Address {
    Address {
        line1: word("12 rue des Cordeliers"),
        line2: None,
        postcode: word("80000"),
        city: word("Amiens"),
    }
}

/// Who pays, as invoices name them.
pub fn buyer() -> Buyer {
    Buyer { name: word("Camille Lefèvre"), address: address() }
}

/// The customer of every declaration, as they tell about themselves.
pub fn profile() -> Customer {
    let Buyer { name, address } = buyer();
    Customer { id: customer(), name, phone: word("+33612345678"), billing_address: address }
}

/// Those whom an invoice of a technician's company names.
pub fn parties(technician: &Technician) -> Parties {
    Parties { seller: technician.business.clone(), buyer: buyer() }
}

/// Heating in Amiens, as soon as possible.
pub fn declaration() -> Declaration {
    Declaration {
        customer: customer(),
        category: word("heating"),
        location: amiens(),
        scheduled_for: None,
        flat_rate: None,
        price_ceiling: None,
        start_code: start_code(),
    }
}

/// What is broken.
pub fn breakdown() -> Breakdown {
    let access = Access { floor: Some(word("2e étage")), door_code: Some(word("4B19")), note: None };
    Breakdown { address: address(), access, description: word("La chaudière ne démarre plus.") }
}

/// What was found and done.
pub fn report() -> Report {
    Report {
        diagnosis: word("Thermocouple hors service."),
        work_done: word("Remplacement du thermocouple, essai de 10 minutes."),
        advice: Some(word("Prévoir l'entretien annuel.")),
        signed_by: Some(word("Camille Lefèvre")),
    }
}

/// A new circulator for 235.00 EUR.
pub fn quote_lines() -> QuoteLines {
    let line = |kind, label, cents| QuoteLine {
        kind,
        label: word(label),
        quantity: 1,
        unit_price: Money::of_cents(cents),
        vat_per_mille: Some(100),
    };
    let labour = line(QuoteLineKind::Labour, "Remplacement du circulateur", 9_000);
    let material = line(QuoteLineKind::Material, "Circulateur 25-60 180 mm", 14_500);
    QuoteLines::try_from(vec![labour, material]).expect("two lines")
}

/// A spare part for 12.50 EUR.
pub fn extra() -> NewExtra {
    let label = word("Thermocouple universel 600 mm");
    NewExtra { kind: ExtraKind::Material, label, quantity: 1, unit_price: Money::of_cents(1_250) }
}

/// The company of every technician.
pub fn business() -> Business {
    let insurance = Insurance {
        insurer: word("Mutuelle des artisans"),
        policy: word("RC-2041-7788"),
        coverage: word("Responsabilité civile et décennale en France"),
        valid_until: at(400 * 24 * 60),
    };
    Business {
        legal_name: word("Benali Chauffage"),
        siren: word("732829320"),
        vat_number: Some(word("FR44732829320")),
        address: address(),
        vat_regime: VatRegime::Standard,
        insurance,
    }
}

/// Prices in one category, 72.00 EUR an hour and a yearly service for 120.00 EUR.
pub fn tariff(category: &str) -> CategoryTariff {
    let hourly_rate = HourlyRate::try_from(Money::of_cents(7_200)).expect("an allowed rate");
    let flat_rate = FlatRate { name: word("Entretien annuel"), price: Money::of_cents(12_000) };
    CategoryTariff { category: word(category), hourly_rate, flat_rates: vec![flat_rate] }
}

/// A heating engineer in Amiens who goes 20 km, not registered yet and not online.
pub fn stranger(name: &str) -> Technician {
    Technician {
        id: word(name),
        display_name: word(name),
        phone: None,
        base: Base { address: address(), location: amiens() },
        business: business(),
        radius: 20_000.try_into().expect("an allowed radius"),
        tariffs: vec![tariff("heating")],
        home: Cell::of(amiens()),
        presence: None,
        rating: Rating::default(),
    }
}

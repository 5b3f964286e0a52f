//! A technician of the demo, as people/technicians.json tells of them and as the API wants to hear it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::surprising;
use crate::Error;

const FILE: &str = include_str!("../../people/technicians.json");

/// Somebody who repairs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Technician {
    /// What they sign in by.
    pub name: String,
    /// What customers call them.
    pub display_name: String,
    /// No company has it: no number that was given begins with a zero.
    siren: String,
    vat_regime: String,
    radius_meters: u32,
    address: Value,
    location: Value,
    hourly_cents: BTreeMap<String, i64>,
    flat_cents: BTreeMap<String, i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    /// The one named flat rate of a category, whoever offers it.
    flat_rates: BTreeMap<String, String>,
    technicians: Vec<Technician>,
}

/// All technicians of the demo, each with the profile that registers them.
pub(super) fn all() -> Result<Vec<(Technician, Value)>, Error> {
    let file: File = serde_json::from_str(FILE)
        .map_err(|error| surprising("people/technicians.json", error.to_string()))?;
    let profile = |technician: Technician| {
        let profile = technician.profile(&file.flat_rates);
        (technician, profile)
    };
    Ok(file.technicians.into_iter().map(profile).collect())
}

/// The profile of the technician who signs in by that name; anybody else's is that of the first one but for the name.
pub(super) fn profile_of(name: &str) -> Result<Value, Error> {
    let mut all = all()?;
    let known = all.iter().position(|(technician, _)| technician.name == name.to_lowercase());
    let (_, mut profile) = all.swap_remove(known.unwrap_or(0));
    if known.is_none() {
        profile["displayName"] = json!(name);
    }
    Ok(profile)
}

impl Technician {
    /// Whether they are competent in a category and live in a department.
    pub(super) fn is_near(&self, category: &str, department: &str) -> bool {
        let here = self.address["postcode"].as_str().is_some_and(|postcode| postcode.starts_with(department));
        here && self.hourly_cents.contains_key(category)
    }

    /// Their hourly rate in a category, in cents.
    pub(super) fn hourly_rate(&self, category: &str) -> Option<i64> {
        self.hourly_cents.get(category).copied()
    }

    /// Their flat rate in a category, in cents.
    pub(super) fn flat_rate(&self, category: &str) -> Option<i64> {
        self.flat_cents.get(category).copied()
    }

    /// What their app sends to go online, at their base, or offline.
    pub(super) fn presence(&self, online: bool) -> Value {
        json!({ "online": online, "location": self.location })
    }

    fn profile(&self, flat_rates: &BTreeMap<String, String>) -> Value {
        let mut business = json!({
            "legalName": format!("{} Dépannage", self.display_name),
            "siren": self.siren,
            "address": self.address,
            "vatRegime": self.vat_regime,
            "insurance": {
                "insurer": "Mutuelle des artisans",
                "policy": format!("RC-{}", self.siren),
                "coverage": "Responsabilité civile et décennale en France",
                "validUntil": "2035-12-31",
            },
        });
        if self.vat_regime == "standard" {
            business["vatNumber"] = json!(vat_number(&self.siren));
        }
        json!({
            "displayName": self.display_name,
            "base": { "address": self.address, "location": self.location },
            "business": business,
            "radiusMeters": self.radius_meters,
            "categories": self.tariffs(flat_rates),
        })
    }

    fn tariffs(&self, flat_rates: &BTreeMap<String, String>) -> Vec<Value> {
        let flat = |category: &String| {
            let (name, cents) = (flat_rates.get(category)?, self.flat_cents.get(category)?);
            Some(json!({ "name": name, "price": euro(*cents) }))
        };
        let tariff = |(category, cents): (&String, &i64)| {
            let flat_rates: Vec<Value> = flat(category).into_iter().collect();
            json!({ "category": category, "hourlyRate": euro(*cents), "flatRates": flat_rates })
        };
        self.hourly_cents.iter().map(tariff).collect()
    }
}

/// An amount as the API wants it.
pub(super) fn euro(cents: i64) -> Value {
    json!({ "cents": cents, "currency": "EUR" })
}

/// The French number for value-added tax: two digits that follow from the company number.
fn vat_number(siren: &str) -> String {
    let rest = siren.parse::<u64>().unwrap_or_default() % 97;
    format!("FR{:02}{siren}", (12 + 3 * rest) % 97)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_signs_in_by_a_name_of_their_own() {
        let people = all().expect("the file can be read");

        let names: BTreeSet<_> = people.iter().map(|(technician, _)| &technician.name).collect();
        assert_eq!((names.len(), people.len()), (40, 40));
    }

    #[test]
    fn somebody_who_is_not_in_the_file_applies_under_their_own_name() {
        let (known, stranger) = (profile_of("sylvie.dufour"), profile_of("Yann"));

        let name =
            |profile: Result<Value, Error>| profile.expect("the file can be read")["displayName"].clone();
        assert_eq!((name(known), name(stranger)), (json!("Sylvie Dufour"), json!("Yann")));
    }

    #[test]
    fn rule_27_everybody_asks_a_price_in_range_in_every_category() {
        for (technician, _) in all().expect("the file can be read") {
            let competent = &technician.hourly_cents;
            assert!(competent.values().all(|cents| (2_000..=20_000).contains(cents)), "{}", technician.name);
            assert!(technician.flat_cents.keys().all(|category| competent.contains_key(category)));
        }
    }

    #[test]
    fn a_vat_number_follows_from_the_company_number() {
        assert_eq!(vat_number("732829320"), "FR44732829320");
    }
}

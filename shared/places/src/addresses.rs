//! The national address service (Base Adresse Nationale, served by the Géoplateforme): where an address lies.

mod answer;

use std::time::Duration;

use domain::{
    locating::{Unlocated, one_place},
    place::{Address, Location},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    Fault,
    service::{InvalidBase, Limits, Service},
};
use answer::Answer;

/// The public service of the French state; it lets each caller ask 50 times a second.
const BASE: &str = "https://data.geopf.fr/geocodage";
/// One attempt and one retry: 2 s in all.
const LIMITS: Limits = Limits { wait: Duration::from_secs(1), bytes: 65_536 };
/// How many places are asked for: as many as a phone shows at once.
const CANDIDATES_MAX: usize = 5;
/// The service refuses longer questions.
const CHARACTERS_MAX: usize = 200;

/// The address service. Cheap to clone; the first call builds its client.
#[derive(Debug, Clone)]
pub struct Addresses(Service);

impl Addresses {
    /// The service that `ADDRESS_SERVICE_URL` names, or the public one.
    pub fn connect(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, InvalidBase> {
        let named = lookup("ADDRESS_SERVICE_URL").filter(|named| !named.is_empty());
        Service::at(named.as_deref().unwrap_or(BASE), LIMITS).map(Self)
    }

    /// The point of an address, within 2 s.
    pub async fn locate(&self, address: &Address) -> Result<Location, Unlocated> {
        let asked = asked(address);
        match self.answer(&asked).await.and_then(Answer::candidates) {
            Ok(candidates) => one_place(candidates),
            // It cannot read the words; no retry will change them.
            Err(Fault::Status(400)) => Err(Unlocated::Unknown(Vec::new())),
            Err(fault) => Err(Unlocated::Silent(fault.into())),
        }
    }

    async fn answer(&self, asked: &str) -> Result<Answer, Fault> {
        match self.0.get(asked).await {
            Err(fault) if fault.may_pass() => self.0.get(asked).await,
            answer => answer,
        }
    }
}

/// Street, postcode and town: the service needs no more, so it learns no more.
fn asked(address: &Address) -> String {
    let Address { line1, line2: _, postcode, city } = address;
    let postcode = postcode.as_str();
    let words = format!("{line1} {postcode} {city}").replace(char::is_whitespace, " ");
    let words = words.trim_start_matches(|first: char| !first.is_alphanumeric());
    let words: String = words.chars().take(CHARACTERS_MAX).collect();
    let words = utf8_percent_encode(&words, NON_ALPHANUMERIC);
    format!("/search/?q={words}&postcode={postcode}&limit={CANDIDATES_MAX}&autocomplete=0")
}

#[cfg(test)]
mod tests;

//! Where an address lies: what an address service proposes, and whether that is one place (rule 2).

use std::{cmp::Reverse, error::Error};

use crate::{
    place::{Location, Postcode},
    text::{Name, Remark},
};

/// A place that may be the address.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// In words, as the address service spells it.
    pub label: Remark,
    /// As a point.
    pub location: Location,
    /// Five digits.
    pub postcode: Postcode,
    /// The town.
    pub city: Name,
    /// How much of the address it is.
    pub extent: Extent,
    /// How well its words fit those of the customer, 0 to 1000.
    pub fit_permille: u16,
}

/// How much a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A house, a street, a hamlet: near enough to find somebody in reach.
    Near,
    /// A whole town: its middle may be an hour's walk from the breakdown.
    Town,
}

/// Why an address is no point.
#[derive(Debug, thiserror::Error)]
pub enum Unlocated {
    /// Several places fit about as well.
    #[error("{} places fit the address", .0.len())]
    Ambiguous(Vec<Candidate>),
    /// No place fits well; these come nearest.
    #[error("no place fits the address")]
    Unknown(Vec<Candidate>),
    /// The address service did not answer.
    #[error("no address can be located: {0}")]
    Silent(Box<dyn Error + Send + Sync>),
}

/// Below this the service has matched the town, or another street.
const FIT_PERMILLE_MIN: u16 = 600;
/// What lies so close together is told apart by a typing error.
const RIVAL_PERMILLE: u16 = 50;
/// Less than a minute on the road: whoever is in reach of one is in reach of the other.
const SAME_PLACE_METERS: u32 = 500;

/// The one place that fits, best first; never a guess between two.
pub fn one_place(mut candidates: Vec<Candidate>) -> Result<Location, Unlocated> {
    candidates.sort_by_key(|candidate| Reverse(candidate.fit_permille));
    let Some(best) = candidates.first().filter(|best| best.is_found()) else {
        return Err(Unlocated::Unknown(candidates));
    };
    let (location, rivals_from) = (best.location, best.fit_permille.saturating_sub(RIVAL_PERMILLE));
    candidates.retain(|candidate| candidate.is_found() && candidate.fit_permille >= rivals_from);
    let elsewhere = |candidate: &Candidate| location.distance_meters(candidate.location) > SAME_PLACE_METERS;
    if candidates.iter().any(elsewhere) { Err(Unlocated::Ambiguous(candidates)) } else { Ok(location) }
}

impl Candidate {
    fn is_found(&self) -> bool {
        self.extent == Extent::Near && self.fit_permille >= FIT_PERMILLE_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(fit_permille: u16, latitude: f64) -> Candidate {
        Candidate {
            label: "14 Rue de Noyon 80000 Amiens".to_owned().try_into().unwrap(),
            location: Location::new(latitude, 2.3041).unwrap(),
            postcode: "80000".to_owned().try_into().unwrap(),
            city: "Amiens".to_owned().try_into().unwrap(),
            extent: Extent::Near,
            fit_permille,
        }
    }

    fn ambiguous(candidates: Vec<Candidate>) -> Option<usize> {
        match one_place(candidates) {
            Err(Unlocated::Ambiguous(candidates)) => Some(candidates.len()),
            Ok(_) | Err(Unlocated::Unknown(_) | Unlocated::Silent(_)) => None,
        }
    }

    fn unknown(candidates: Vec<Candidate>) -> Option<usize> {
        match one_place(candidates) {
            Err(Unlocated::Unknown(candidates)) => Some(candidates.len()),
            Ok(_) | Err(Unlocated::Ambiguous(_) | Unlocated::Silent(_)) => None,
        }
    }

    #[test]
    fn rule_2_the_best_of_several_is_where_the_breakdown_is() {
        let (best, other) = (candidate(970, 49.8911), candidate(900, 49.95));

        assert_eq!(one_place(vec![other, best.clone()]).unwrap(), best.location);
    }

    #[test]
    fn two_places_that_fit_about_as_well_are_ambiguous_and_the_others_are_left_out() {
        let candidates = vec![candidate(970, 49.8911), candidate(920, 49.9011), candidate(919, 49.92)];

        assert_eq!(ambiguous(candidates), Some(2));
    }

    #[test]
    fn two_doors_of_one_street_are_one_place() {
        let (door, next) = (candidate(970, 49.8911), candidate(965, 49.8950));

        assert_eq!(one_place(vec![door.clone(), next]).unwrap(), door.location);
    }

    #[test]
    fn what_fits_badly_is_unknown() {
        assert_eq!(unknown(vec![candidate(599, 49.8911), candidate(300, 49.95)]), Some(2));
        assert!(one_place(vec![candidate(600, 49.8911)]).is_ok());
        assert_eq!(unknown(Vec::new()), Some(0));
    }

    #[test]
    fn a_whole_town_is_no_address() {
        let town = Candidate { extent: Extent::Town, ..candidate(990, 49.8911) };

        assert_eq!(unknown(vec![town.clone()]), Some(1));
        assert_eq!(unknown(vec![candidate(700, 49.95), town]), Some(2));
    }
}

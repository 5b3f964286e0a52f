//! Technicians as they live: many in towns, some in the country, most with a near reach, some with a far one.

use std::collections::BTreeMap;

use domain::{
    id::TechnicianId,
    place::Location,
    technician::{Presence, Technician},
};
use embedded::given;

use super::{
    crowd::{TOWNS, anywhere},
    dice::Dice,
};

/// How many are online.
const TECHNICIANS: u32 = 20_000;
/// How many breakdowns look, in each setting.
const PLACES: u32 = 30;

/// Where breakdowns are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    centre: (f64, f64),
    meters: f64,
}

/// Dense, middling, sparse.
pub(super) const SETTINGS: [Setting; 3] = [
    Setting { name: "Paris", centre: (48.86, 2.35), meters: 10_000.0 },
    Setting { name: "Lille", centre: (50.63, 3.06), meters: 10_000.0 },
    Setting { name: "the Creuse", centre: (46.17, 1.87), meters: 30_000.0 },
];

impl Setting {
    pub(super) fn places(self) -> Vec<Location> {
        (0..PLACES).map(|number| Dice::of(u32::MAX - number).around(self.centre, self.meters)).collect()
    }
}

/// All of them, by id.
pub(super) fn everybody() -> BTreeMap<TechnicianId, Technician> {
    (0..TECHNICIANS).map(technician).map(|one| (one.id.clone(), one)).collect()
}

/// Every fifth in Paris, half in other towns; every fourth goes farther than 20 km.
fn technician(number: u32) -> Technician {
    let mut dice = Dice::of(number);
    let location = match dice.below(10) {
        0 | 1 => dice.around(TOWNS[0], 20_000.0),
        2..=6 => {
            let town = TOWNS[1 + dice.below(11) as usize];
            dice.around(town, 20_000.0)
        }
        _ => anywhere(&mut dice),
    };
    let radius = if dice.below(4) == 0 { 20_001 + dice.below(29_999) } else { 5_000 + dice.below(15_001) };
    let mut technician = given::stranger(&format!("t{number}"));
    technician.radius = i64::from(radius).try_into().expect("5 to 50 km");
    technician.presence = Some(Presence { location, until: given::at(15) });
    technician.tariffs[0].flat_rates.clear();
    technician
}

/// So many metres north.
pub(super) fn north(from: Location, meters: f64) -> Location {
    Location::new(from.latitude() + meters / 111_195.0, from.longitude()).expect("a point in France")
}

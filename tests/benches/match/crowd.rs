//! The technicians: some around Amiens, where breakdowns are, and any number elsewhere in France.

use domain::{
    money::Money,
    place::Location,
    tariff::HourlyRate,
    technician::{Presence, Rating, Technician},
};
use embedded::given;

use super::dice::Dice;

/// How many work around Amiens, at every size.
const NEIGHBOURS: u32 = 600;
/// How far from Amiens they are.
const NEIGHBOURHOOD_METERS: f64 = 30_000.0;
/// How far from Amiens all others are: farther than the cells of the neighbourhood extend.
const ELSEWHERE_METERS: u32 = 100_000;
/// The farthest that anybody of them goes.
pub(super) const REACH_MAX_METERS: u32 = 15_000;
/// How many breakdowns look for technicians.
const PLACES: u32 = 200;
/// The minute at which they look: every tenth technician's lease ended before.
pub(super) const MINUTE: i64 = 5;

/// Where most people live, beside those who live anywhere.
pub(super) const TOWNS: [(f64, f64); 12] = [
    (48.86, 2.35),
    (45.76, 4.84),
    (43.30, 5.40),
    (43.60, 1.44),
    (50.63, 3.06),
    (44.84, -0.58),
    (43.70, 7.25),
    (47.22, -1.55),
    (48.57, 7.75),
    (43.61, 3.88),
    (48.11, -1.68),
    (47.32, 5.04),
];

/// Technician number so and so: the same whoever asks, online in one category.
pub(super) fn technician(number: u32) -> Technician {
    let mut dice = Dice::of(number);
    let location = if number < NEIGHBOURS { neighbour(&mut dice) } else { elsewhere(&mut dice) };
    let minute = if dice.below(10) == 0 { MINUTE - 1 } else { MINUTE + 1 + i64::from(dice.below(10)) };
    let rate = Money::of_cents(4_000 + 500 * i64::from(dice.below(12)));
    let count = u64::from(dice.below(60));
    let mut technician = given::stranger(&format!("t{number}"));
    technician.radius =
        i64::from(5_000 + dice.below(REACH_MAX_METERS - 4_999)).try_into().expect("5 to 15 km");
    technician.presence = Some(Presence { location, until: given::at(minute) });
    technician.rating = Rating { stars: count * 4 + u64::from(dice.below(2)) * count / 2, count };
    technician.tariffs[0].hourly_rate = HourlyRate::try_from(rate).expect("40 to 95 EUR");
    technician.tariffs[0].flat_rates.clear();
    technician
}

/// Where breakdowns are.
pub(super) fn places() -> Vec<Location> {
    let amiens = (given::amiens().latitude(), given::amiens().longitude());
    (0..PLACES).map(|number| Dice::of(u32::MAX - number).around(amiens, NEIGHBOURHOOD_METERS / 2.0)).collect()
}

fn neighbour(dice: &mut Dice) -> Location {
    dice.around((given::amiens().latitude(), given::amiens().longitude()), NEIGHBOURHOOD_METERS)
}

fn elsewhere(dice: &mut Dice) -> Location {
    loop {
        let location = if dice.below(10) < 6 {
            let town = TOWNS[dice.below(12) as usize];
            dice.around(town, 30_000.0)
        } else {
            anywhere(dice)
        };
        if location.distance_meters(given::amiens()) > ELSEWHERE_METERS {
            return location;
        }
    }
}

/// Between Brest and Strasbourg, Dunkirk and Perpignan.
pub(super) fn anywhere(dice: &mut Dice) -> Location {
    let (latitude, longitude) = (dice.between(42.5, 51.0), dice.between(-4.5, 8.0));
    Location::new(latitude, longitude).expect("a point in France")
}

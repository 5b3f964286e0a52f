//! The cell of the map in which a point lies: all that others learn of a place before acceptance (rule 29).
//!
//! Whoever chooses their own position freely, and asks often enough, learns what the answers depend on. So every answer
//! that anybody sees before acceptance depends on map cells alone: distances, arrivals, orders, and who is in reach.

use h3o::{LatLng, Resolution};

use crate::place::Location;

/// Hexagons of about 0.7 km², 0.5 km an edge.
const RESOLUTION: Resolution = Resolution::Eight;

/// A map cell, by its centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapCell(Location);

impl MapCell {
    /// The map cell of a place.
    ///
    /// # Panics
    ///
    /// Never: a location is finite, and so is the centre of its cell.
    pub fn of(place: Location) -> Self {
        let point = LatLng::new(place.latitude(), place.longitude()).expect("a location is finite");
        let centre = LatLng::from(point.to_cell(RESOLUTION));
        let (latitude, longitude) = (centre.lat().clamp(-90.0, 90.0), around(centre.lng()));
        Self(Location::new(latitude, longitude).expect("a centre is on the globe"))
    }

    /// Its centre.
    pub fn centre(self) -> Location {
        self.0
    }

    /// From centre to centre, in whole metres; none within one cell.
    pub fn distance_meters(self, other: Self) -> u32 {
        self.0.distance_meters(other.0)
    }

    /// The same from many cells: what they share is worked out once.
    pub fn distances(self) -> impl Fn(Self) -> u32 {
        let meters = self.0.distances();
        move |other| meters(other.0)
    }
}

/// Degrees east between -180 and 180.
fn around(longitude: f64) -> f64 {
    ((longitude + 180.0).rem_euclid(360.0) - 180.0).clamp(-180.0, 180.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// No point lies farther from the centre of its cell.
    const RADIUS_METERS: u32 = 700;

    fn place() -> impl Strategy<Value = Location> {
        let anywhere = (-90.0..=90.0_f64, -180.0..=180.0_f64);
        let town = (49.7..50.0_f64, 2.1..2.5_f64);
        prop_oneof![anywhere, town].prop_map(|(north, east)| Location::new(north, east).unwrap())
    }

    proptest! {
        #[test]
        fn a_place_lies_near_the_centre_of_its_cell_and_the_centre_is_of_the_same_cell(place in place()) {
            let cell = MapCell::of(place);

            prop_assert!(cell.centre().distance_meters(place) <= RADIUS_METERS);
            prop_assert_eq!(MapCell::of(cell.centre()), cell);
            prop_assert_eq!(cell.distance_meters(cell), 0);
        }
    }

    /// As the reference library of H3 tells them.
    #[test]
    fn the_cell_of_the_cathedral_of_amiens_is_known() {
        let cathedral = Location::new(49.8947, 2.3022).unwrap();
        let station = Location::new(49.8907, 2.3084).unwrap();

        let (here, there) = (MapCell::of(cathedral), MapCell::of(station));

        assert_eq!(here.centre(), Location::new(49.895_896, 2.305_659).unwrap());
        assert_eq!(here.distance_meters(there), 910);
    }
}

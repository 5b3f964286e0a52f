//! Cells: no breakdown within reach is missed, anywhere on the globe, and a technician has few rows (rule 5).

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use domain::{cell::Cell, map_cell::MapCell, place::Location};
use h3o::{LatLng, Resolution};
use proptest::{prelude::*, test_runner::Config};

/// The greatest number of cells that a technician is written to.
const CELLS_MAX: usize = 20;
/// The greatest number of regions in which a technician looks for missions.
const REGIONS_MAX: usize = 8;

fn places() -> impl Strategy<Value = Location> {
    let anywhere = (-90.0..=90.0, -180.0..=180.0);
    let poles = (prop_oneof![-90.0..=-89.0, 89.0..=90.0], -180.0..=180.0);
    let antimeridian = (-90.0..=90.0, prop_oneof![-180.0..=-179.5, 179.5..=180.0]);
    let town = (49.7..50.0, 2.1..2.5);
    let pentagon = (0..36_usize, -0.3..0.3, -0.3..0.3)
        .prop_map(|(number, north, east)| near_pentagon(number, north, east));
    let degrees = prop_oneof![2 => anywhere, 1 => poles, 1 => antimeridian, 2 => town, 1 => pentagon];
    degrees.prop_map(|(latitude, longitude)| Location::new(latitude, longitude).unwrap())
}

/// The twelve corners of the globe where five cells meet instead of six, of all sizes of cells.
fn near_pentagon(number: usize, north: f64, east: f64) -> (f64, f64) {
    let pentagons = [Resolution::Three, Resolution::Four, Resolution::Five];
    let pentagons = pentagons.into_iter().flat_map(Resolution::pentagons);
    let centre = LatLng::from(pentagons.collect::<Vec<_>>()[number]);
    ((centre.lat() + north).clamp(-90.0, 90.0), (centre.lng() + east).clamp(-180.0, 180.0))
}

/// The point so many metres away in a direction, on a sphere.
fn away(from: Location, meters: f64, direction: f64) -> Location {
    let angle = meters / 6_371_008.8;
    let (latitude, longitude) = (from.latitude().to_radians(), from.longitude().to_radians());
    let sine = latitude.sin() * angle.cos() + latitude.cos() * angle.sin() * direction.cos();
    let north = sine.clamp(-1.0, 1.0).asin();
    let east = (direction.sin() * angle.sin() * latitude.cos()).atan2(angle.cos() - latitude.sin() * sine);
    let around = (longitude + east + PI).rem_euclid(TAU) - PI;
    Location::new(north.clamp(-FRAC_PI_2, FRAC_PI_2).to_degrees(), around.to_degrees()).unwrap()
}

fn check_reach(place: Location, radius_meters: u32, breakdowns: impl Iterator<Item = Location>) {
    let (written, missions) = (Cell::of_reach(place, radius_meters), Cell::of_missions(place, radius_meters));
    let meters = MapCell::of(place).distances();
    for breakdown in breakdowns.filter(|one| meters(MapCell::of(*one)) <= radius_meters) {
        let read = Cell::of_breakdown(breakdown);
        assert!(read.iter().any(|cell| written.contains(cell)), "{place:?} {radius_meters} {breakdown:?}");
        assert!(missions.contains(&Cell::region_of(breakdown)), "{place:?} {radius_meters} {breakdown:?}");
    }
}

proptest! {
    #![proptest_config(Config { cases: 4_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_5_every_breakdown_in_reach_is_found_through_its_cells(
        place in places(),
        radius_meters in prop_oneof![4 => 1_000..=50_000_u32, 1 => Just(20_000), 1 => Just(20_001), 1 => Just(50_000)],
        inside in prop::collection::vec((0.0..=1.0_f64, 0.0..TAU), 8),
        turn in 0.0..TAU,
    ) {
        let radius = f64::from(radius_meters);
        let rim = (0..16_u32).map(|step| (f64::from(step % 4) * 300.0 - 300.0, turn + f64::from(step) * TAU / 16.0));
        let rim = rim.map(|(beyond, direction)| away(place, radius + beyond, direction));
        let inside = inside.into_iter().map(|(share, direction)| away(place, share * radius, direction));
        check_reach(place, radius_meters, inside.chain(rim));
    }

    #[test]
    fn a_technician_has_few_rows_each_once(place in places(), radius_meters in 1_000..=50_000_u32) {
        for (mut cells, most) in [
            (Cell::of_reach(place, radius_meters), CELLS_MAX),
            (Cell::of_missions(place, radius_meters), REGIONS_MAX),
        ] {
            let count = cells.len();
            prop_assert!((1..=most).contains(&count), "{} cells at {} metres", count, radius_meters);
            cells.sort();
            cells.dedup();
            prop_assert_eq!(cells.len(), count);
        }
    }
}

#[test]
fn a_cell_is_read_back_as_it_was_spelt() {
    let cell = Cell::of(Location::new(49.8942, 2.2957).unwrap());

    assert_eq!(Cell::try_from(cell.to_string()), Ok(cell));
    assert!(Cell::try_from("nowhere".to_owned()).is_err());
}

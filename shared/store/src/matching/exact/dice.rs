//! Numbers that only look random, the same in every run.

use std::f64::consts::{PI, TAU};

use domain::place::Location;

/// The mean radius of the earth.
const EARTH_RADIUS_METERS: f64 = 6_371_008.8;

pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
    }

    pub(super) fn one_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }

    pub(super) fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(u32::try_from(choices.len()).unwrap()) as usize]
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(u32::try_from(last).unwrap() + 1) as usize);
        }
    }

    /// Anywhere on the globe, the poles as likely as the rest.
    pub(super) fn anywhere(&mut self) -> Location {
        let degrees =
            |dice: &mut Self, most: u32| f64::from(dice.below(2 * most * 1_000)) / 1_000.0 - f64::from(most);
        Location::new(degrees(self, 90), degrees(self, 180)).unwrap()
    }

    /// Within so many metres of a centre, over poles and date line; denser towards it, as towns are.
    pub(super) fn near(&mut self, centre: Location, meters: u32) -> Location {
        let angle = f64::from(self.below(meters)) / EARTH_RADIUS_METERS;
        let direction = f64::from(self.below(3_600)) / 3_600.0 * TAU;
        let (latitude, longitude) = (centre.latitude().to_radians(), centre.longitude().to_radians());
        let sine = latitude.sin() * angle.cos() + latitude.cos() * angle.sin() * direction.cos();
        let north = sine.clamp(-1.0, 1.0).asin().to_degrees();
        let east =
            (direction.sin() * angle.sin() * latitude.cos()).atan2(angle.cos() - latitude.sin() * sine);
        let around = ((longitude + east + PI).rem_euclid(TAU) - PI).to_degrees();
        Location::new(north, around.clamp(-180.0, 180.0)).unwrap()
    }
}

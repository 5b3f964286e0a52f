//! Numbers that only look random: each technician's own, the same in every run and at every size.

use std::f64::consts::TAU;

use domain::place::Location;

pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(number: u32) -> Self {
        Self(u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// `SplitMix64`.
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(end)).expect("a remainder is below its divisor")
    }

    /// From 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.below(1_000_000)) / 1e6
    }

    pub(super) fn between(&mut self, least: f64, most: f64) -> f64 {
        least + self.share() * (most - least)
    }

    /// Evenly within so many metres of a centre; flat earth is good enough to scatter people.
    pub(super) fn around(&mut self, (latitude, longitude): (f64, f64), meters: f64) -> Location {
        let (distance, direction) = (meters * self.share().sqrt() / 111_195.0, self.share() * TAU);
        let east = distance * direction.sin() / latitude.to_radians().cos();
        Location::new(latitude + distance * direction.cos(), longitude + east).expect("a point in France")
    }
}

//! Where technicians and breakdowns are.

use domain::place::Location;

use super::dice::Dice;

/// A stretch of the globe.
#[derive(Debug, Clone, Copy)]
pub(super) struct Region {
    latitude: f64,
    longitude: f64,
    /// How far people live from its centre.
    meters: u32,
    /// How many technicians work there.
    pub(super) technicians: usize,
}

const fn region(latitude: f64, longitude: f64, meters: u32, technicians: usize) -> Region {
    Region { latitude, longitude, meters, technicians }
}

/// A dense capital, towns at borders and coasts, empty country, sea, islands on the date line, poles.
pub(super) const REGIONS: [Region; 17] = [
    // Paris, its suburbs, and Lyon.
    region(48.8566, 2.3522, 12_000, 200),
    region(48.80, 2.40, 45_000, 80),
    region(45.764, 4.8357, 15_000, 60),
    // Lille beside Belgium, Strasbourg beside Germany, Menton beside Italy, Hendaye beside Spain.
    region(50.63, 3.07, 25_000, 40),
    region(48.573, 7.752, 25_000, 40),
    region(43.775, 7.5, 25_000, 25),
    region(43.35, -1.77, 25_000, 25),
    // Marseille and Brest between land and sea; the Channel.
    region(43.2965, 5.3698, 20_000, 50),
    region(48.39, -4.486, 40_000, 25),
    region(50.2, -1.0, 80_000, 8),
    // The Creuse.
    region(46.17, 1.87, 60_000, 20),
    // The date line: Taveuni, the equator, Wrangel.
    region(-16.8, 180.0, 40_000, 30),
    region(0.0, 179.99, 60_000, 30),
    region(71.2, -179.9, 60_000, 30),
    // Both poles.
    region(89.95, 20.0, 60_000, 30),
    region(-89.95, -120.0, 60_000, 30),
    // Where five cells meet instead of six.
    region(64.7, 10.5362, 60_000, 30),
];

impl Region {
    pub(super) fn centre(self) -> Location {
        Location::new(self.latitude, self.longitude).unwrap()
    }

    /// Where a technician of the region lives or is.
    pub(super) fn inhabited(self, dice: &mut Dice) -> Location {
        dice.near(self.centre(), self.meters)
    }

    /// Where something may break: a little farther out than technicians live.
    pub(super) fn around(self, dice: &mut Dice) -> Location {
        dice.near(self.centre(), self.meters + self.meters / 4)
    }
}

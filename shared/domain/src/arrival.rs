//! How long a technician needs to come: the estimate of the house, and the place where another one can be put.
//!
//! [`arriving`] gives every candidate minutes; whoever knows better (a service with roads) writes over those it knows,
//! and the ranking does not ask where they came from.

use jiff::{
    Timestamp,
    civil::{Time, Weekday, time},
};

use crate::{
    agenda::When, calendar, intervention::Intervention, map_cell::MapCell, place::Location,
    technician::Candidate,
};

/// A candidate with the minutes until they could ring the bell.
#[derive(Debug, Clone, PartialEq)]
pub struct Arriving {
    /// Who.
    pub candidate: Candidate,
    /// To the breakdown, as the crow flies.
    pub distance_meters: u32,
    /// The same between map cells, which decides who is in reach (rule 29).
    pub reach_meters: u32,
    /// From setting out to the door; whoever knows better writes it over.
    pub eta_minutes: u32,
    /// Where the ranking puts what it finds: a list of thousands then needs no second memory.
    room: Room,
}

/// As much as a place in a list is larger than a candidate who arrives.
type Room = [u64; 7];

impl Arriving {
    /// The same as a customer may see them: measured between map cells, from technicians who are [blurred](Candidate::blurred).
    pub fn between_cells(candidates: impl IntoIterator<Item = Candidate>, place: Location) -> Vec<Self> {
        let blurred = candidates.into_iter().map(Candidate::blurred);
        Self::at_a_distance(blurred, MapCell::of(place).centre())
    }

    /// Candidates with their distances to a place; nobody has driven yet.
    pub fn at_a_distance(candidates: impl IntoIterator<Item = Candidate>, place: Location) -> Vec<Self> {
        let (meters, reach) = (place.distances(), MapCell::of(place).distances());
        let measured = |candidate: Candidate| {
            let (distance_meters, reach_meters) = (meters(candidate.location), reach(candidate.area));
            Self { reach_meters, ..Self::new(candidate, distance_meters, MINUTES_TO_LEAVE) }
        };
        candidates.into_iter().map(measured).collect()
    }

    /// A candidate with the way that they have, who is in reach if that is.
    pub fn new(candidate: Candidate, distance_meters: u32, eta_minutes: u32) -> Self {
        let room = Room::default();
        Self { candidate, distance_meters, reach_meters: distance_meters, eta_minutes, room }
    }

    /// Writes the estimate over: the drive takes so many seconds on the road.
    pub fn drives(&mut self, seconds: u32) {
        self.eta_minutes = MINUTES_TO_LEAVE + seconds.div_ceil(60);
    }
}

/// What a place is surrounded by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// Streets, lights, no parking place.
    Town,
    /// Roads.
    Country,
}

/// How dense traffic is, by French local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Traffic {
    Rush,
    Day,
    Night,
}

/// Getting ready and finding the door.
const MINUTES_TO_LEAVE: u32 = 5;
/// So many technicians this near make a town.
const TOWN_TECHNICIANS: usize = 5;
const TOWN_METERS: u32 = 5_000;

impl Surroundings {
    /// Told by the technicians around: they live where customers live, and no table of ours counts inhabitants.
    ///
    /// Not by the radius that each declares, which would reward who declares too much; not by the distance, which
    /// is the same for 3 km of Paris and 3 km of Creuse. A town in which hardly anybody works at this hour counts as
    /// country: then its streets are empty too. All who are ranked together are measured alike.
    pub fn around<'a>(place: Location, technicians: impl IntoIterator<Item = &'a Candidate>) -> Self {
        Self::within(technicians.into_iter().map(|one| one.location.distance_meters(place)))
    }

    /// The same, told by how far each technician is.
    fn within(distances: impl Iterator<Item = u32>) -> Self {
        let near = distances.filter(|meters| *meters <= TOWN_METERS).take(TOWN_TECHNICIANS);
        if near.count() == TOWN_TECHNICIANS { Self::Town } else { Self::Country }
    }
}

impl Traffic {
    /// Rush on working days from 7:30 to 9:30 and from 16:30 to 19:00, night from 21:00 to 6:30.
    fn at(instant: Timestamp) -> Self {
        const RUSH: [(Time, Time); 2] =
            [(time(7, 30, 0, 0), time(9, 30, 0, 0)), (time(16, 30, 0, 0), time(19, 0, 0, 0))];
        let local = calendar::local(instant);
        let weekend = matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
        let clock = local.time();
        if clock < time(6, 30, 0, 0) || clock >= time(21, 0, 0, 0) {
            return Self::Night;
        }
        let rush = !weekend && RUSH.iter().any(|(from, to)| (*from..*to).contains(&clock));
        if rush { Self::Rush } else { Self::Day }
    }
}

/// Metres as the crow flies that are made in a minute: 500 is 30 km/h, the door-to-door mean in a French town.
fn meters_per_minute(traffic: Traffic, surroundings: Surroundings) -> u32 {
    match (surroundings, traffic) {
        (Surroundings::Town, Traffic::Rush) => 350,
        (Surroundings::Town, Traffic::Day) => 500,
        (Surroundings::Town, Traffic::Night) => 650,
        (Surroundings::Country, Traffic::Rush) => 750,
        (Surroundings::Country, Traffic::Day) => 850,
        (Surroundings::Country, Traffic::Night) => 900,
    }
}

/// Minutes from setting out at an instant to ringing the bell.
pub fn minutes(from: Location, to: Location, at: Timestamp, surroundings: Surroundings) -> u32 {
    drive(from.distance_meters(to), meters_per_minute(Traffic::at(at), surroundings))
}

/// Every candidate with the minutes of [`minutes`], setting out now or at the hour that was asked.
pub fn arriving(mut found: Vec<Arriving>, intervention: &Intervention, now: Timestamp) -> Vec<Arriving> {
    let at = match intervention.binds(now) {
        When::Now { since } => since,
        When::At(hour) => hour,
    };
    let surroundings = Surroundings::within(found.iter().map(|one| one.distance_meters));
    let meters_per_minute = meters_per_minute(Traffic::at(at), surroundings);
    for one in &mut found {
        one.eta_minutes = drive(one.distance_meters, meters_per_minute);
    }
    found
}

fn drive(distance_meters: u32, meters_per_minute: u32) -> u32 {
    MINUTES_TO_LEAVE + distance_meters.div_ceil(meters_per_minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traffic(instant: &str) -> Traffic {
        Traffic::at(instant.parse().unwrap())
    }

    #[test]
    fn rule_5_traffic_follows_french_time_over_the_change_to_summer_and_back() {
        let rush_begins = [
            ("2026-03-27T06:29:59Z", "2026-03-27T06:30:00Z"),
            ("2026-03-30T05:29:59Z", "2026-03-30T05:30:00Z"),
            ("2026-10-23T05:29:59Z", "2026-10-23T05:30:00Z"),
            ("2026-10-26T06:29:59Z", "2026-10-26T06:30:00Z"),
        ];

        for (before, after) in rush_begins {
            assert_eq!((traffic(before), traffic(after)), (Traffic::Day, Traffic::Rush), "{after}");
        }
    }

    #[test]
    fn rule_5_nobody_hurries_on_a_weekend_and_nights_are_empty() {
        assert_eq!(traffic("2026-11-28T07:30:00Z"), Traffic::Day);
        assert_eq!(traffic("2026-11-27T07:30:00Z"), Traffic::Rush);
        assert_eq!([traffic("2026-11-27T08:30:00Z"), traffic("2026-11-27T18:00:00Z")], [Traffic::Day; 2]);
        assert_eq!([traffic("2026-11-27T20:00:00Z"), traffic("2026-11-27T05:29:59Z")], [Traffic::Night; 2]);
        assert_eq!([traffic("2026-11-27T19:59:59Z"), traffic("2026-11-27T05:30:00Z")], [Traffic::Day; 2]);
    }

    #[test]
    fn rule_5_a_technician_needs_five_minutes_and_the_way() {
        let at = "2026-11-23T12:00:00Z".parse().unwrap();
        let amiens = Location::new(49.8942, 2.2957).unwrap();
        let north = |meters: f64| Location::new(49.8942 + meters / 111_195.08, 2.2957).unwrap();
        let town = |meters| minutes(north(meters), amiens, at, Surroundings::Town);

        assert_eq!([0.0, 1.0, 500.0, 501.0, 11_000.0].map(town), [5, 6, 6, 7, 27]);
        assert_eq!(minutes(north(11_000.0), amiens, at, Surroundings::Country), 18);
    }

    #[test]
    fn rule_5_who_drives_farther_never_arrives_earlier() {
        for traffic in [Traffic::Rush, Traffic::Day, Traffic::Night] {
            let [town, country] =
                [Surroundings::Town, Surroundings::Country].map(|around| meters_per_minute(traffic, around));
            for meters in (0..60_000).step_by(137) {
                assert!(drive(meters, town) <= drive(meters + 137, town));
                assert!(drive(meters, country) <= drive(meters, town));
            }
        }
    }
}

//! An attacker who chooses positions freely learns the map cell of a house or technician and nothing more (rule 29).
//!
//! Two secrets in one map cell are told apart by nothing: whatever position, radius and order the attacker chooses, and
//! whomever they place beside the secret for comparison, the answers are the same to the last digit.

use domain::{
    arrival::{self, Arriving},
    breakdown::Declaration,
    id::InterventionId,
    intervention::Intervention,
    map_cell::MapCell,
    mission::{Waiting, missions, ranks},
    place::Location,
    policy::Policy,
    ranking::{Ranked, Reason, Sort, rank},
    technician::{Candidate, Presence, Radius, Technician},
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    given::{self, at, hourly},
    missions::dossier,
    team::{registered, tariff},
};

/// How many positions the attacker tries against one secret.
const POSITIONS: usize = 50;
const SORTS: [Sort; 4] = [Sort::Price, Sort::Rating, Sort::Proximity, Sort::Best];

/// Degrees from the middle of a town: north, east.
type Degrees = (f64, f64);

fn place((north, east): Degrees) -> Location {
    Location::new(49.89 + north, 2.29 + east).unwrap()
}

/// Within about 28 km.
fn anywhere() -> impl Strategy<Value = Degrees> {
    (-0.25..0.25_f64, -0.4..0.4_f64)
}

/// Two points of one map cell, some hundred metres apart.
fn secrets() -> impl Strategy<Value = [Location; 2]> {
    let step = (-0.004..0.004_f64, -0.006..0.006_f64);
    let pair = (anywhere(), step)
        .prop_map(|((north, east), (up, right))| [(north, east), (north + up, east + right)].map(place));
    pair.prop_filter("one map cell", |[one, other]| MapCell::of(*one) == MapCell::of(*other))
}

fn attacks() -> impl Strategy<Value = Vec<(Degrees, u32)>> {
    prop::collection::vec((anywhere(), 1_000..50_000_u32), POSITIONS)
}

fn technician(number: u8, place: Location, radius_meters: u32) -> Technician {
    let radius = Radius::try_from(i64::from(radius_meters)).unwrap();
    let presence = Some(Presence { location: place, until: at(900) });
    Technician { radius, ..registered(number, place, presence) }
}

fn waiting(number: usize, house: Location) -> Intervention {
    let declaration = Declaration { location: house, ..given::declaration() };
    let id = InterventionId::numbered(number);
    Intervention::declare(id, declaration, true, None, at(0), &Policy::default()).unwrap()
}

fn entry(intervention: &Intervention) -> Waiting {
    let wanted = intervention.declaration().wanted();
    Waiting {
        id: intervention.id().clone(),
        priority: false,
        since: at(0),
        category: wanted.category,
        area: wanted.area,
        scheduled_for: None,
        flat_rate: None,
        price_ceiling: None,
        expires_at: intervention.expires_at(),
    }
}

/// All that a technician at a position learns of a house, beside a decoy whose place they chose themselves.
fn seen_of_house(
    house: Location,
    decoy: Location,
    from: Location,
    radius_meters: u32,
) -> impl PartialEq + std::fmt::Debug {
    let spy = technician(1, from, radius_meters);
    let both = [waiting(1, house), waiting(2, decoy)];
    let listed = missions(&spy, vec![], both.iter().cloned().map(dossier).collect(), at(60));
    let listed: Vec<_> =
        listed.iter().map(|one| (one.dossier.intervention.id().clone(), one.distance_meters)).collect();
    let places = ranks(&spy, &both.each_ref().map(entry), at(60));
    let takes = both.each_ref().map(|one| spy.acceptance_of(one, at(60)).is_ok());
    (listed, places, takes)
}

fn told(entry: &Ranked) -> (String, u32, u32, Vec<Reason>) {
    (entry.candidate.technician.to_string(), entry.distance_meters, entry.eta_minutes, entry.reasons())
}

/// All that a customer who declares at a house learns of a technician, beside an accomplice who is where they want.
fn seen_of_technician(
    victim: Location,
    radius_meters: u32,
    accomplice: Location,
    house: Location,
) -> impl PartialEq + std::fmt::Debug {
    let request = given::story(Declaration { location: house, ..given::declaration() }, false, hourly(6_000));
    let request = request.intervention;
    let both = [technician(1, victim, radius_meters), technician(2, accomplice, 50_000)];
    let candidates = || -> Vec<Candidate> {
        let online = both.iter().filter_map(|one| one.online(&tariff("heating", 6_000)));
        online.collect()
    };
    let lists = SORTS.map(|sort| {
        let found = Arriving::between_cells(candidates(), house);
        let arriving = arrival::arriving(found, &request, at(60));
        let list = rank(arriving, &request, sort, at(60), &Policy::default());
        list.iter().map(told).collect::<Vec<_>>()
    });
    let chosen = both[0].asked_for(&request, at(60)).is_ok();
    (lists, chosen)
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_29_fifty_positions_against_a_house_learn_its_map_cell_and_nothing_more(
        [house, neighbour] in secrets(), decoy in anywhere(), attacks in attacks(),
    ) {
        for (from, radius_meters) in attacks {
            let seen = |secret| seen_of_house(secret, place(decoy), place(from), radius_meters);
            prop_assert_eq!(seen(house), seen(neighbour));
        }
    }

    #[test]
    fn rule_29_fifty_positions_against_a_technician_learn_their_map_cell_and_nothing_more(
        [victim, twin] in secrets(), accomplice in anywhere(), attacks in attacks(),
    ) {
        for (house, radius_meters) in attacks {
            let seen = |secret| seen_of_technician(secret, radius_meters, place(accomplice), place(house));
            prop_assert_eq!(seen(victim), seen(twin));
        }
    }
}

#[test]
fn rule_29_what_is_learnt_is_the_map_cell() {
    let (house, next_cell) = (place((0.0, 0.0)), place((0.012, 0.0)));

    let seen = |secret| seen_of_house(secret, place((0.1, 0.1)), place((0.05, 0.05)), 20_000);

    assert_ne!(MapCell::of(house), MapCell::of(next_cell));
    assert_ne!(format!("{:?}", seen(house)), format!("{:?}", seen(next_cell)));
}

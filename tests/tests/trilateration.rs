//! Rule 29 through the use cases: an attacker tries 50 positions against a house, and declares at 50 addresses against a
//! technician. Two secrets in one map cell answer the same to the last digit, so the attacker learns the cell at most.

use accept_request::{AcceptRequest, accept_request};
use choose_technician::{ChooseTechnician, choose_technician};
use declare_request::{DeclareRequest, declare_request};
use domain::{
    breakdown::Declaration,
    id::InterventionId,
    idempotency::{Key, Request},
    intervention::{Intervention, Party},
    map_cell::MapCell,
    paper::Form,
    place::Location,
    ranking::Sort,
    technician::{Presence, Radius, Technician},
};
use embedded::{Embedded, EmbeddedBucket, embedded, given};
use lambda::answer;
use list_missions::{ListMissions, list_missions};
use match_technicians::{MatchTechnicians, match_technicians};
use places::Travel;
use serde_json::{Value, json};
use set_presence::{SetPresence, set_presence};
use show_intervention::{ShowIntervention, show_intervention};
use store::Store;

/// How many positions the attacker tries against one secret.
const POSITIONS: u64 = 50;
const SORTS: [Sort; 4] = [Sort::Price, Sort::Rating, Sort::Proximity, Sort::Best];

/// A table in which the secret lies at one place.
struct World {
    table: Embedded,
    bucket: EmbeddedBucket,
}

impl World {
    async fn open() -> Self {
        let table = embedded().await;
        given::signed_up(&table.store).await;
        Self { table, bucket: EmbeddedBucket::open() }
    }

    fn store(&self) -> &Store {
        &self.table.store
    }

    async fn waits(&self, number: usize, house: Location) {
        let (id, policy) = (InterventionId::numbered(number), self.store().policy());
        let declaration = Declaration { location: house, ..given::declaration() };
        let new = Intervention::declare(id, declaration, true, None, given::at(0), policy);
        let declared = self.store().declare(new.expect("a sound declaration"), given::breakdown()).await;
        declared.expect("an intervention is declared");
    }

    async fn comes(&self, name: &str, place: Location, radius_meters: i64) -> Technician {
        let radius = Radius::try_from(radius_meters).expect("a radius");
        let technician =
            given::registered(self.store(), Technician { radius, ..given::stranger(name) }).await;
        let presence = Presence { location: place, until: given::at(60) };
        self.store().set_presence(&technician, Some(presence)).await.expect("a technician goes online");
        technician
    }

    /// All that a technician learns who goes online at a place.
    async fn seen_from(&self, place: Location, radius_meters: i64) -> Value {
        let spy = self.comes("spy", place, radius_meters).await;
        let online = SetPresence { technician: spy.id.clone(), online_at: Some(place) };
        let standing = set_presence(self.store(), online, given::at(1)).await.expect("a heartbeat");
        let mut seen = vec![json!(standing.missions_near)];
        let mut after = None;
        // One a page: the cursors are read as well.
        loop {
            let query = ListMissions { technician: spy.id.clone(), limit: 1, after };
            let page = list_missions(self.store(), &self.bucket.client(), query, given::at(1)).await;
            let page = page.expect("a page of missions");
            for one in &page.items {
                let shown =
                    answer::Mission::of(&one.dossier, one.distance_meters, one.offered_until, &page.links);
                seen.push(json!(shown));
            }
            seen.push(json!(page.next));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        for number in [1, 2] {
            seen.push(self.shown(&spy, number).await);
        }
        json!(seen)
    }

    async fn shown(&self, spy: &Technician, number: usize) -> Value {
        let query = ShowIntervention {
            intervention: InterventionId::numbered(number),
            parties: vec![Party::Technician(spy.id.clone())],
            form: Form::French,
        };
        let buckets = (&self.bucket.client(), &self.bucket.papers());
        match show_intervention(self.store(), buckets, query, given::at(1)).await {
            Ok(shown) => json!([format!("{:?}", shown.sight), shown.distance_meters]),
            Err(failure) => json!(failure.to_string()),
        }
    }

    /// Whether a technician could take it: tried in a world of its own, as it changes what others see.
    async fn takes(&self, spy: &str, number: usize) -> String {
        let (intervention, request) = (InterventionId::numbered(number), Request::default());
        let command = AcceptRequest { intervention, technician: given::word(spy), request };
        match accept_request(self.store(), command, given::at(1)).await {
            Ok(accepted) => format!("{:?}", accepted.intervention.stage().name()),
            Err(failure) => failure.to_string(),
        }
    }

    /// All that a customer learns who declares at a place.
    async fn declared_at(&self, place: Location, number: u64) -> Value {
        let key = Key {
            command: std::array::from_fn(|byte| if byte == 0 { part(number) } else { 7 }),
            body: [1; 8],
            former: None,
        };
        let declaration = Declaration { location: place, ..given::declaration() };
        let command = DeclareRequest { declaration, breakdown: given::breakdown(), key };
        let travel = Travel::default();
        let declared = declare_request(self.store(), &travel, command, given::at(1)).await.expect("declared");
        let intervention = declared.dossier.intervention.id().clone();
        let stage = declared.dossier.intervention.stage().name().as_str();
        let told = |ranked: &[domain::ranking::Ranked]| -> Vec<answer::Matched> {
            ranked.iter().map(answer::Matched::from).collect()
        };
        let mut seen = vec![json!(stage), json!(told(&declared.technicians))];
        for sort in SORTS {
            let query =
                MatchTechnicians { intervention: intervention.clone(), customer: given::customer(), sort };
            let list = match_technicians(self.store(), &travel, query, given::at(1)).await.expect("a list");
            seen.push(json!(told(&list)));
        }
        let command = ChooseTechnician {
            intervention,
            customer: given::customer(),
            technician: given::word("victim"),
            seen: choose_technician::Seen::default(),
            request: Request::default(),
        };
        seen.push(match choose_technician(self.store(), command, given::at(1)).await {
            Ok(chosen) => json!(chosen.intervention.stage().name().as_str()),
            Err(failure) => json!(failure.to_string()),
        });
        json!(seen)
    }
}

/// The last byte of a number.
fn part(number: u64) -> u8 {
    number.to_le_bytes()[0]
}

fn place(north: f64, east: f64) -> Location {
    Location::new(49.89 + north, 2.29 + east).expect("a point on the globe")
}

/// Two points of one map cell, hundreds of metres apart.
fn secrets() -> [Location; 2] {
    let middle = MapCell::of(place(0.0, 0.0)).centre();
    let apart = |up: f64| {
        Location::new(middle.latitude() + up, middle.longitude() + up).expect("a point on the globe")
    };
    let pair = [apart(-0.002), apart(0.002)];
    assert_eq!(MapCell::of(pair[0]), MapCell::of(pair[1]));
    assert!(pair[0].distance_meters(pair[1]) > 400);
    pair
}

/// The positions that the attacker tries, and how far their technician goes: around the secret, near and far.
fn attacks() -> Vec<(Location, i64)> {
    let mut chance = fastrand::Rng::with_seed(29);
    let mut degrees = |most: f64| (chance.f64() - 0.5) * 2.0 * most;
    let spread = |number: u64| if number.is_multiple_of(2) { 0.02 } else { 0.2 };
    let positions = (0..POSITIONS).map(|number| {
        let position = place(degrees(spread(number)), degrees(spread(number)));
        (position, [1_000, 2_000, 5_000, 20_000, 50_000][usize::from(part(number)) % 5])
    });
    positions.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_fifty_positions_against_a_house_tell_two_houses_of_one_map_cell_apart_by_nothing() {
    let worlds = [World::open().await, World::open().await];
    for (world, house) in worlds.iter().zip(secrets()) {
        world.waits(1, house).await;
        world.waits(2, place(0.004, 0.004)).await;
    }
    let mut some = 0;

    for (position, radius_meters) in attacks() {
        let [one, other] = [&worlds[0], &worlds[1]];
        let seen = one.seen_from(position, radius_meters).await;

        assert_eq!(seen, other.seen_from(position, radius_meters).await, "from {position:?}");
        some += usize::from(seen[0] != 0);
    }
    assert!((10..50).contains(&some), "{some} positions see something");
    let taken = [worlds[0].takes("spy", 1).await, worlds[1].takes("spy", 1).await];
    assert_eq!(taken[0], taken[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_fifty_addresses_against_a_technician_tell_two_places_of_one_map_cell_apart_by_nothing() {
    let worlds = [World::open().await, World::open().await];
    for (world, place_of_victim) in worlds.iter().zip(secrets()) {
        world.comes("victim", place_of_victim, 20_000).await;
        for (name, north, east) in [("near", 0.003, 0.001), ("far", 0.05, -0.04), ("south", -0.02, 0.0)] {
            world.comes(name, place(north, east), 50_000).await;
        }
    }
    let mut listed = 0;

    for (number, (address, _)) in (1..).zip(attacks()) {
        let seen = worlds[0].declared_at(address, number).await;

        assert_eq!(seen, worlds[1].declared_at(address, number).await, "at {address:?}");
        listed += usize::from(seen[1].to_string().contains("victim"));
    }
    assert!((10..50).contains(&listed), "the victim is listed at {listed} addresses");
}

//! Rule 5: a match finds exactly those whom a search through everybody would find.

use domain::{
    breakdown::Declaration,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    intervention::Intervention,
    place::Location,
    technician::{Presence, Technician},
};
use embedded::{Embedded, embedded, given};
use futures_util::future::join_all;

/// Numbers that only look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
    }

    /// Within a good hundred kilometres of a centre, over poles and date line.
    fn near(&mut self, (latitude, longitude): (f64, f64)) -> Location {
        let north = (f64::from(self.below(2_000)) - 1_000.0) / 1_000.0;
        let east = (f64::from(self.below(2_000)) - 1_000.0) / 1_000.0;
        let width = latitude.to_radians().cos().max(0.006);
        let longitude = (longitude + east / width + 540.0).rem_euclid(360.0) - 180.0;
        Location::new((latitude + north).clamp(-90.0, 90.0), longitude).unwrap()
    }
}

/// Paris, both sides of the date line, both poles.
const CENTRES: [(f64, f64); 5] = [(48.85, 2.35), (0.0, 180.0), (51.9, 179.9), (89.9, 20.0), (-89.95, -120.0)];

async fn technicians(table: &Embedded, dice: &mut Dice) -> Vec<Technician> {
    let mut all = Vec::new();
    for (place, centre) in CENTRES.iter().enumerate() {
        for number in 0..60 {
            let location = dice.near(*centre);
            let stranger = given::stranger(&format!("t{place}-{number}"));
            let radius = i64::from(1_000 + dice.below(49_001));
            let base = domain::technician::Base { location, ..stranger.base.clone() };
            let presence = (number % 3 != 0).then(|| Presence {
                location: dice.near(*centre),
                until: given::at(i64::from(dice.below(15)) - 2),
            });
            let home = domain::cell::Cell::of(location);
            all.push(Technician { base, radius: radius.try_into().unwrap(), presence, home, ..stranger });
        }
    }
    let register = async |one: &Technician| {
        given::registered(&table.store, one.clone()).await;
        table.store.set_presence(one, one.presence).await.unwrap();
    };
    join_all(all.iter().map(register)).await;
    all
}

fn request(number: usize, location: Location, scheduled: bool) -> Intervention {
    let scheduled_for = scheduled.then(|| given::at(300));
    let declaration = Declaration { location, scheduled_for, ..given::declaration() };
    let id = InterventionId::numbered(number);
    Intervention::declare(id, declaration, false, None, given::at(0), &domain::policy::Policy::default())
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_5_a_match_finds_whom_a_search_through_everybody_finds() {
    let table = embedded().await;
    let mut dice = Dice(7);
    let all = technicians(&table, &mut dice).await;

    let mut found = 0;
    for number in 0..200 {
        let place = dice.near(CENTRES[number % CENTRES.len()]);
        let intervention = request(number, place, number % 2 == 0);
        let able = |one: &&Technician| one.asked_for(&intervention, given::at(0)).is_ok();
        let mut expected: Vec<TechnicianId> = all.iter().filter(able).map(|one| one.id.clone()).collect();
        expected.sort();

        let candidates = table.store.candidates(&intervention, given::at(0)).await.unwrap();

        let matched: Vec<TechnicianId> = candidates.into_iter().map(|one| one.technician).collect();
        assert_eq!(matched, expected, "at {place:?}");
        found += matched.len();
    }
    assert!(found > 500, "only {found} pairs were tried");
}

#[tokio::test]
async fn rule_11_who_works_is_not_matched_but_can_be_told() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let nadia = given::technician(&table.store, "nadia").await;
    given::accepted(&table.store, &karim).await;
    let other = request(9_001, given::amiens(), false);

    let matched = table.store.candidates(&other, given::at(0)).await.unwrap();
    let declaration = other.declaration();
    let online =
        table.store.online_near(declaration.category, declaration.location, given::at(0)).await.unwrap();

    assert_eq!(
        matched.into_iter().map(|one| one.technician).collect::<Vec<_>>(),
        std::slice::from_ref(&nadia.id)
    );
    assert_eq!(online.into_iter().map(|one| one.technician).collect::<Vec<_>>(), [karim.id, nadia.id]);
}

#[tokio::test]
async fn rule_28_whose_lease_ended_is_not_matched_though_the_row_is_still_there() {
    let table = embedded().await;
    given::technician(&table.store, "karim").await;
    let intervention = request(9_002, given::amiens(), false);

    let online = table.store.candidates(&intervention, given::at(14)).await.unwrap();
    let ended = table.store.candidates(&intervention, given::at(15)).await.unwrap();

    assert_eq!((online.len(), ended.len()), (1, 0));
}

#[tokio::test]
async fn rule_25_a_match_shows_the_ratings_of_who_comes_online() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::finished(&table.store, &karim).await;
    table.store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();
    let rate =
        crate::story::command(&id, domain::timeline::Actor::Customer, Request::default(), given::at(80));
    let (customer, stars) = (given::customer(), 5.try_into().unwrap());
    let decide =
        |one: &Intervention, _| one.rate(&customer, stars, None, given::at(80), table.store.policy());
    table.store.transition(&rate, decide).await.unwrap();

    table.store.set_presence(&karim, None).await.unwrap();
    let rated = table.store.technician(&karim.id).await.unwrap();
    let presence = Presence { location: given::amiens(), until: given::at(100) };
    table.store.set_presence(&rated, Some(presence)).await.unwrap();

    for scheduled in [false, true] {
        let intervention = request(9_003, given::amiens(), scheduled);
        let candidates = table.store.candidates(&intervention, given::at(0)).await.unwrap();
        assert_eq!(candidates[0].rating, rated.rating);
        assert_eq!((rated.rating.stars, rated.rating.count), (5, 1));
    }
}

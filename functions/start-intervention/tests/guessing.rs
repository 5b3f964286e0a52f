//! Rule 12 against a technician who guesses the start code and never tries one twice.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use domain::{
    Timestamp,
    breakdown::StartCode,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Request,
    intervention::{Attempt, START_CODES_MAX, Stage, StageName},
    refusal::Refusal,
    technician::Technician,
    timeline::{Actor, Fact},
};
use embedded::{at_hand, embedded, given};
use futures_util::future::join_all;
use start_intervention::{StartIntervention, start_intervention};
use store::Store;

/// The greatest number of comparisons in a row: five for each code. The chance is 55 of 10,000.
const COMPARED_MAX: usize = 5 * (START_CODES_MAX + 1);

/// The codes that one guesser tries at one intervention.
struct Guesser<'a> {
    store: &'a Store,
    id: InterventionId,
    technician: &'a Technician,
}

impl Guesser<'_> {
    async fn tries(&self, number: u16, at: Timestamp) -> Result<Dossier, Failure> {
        let command = StartIntervention {
            intervention: self.id.clone(),
            technician: self.technician.id.clone(),
            code: code(number),
            next_code: chance(number),
            occurred_at: None,
            request: Request::default(),
        };
        start_intervention(self.store, command, at).await
    }

    async fn refused(&self, number: u16, at: Timestamp) -> Refusal {
        given::refusal(self.tries(number, at).await).unwrap()
    }

    async fn stored(&self) -> domain::intervention::Intervention {
        self.store.dossier_consistent(&self.id).await.unwrap().intervention
    }

    async fn changes(&self) -> usize {
        let stored = self.stored().await;
        let changed = |fact: &Fact| matches!(fact, Fact::StartCodeChanged { .. });
        stored.timeline().iter().filter(|entry| changed(&entry.fact)).count()
    }
}

async fn guesser<'a>(store: &'a Store, technician: &'a Technician) -> Guesser<'a> {
    let id = given::arrived(store, technician).await;
    Guesser { store, id, technician }
}

fn code(number: u16) -> StartCode {
    StartCode::of_random(u128::from(number))
}

/// A code that the guesser does not try before it has changed again.
fn chance(number: u16) -> StartCode {
    StartCode::of_random(u128::from(number) + 5_000)
}

fn seconds(count: u64) -> Timestamp {
    given::at(21) + Duration::from_secs(count)
}

#[tokio::test]
async fn rule_12_after_five_wrong_codes_the_code_changes_and_starting_is_refused_for_two_minutes() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let guesser = guesser(&table.store, &karim).await;
    let right = given::start_code().number();

    for number in 1..=5 {
        assert_eq!(guesser.refused(number, seconds(1)).await, Refusal::WrongStartCode);
    }

    let until = seconds(121);
    let locked = Refusal::StartLocked { until, stage: StageName::Arrived };
    assert_eq!(guesser.refused(right, seconds(120)).await, locked);
    let stored = guesser.stored().await;
    let last = stored.timeline().last().unwrap();
    assert_eq!(last.by, Actor::System);
    assert_eq!(last.fact, Fact::StartCodeChanged { code: chance(5), locked_until: until });
    assert_eq!(guesser.refused(right, until).await, Refusal::WrongStartCode);
    let started = guesser.tries(chance(5).number(), until).await.unwrap();
    assert_eq!(started.intervention.stage(), &Stage::Working);
}

#[tokio::test]
async fn rule_12_ten_thousand_codes_in_a_row_are_not_compared_more_than_five_times_a_code() {
    let table = at_hand().await;
    let karim = given::technician(&table.store, "karim").await;
    let guesser = guesser(&table.store, &karim).await;

    let mut compared = 0;
    let mut last = None;
    for number in 0..10_000 {
        let refused = guesser.refused(number, seconds(number.into())).await;
        compared += usize::from(refused == Refusal::WrongStartCode);
        last = Some(refused);
    }

    // The last wrong code is answered with the block itself.
    assert_eq!(compared, COMPARED_MAX - 1);
    assert_eq!(guesser.changes().await, START_CODES_MAX);
    assert_eq!(last, Some(Refusal::StartBlocked { stage: StageName::Arrived }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_12_of_codes_that_arrive_together_five_are_compared() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let guesser = guesser(&table.store, &karim).await;

    let refused = join_all((0..200).map(|number| guesser.refused(number, seconds(1)))).await;

    let wrong = refused.iter().filter(|refused| **refused == Refusal::WrongStartCode).count();
    let locked = refused.iter().filter(|refused| matches!(refused, Refusal::StartLocked { .. })).count();
    assert_eq!((wrong, locked, guesser.changes().await), (5, 195, 1));
}

#[tokio::test]
async fn rule_12_the_next_attempt_changes_the_code_if_the_process_died_before_it_did() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let guesser = guesser(&table.store, &karim).await;
    let round = guesser.stored().await.start_round();
    for _ in 0..5 {
        let attempt = table.store.count_start_attempt(&guesser.id, round, seconds(1)).await.unwrap();
        assert!(matches!(attempt, Attempt::Allowed(_)));
    }

    let much_later = given::at(60);
    let refused = guesser.refused(given::start_code().number(), much_later).await;

    let until = given::at(62);
    assert_eq!(refused, Refusal::StartLocked { until, stage: StageName::Arrived });
    assert_eq!(guesser.changes().await, 1);
}

#[tokio::test]
async fn rule_12_wrong_codes_more_than_ten_minutes_apart_change_the_code_only_after_twenty() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let guesser = guesser(&table.store, &karim).await;

    for number in 0..19_u16 {
        let window = u64::from(number / 4) * 601;
        assert_eq!(guesser.refused(number, seconds(window)).await, Refusal::WrongStartCode);
    }
    assert_eq!(guesser.changes().await, 0);

    assert_eq!(guesser.refused(19, seconds(5 * 601)).await, Refusal::WrongStartCode);
    assert_eq!(guesser.changes().await, 1);
}

#[tokio::test]
async fn rule_12_a_repeated_start_takes_no_attempt() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let guesser = guesser(&table.store, &karim).await;
    let right = given::start_code().number();
    let first = guesser.tries(right, seconds(1)).await.unwrap();
    let before = table.dump().await;

    for _ in 0..6 {
        let again = guesser.tries(right, seconds(2)).await.unwrap();
        assert_eq!(again.intervention, first.intervention);
    }

    assert_eq!(table.dump().await, before);
}

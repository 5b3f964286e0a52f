//! What a run reads and writes, and what it leaves alone.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{failure::Failure, policy::Policy};
use embedded::{Embedded, Item, given};
use store::{DueKind, Store};

use crate::scene::Scene;

#[tokio::test]
async fn a_healthy_life_has_nothing_missing_and_nothing_is_sent_or_written() {
    let scene = Scene::open().await;
    given::waiting(scene.store()).await;
    let id = scene.documented().await;
    let nadia = given::technician(scene.store(), "nadia").await;
    given::accepted(scene.store(), &nadia).await;
    scene.credited(&id, 62).await;
    let rows = without_cursors(&scene.table).await;

    let found = scene.runs(-5, 130).await;

    assert_eq!((found, scene.sent()), ([].into(), vec![]));
    assert_eq!(without_cursors(&scene.table).await, rows);
}

async fn without_cursors(table: &Embedded) -> Vec<String> {
    table.dump().await.into_iter().filter(|row| !row.contains("job#")).collect()
}

/// An idle run asks each of the four walks for about seven minutes of four shards, half a unit each.
#[tokio::test]
async fn an_idle_run_costs_60_read_units_and_a_healthy_intervention_three_fifths_of_one_at_most() {
    let scene = Scene::open().await;
    let idle_before = scene.runs(55, 60).await;
    let idle = scene.cost(65).await;
    let id = scene.documented().await;
    scene.table.copies(&id, 999).await;

    let busy = scene.cost(70).await;

    assert_eq!(idle_before, [].into());
    assert!(idle.read <= 60.0 && idle.write <= 4.0, "{idle:?}");
    assert!(busy.read <= idle.read + 600.0, "{busy:?}");
    assert_eq!((scene.sent(), scene.invoice_count().await), (vec![], 1_000));
}

#[tokio::test]
async fn a_run_looks_at_as_many_rows_as_the_policy_allows_and_the_next_one_goes_on() {
    let scene = Scene::open().await;
    let id = given::finished(scene.store(), &scene.technician().await).await;
    scene.table.copies(&id, 99).await;
    let few = scene.table.with_policy(Policy { due_per_run: 30, ..Policy::default() });

    let mut runs = Vec::new();
    for minute in [70, 71, 72, 73, 74] {
        runs.push(looked_at(&few, minute).await);
    }

    assert_eq!(runs, [30, 30, 30, 10, 0]);
}

/// What a walk over the checks is shown, where it acts on nothing.
async fn looked_at(store: &Store, minute: i64) -> usize {
    let look = async |_: store::Check| Ok::<_, Failure>(());
    store.each_due(DueKind::Effects, given::at(minute), look).await.unwrap().looked_at
}

#[tokio::test]
async fn an_intervention_that_cannot_be_read_is_parked_once_and_holds_up_no_other() {
    let scene = Scene::open().await;
    let id = given::finished(scene.store(), &scene.technician().await).await;
    let copies = scene.table.copies(&id, 19).await;
    scene.table.damage(&copies[7]).await;

    let first = scene.repair(70).await;
    let second = scene.repair(75).await;

    assert_eq!((first.walk.parked, second.walk.parked), (1, 0));
    assert_eq!(first.missing["invoice"], 19);
    first.walk.outcome().unwrap();
    let [parked] = &scene.store().parked(None).await.unwrap()[..] else { panic!("one is parked") };
    assert_eq!(
        (parked.partition.as_str(), parked.place.as_str()),
        (format!("intervention#{}", copies[7]).as_str(), "report")
    );
}

#[tokio::test]
async fn an_intervention_whose_change_is_parked_is_left_to_the_operator() {
    let scene = Scene::open().await;
    let id = given::finished(scene.store(), &scene.technician().await).await;
    let damaged = scene.table.copies(&id, 1).await.remove(0);
    scene.table.damage(&damaged).await;
    for id in [&id, &damaged] {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let keys = Item::from([
            ("pk".to_owned(), text(&format!("intervention#{id}"))),
            ("sk".to_owned(), text("timeline")),
        ]);
        scene.store().park_record(keys.into(), None, "1", "a test", given::at(60)).await.unwrap();
    }

    let found = scene.repair(70).await;

    assert_eq!((found.missing, found.walk.parked), ([].into(), 0));
    assert_eq!(scene.sent(), []);
}

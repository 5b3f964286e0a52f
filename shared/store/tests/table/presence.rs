//! Rule 28: online in the cells in reach, gone from those that were left.

use domain::{
    id::TechnicianId,
    place::Location,
    technician::{Presence, Technician},
};
use embedded::{Embedded, Item, embedded, given};

async fn shelves(table: &Embedded, name: &str) -> Vec<String> {
    let start = format!("pk: {name}#");
    table.dump().await.into_iter().filter(|line| line.starts_with(&start)).collect()
}

fn at(location: Location, minute: i64) -> Presence {
    Presence { location, until: given::at(minute) }
}

#[tokio::test]
async fn rule_28_who_moves_leaves_no_row_behind() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let far = given::north(100_000);

    table.store.set_presence(&karim, Some(at(far, 20))).await.unwrap();
    let moved = shelves(&table, "online").await;
    let known = table.store.technician(&karim.id).await.unwrap();
    table.store.set_presence(&known, None).await.unwrap();

    assert!(
        !moved.is_empty() && moved.iter().all(|line| line.contains(&far.latitude().to_string())),
        "{moved:?}"
    );
    assert_eq!(known.presence, Some(at(far, 20)));
    assert_eq!(shelves(&table, "online").await, Vec::<String>::new());
    assert_eq!(table.store.technician(&karim.id).await.unwrap().presence, None);
}

#[tokio::test]
async fn what_is_known_is_not_written_again() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    table.reset_units();

    table.store.set_presence(&karim, karim.presence).await.unwrap();

    assert!(table.units().write.abs() < f64::EPSILON);
}

#[tokio::test]
async fn rule_28_a_heartbeat_that_changes_nothing_that_matters_writes_nothing() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let jitter = karim.heartbeat(given::north(99), given::at(0), table.store.policy());
    let soon = karim.heartbeat(
        given::amiens(),
        given::at(0) + std::time::Duration::from_secs(59),
        table.store.policy(),
    );
    let moved = karim.heartbeat(given::north(101), given::at(0), table.store.policy());

    let mut written = Vec::new();
    for presence in [jitter, soon, moved] {
        table.reset_units();
        if presence.is_some() {
            table.store.set_presence(&karim, presence).await.unwrap();
        }
        written.push(table.units().write > 0.0);
    }

    assert_eq!(written, [false, false, true]);
}

#[tokio::test]
async fn a_new_tariff_reaches_the_shelves_at_once() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let both = Technician { tariffs: vec![given::tariff("plumbing")], ..karim.clone() };

    given::registered(&table.store, both).await;

    for shelf in ["online", "base"] {
        let lines = shelves(&table, shelf).await;
        assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("#plumbing#")), "{lines:?}");
    }
}

/// A heartbeat at the same place, so many minutes after the technician came online, and what it wrote.
async fn beat(table: &Embedded, technician: &Technician, minute: i64) -> f64 {
    let known = table.store.technician(&technician.id).await.unwrap();
    let renewed = known.heartbeat(given::north(30), given::at(minute), table.store.policy());
    table.reset_units();
    table.store.set_presence(&known, renewed).await.unwrap();
    table.units().write
}

async fn matched(table: &Embedded, minute: i64) -> Vec<TechnicianId> {
    let category = given::declaration().category;
    let found = table.store.online_near(category, given::amiens(), given::at(minute)).await.unwrap();
    found.into_iter().map(|candidate| candidate.technician).collect()
}

#[tokio::test]
async fn rule_28_a_heartbeat_that_renews_the_lease_writes_one_row_until_the_others_lag_too_far_behind() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let rows = i32::try_from(shelves(&table, "online").await.len()).unwrap();

    let mut written = Vec::new();
    for minute in [5, 10, 11, 12] {
        written.push(beat(&table, &karim, minute).await);
    }

    let all = f64::from(rows) + 1.0;
    assert!(rows > 1);
    assert_eq!(written, [1.0, 1.0, all, 1.0]);
}

#[tokio::test]
async fn rule_28_whose_rows_lag_behind_is_matched_until_the_lease_that_counts_ends() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    beat(&table, &karim, 10).await;

    let (before, after) = (matched(&table, 24).await, matched(&table, 25).await);
    table.reset_units();
    let by_rows = matched(&table, 14).await;
    let of_rows = table.units().read;
    matched(&table, 24).await;
    let of_both = table.units().read - of_rows;

    assert_eq!((before, by_rows, after), (vec![karim.id.clone()], vec![karim.id], Vec::new()));
    assert!((of_both - of_rows - 0.5).abs() < f64::EPSILON, "{of_rows}, then {of_both}");
}

#[tokio::test]
async fn rule_28_who_moved_is_not_matched_by_a_row_that_was_left_behind() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let left: Vec<_> = table.items().await.into_iter().filter(is_online).collect();
    let far = Presence { location: given::north(100_000), until: given::at(30) };
    table.store.set_presence(&karim, Some(far)).await.unwrap();

    table.import(left);

    assert_eq!(matched(&table, 16).await, Vec::new());
}

fn is_online(item: &Item) -> bool {
    item["pk"].as_s().is_ok_and(|pk| pk.starts_with("online#"))
}

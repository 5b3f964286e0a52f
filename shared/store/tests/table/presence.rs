//! Rule 28: online in the cells in reach, gone from those that were left.

use domain::{
    place::Location,
    technician::{Presence, Technician},
};
use embedded::{Embedded, embedded, given};

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

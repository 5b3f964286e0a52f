//! The waiting list: what reading it costs, and that a crowd hides nothing (rule 7).

use domain::{
    breakdown::Declaration,
    intervention::Intervention,
    mission::ranks,
    technician::{Presence, Technician},
};
use embedded::{Embedded, embedded, given};

/// What a technician could take, by how far it is between map cells.
async fn near(table: &Embedded, technician: &Technician, minute: i64) -> Vec<u32> {
    let waiting = table.store.waiting_near(technician, given::at(minute)).await.unwrap();
    ranks(technician, &waiting, given::at(minute)).into_iter().map(|(.., meters, _)| meters).collect()
}

async fn wait(table: &Embedded, category: &str, meters: u32) {
    let (category, location) = (given::word(category), given::north(meters));
    given::intervention(&table.store, Declaration { category, location, ..given::declaration() }, true).await;
}

fn skilled(name: &str, categories: &[&str]) -> Technician {
    let tariffs = categories.iter().map(|category| given::tariff(category)).collect();
    let presence = Some(Presence { location: given::amiens(), until: given::at(15) });
    Technician { tariffs, presence, ..given::stranger(name) }
}

#[tokio::test]
async fn rule_7_a_look_at_the_waiting_list_costs_the_same_in_one_category_and_in_five() {
    let table = embedded().await;
    for meters in [1_000, 9_000, 25_000] {
        wait(&table, "heating", meters).await;
        wait(&table, "plumbing", meters + 500).await;
    }
    let one = skilled("karim", &["heating"]);
    let five = skilled("nadia", &["heating", "plumbing", "locksmith", "glazing", "network"]);

    let mut seen = Vec::new();
    for technician in [&one, &five] {
        table.reset_units();
        let near = near(&table, technician, 1).await;
        seen.push((near, table.units().read));
    }

    // Twenty kilometres around Amiens lie in two regions: one query each.
    assert_eq!(seen, [(vec![910, 8_831], 1.0), (vec![910, 1_821, 8_831, 9_438], 1.0)]);
}

#[tokio::test]
async fn rule_7_a_crowd_out_of_reach_hides_nothing_that_is_in_reach() {
    let table = embedded().await;
    for _ in 0..310 {
        wait(&table, "heating", 40_000).await;
    }
    wait(&table, "heating", 3_000).await;
    wait(&table, "plumbing", 2_000).await;

    let both = near(&table, &skilled("karim", &["heating", "plumbing"]), 1).await;
    let other = near(&table, &skilled("nadia", &["plumbing"]), 1).await;

    assert_eq!((both, other), (vec![1_821, 3_239], vec![1_821]));
}

#[tokio::test]
async fn rule_7_in_a_storm_a_look_costs_no_more_than_what_a_technician_can_look_through() {
    let table = embedded().await;
    for _ in 0..260 {
        wait(&table, "heating", 3_000).await;
    }
    let last = given::waiting(&table.store).await;
    let last = table.store.dossier(&last).await.unwrap().intervention;
    let mut seen = Vec::new();
    for (categories, units) in [(&["heating"][..], 4.5), (&["heating", "plumbing"], 9.0)] {
        table.reset_units();
        let near = near(&table, &skilled("karim", categories), 1).await;
        seen.push((near.len(), table.units().read <= units));
    }
    table.reset_units();

    let place = table.store.waiting_position(&last).await.unwrap();

    assert_eq!(seen, [(100, true), (100, true)]);
    assert_eq!((place, table.units().read <= 4.0), (Some(101), true));
}

#[tokio::test]
async fn rule_7_who_is_online_elsewhere_sees_what_waits_there_and_appointments_near_their_base() {
    let table = embedded().await;
    wait(&table, "heating", 1_000).await;
    wait(&table, "heating", 301_000).await;
    let (scheduled_for, location) = (Some(given::at(300)), given::north(2_000));
    let appointment = Declaration { scheduled_for, location, ..given::declaration() };
    given::intervention(&table.store, appointment, true).await;
    let away = Presence { location: given::north(300_000), until: given::at(15) };
    let technician = Technician { presence: Some(away), ..skilled("karim", &["heating"]) };

    assert_eq!(near(&table, &technician, 1).await, [1_479, 298_082]);
}

#[tokio::test]
async fn a_place_in_the_waiting_list_counts_who_waits_before_in_the_same_category_nearby() {
    let table = embedded().await;
    for (category, meters) in [("heating", 0), ("plumbing", 0), ("heating", 10_800), ("heating", 11_200)] {
        wait(&table, category, meters).await;
    }
    let (id, now) = (given::word("mine"), given::at(1));
    let mine =
        Intervention::declare(id, given::declaration(), true, None, now, table.store.policy()).unwrap();
    table.store.declare(mine.clone(), given::breakdown()).await.unwrap();

    assert_eq!(table.store.waiting_position(&mine).await.unwrap(), Some(3));
}

//! Rules 27 and 28: what technicians tell about themselves.

use domain::{
    cell::Cell,
    failure::Failure,
    technician::{Base, Technician},
};
use embedded::{embedded, given};

use crate::story::{keyed, reused};

#[tokio::test]
async fn a_technician_is_read_as_they_were_kept() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;

    assert_eq!(table.store.technician(&karim.id).await.unwrap(), karim);
}

#[tokio::test]
async fn who_never_registered_is_not_found() {
    let table = embedded().await;

    assert!(matches!(table.store.technician(&given::word("nobody")).await, Err(Failure::NotFound)));
}

#[tokio::test]
async fn an_agenda_stays_in_the_cell_of_the_first_registration() {
    let table = embedded().await;
    let karim = given::registered(&table.store, given::stranger("karim")).await;
    let far = given::north(200_000);
    let moved = Technician {
        base: Base { location: far, ..karim.base.clone() },
        home: Cell::of(far),
        ..karim.clone()
    };

    given::registered(&table.store, moved.clone()).await;

    let known = table.store.technician(&karim.id).await.unwrap();
    assert_eq!(known, Technician { home: karim.home, ..moved });
    let left = table.dump().await.into_iter().filter(|line| line.starts_with("pk: base#"));
    assert!(left.into_iter().all(|line| line.contains(&far.latitude().to_string())));
}

#[tokio::test]
async fn a_late_repeat_brings_neither_an_old_profile_nor_its_rows_back() {
    let table = embedded().await;
    let first = given::stranger("karim");
    let second = Technician { display_name: given::word("Karim B."), ..first.clone() };
    table.store.save_technician(&first, keyed(1)).await.unwrap();
    table.store.save_technician(&second, keyed(2)).await.unwrap();
    let before = table.dump().await;

    table.store.save_technician(&first, keyed(1)).await.unwrap();
    let refused = table.store.save_technician(&first, reused(2)).await;

    assert_eq!(table.dump().await, before);
    assert!(matches!(refused, Err(Failure::KeyReused)));
}

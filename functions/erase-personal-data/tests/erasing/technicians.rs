//! Technicians.

use domain::{
    failure::Failure,
    idempotency::Request,
    intervention::{Intervention, Party},
    refusal::Refusal,
    reliability::{Deed, Recorded},
    text::erased,
    timeline::Actor,
};
use embedded::given;
use erasure::Outcome;
use store::Transition;

use crate::scene::{Scene, by_sub};

#[tokio::test]
async fn rule_30_profile_rows_of_matches_record_and_name_go_and_the_seller_stays_on_the_invoice() {
    let scene = Scene::open().await;
    let store = &scene.table.store;
    let karim = given::technician(store, "karim").await;
    let id = scene.finished(&karim).await;
    let waiting = given::waiting(store).await;
    let told = store.dossier(&waiting).await.unwrap().intervention;
    store.tell(&karim.id, &told).await.unwrap();
    let (technician, since) = (karim.id.clone(), given::at(0));
    store.record(&id, &Recorded { technician, since, deed: Deed::OnTime }).await.unwrap();
    scene.ask(1, Party::Technician(karim.id.clone()), "Quand suis-je payé ?").await;
    let bill = store.bill(&id).await.unwrap();

    let outcome = scene.erase("karim").await.unwrap();

    assert_eq!((outcome, scene.pool.deleted()), (Outcome::Erased, vec!["karim".to_owned()]));
    assert!(matches!(store.technician(&karim.id).await, Err(Failure::NotFound)));
    let kept = store.dossier(&id).await.unwrap();
    assert_eq!(kept.intervention.acceptance().unwrap().display_name, erased::account());
    assert_eq!(kept.breakdown, given::breakdown());
    assert_eq!(store.bill(&id).await.unwrap(), bill);
    assert_eq!(scene.rows_with("Quand suis-je payé").await, [""; 0]);
    let mut left = scene.rows_with("karim").await;
    left.retain(|row| !row.contains("sk: timeline") && !row.contains("sk: invoice"));
    let expected = ["agenda#", "sk: erasure"];
    assert!(
        left.len() == expected.len() && left.iter().zip(expected).all(|(row, part)| row.contains(part)),
        "{left:#?}"
    );
}

#[tokio::test]
async fn rule_30_a_technician_who_leaves_accepts_nothing_any_more() {
    let scene = Scene::open().await;
    let store = &scene.table.store;
    let karim = given::technician(store, "karim").await;
    let id = given::offered(store, &karim).await;
    store.close_agenda(&karim.id, given::at(0)).await.unwrap();

    let request = Request::default();
    let command =
        Transition { id: id.clone(), request, by: Actor::Technician, occurred_at: None, now: given::at(0) };
    let accept = |one: &Intervention, _| {
        one.accept(karim.acceptance_of(one, given::at(0))?, given::at(0), store.policy())
    };
    let refused = given::refusal(store.transition(&command, accept).await);

    assert!(matches!(refused, Some(Refusal::TechnicianUnavailable { .. })), "{refused:?}");
    store.open_agenda(&karim.id).await.unwrap();
    assert!(store.transition(&command, accept).await.is_ok());
}

#[tokio::test]
async fn rule_30_the_name_goes_from_what_was_taken_and_lost_as_well() {
    let scene = Scene::open().await;
    let store = &scene.table.store;
    let karim = given::technician(store, "karim").await;
    let id = given::accepted(store, &karim).await;
    let give_up = |one: &Intervention, _| one.give_up(&karim.id, given::at(1), store.policy());
    given::step(store, &id, Actor::Technician, 1, give_up).await;
    store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();
    let (technician, since) = (karim.id.clone(), given::at(0));
    store.record(&id, &Recorded { technician, since, deed: Deed::GivenUp }).await.unwrap();

    scene.erase("karim").await.unwrap();

    let timeline = scene.rows_with("sk: timeline").await;
    assert!(timeline.len() == 1 && !timeline[0].contains("name: karim"), "{timeline:#?}");
    assert!(timeline[0].contains("name: Compte effacé"), "{timeline:#?}");
}

#[tokio::test]
async fn rule_30_a_heartbeat_that_crosses_the_erasure_leaves_nothing_after_the_last_look() {
    let scene = Scene::open().await;
    let karim = given::technician(&scene.table.store, "karim").await;
    scene.erase("karim").await.unwrap();
    scene.table.store.set_presence(&karim, karim.presence).await.unwrap();
    assert!(!scene.rows_with("base#").await.is_empty());

    scene.eraser.resume_erasure(&by_sub("karim"), given::at(240)).await.unwrap();

    for shelf in ["pk: base#", "pk: online#", "pk: technician#"] {
        assert_eq!(scene.rows_with(shelf).await, [""; 0]);
    }
}

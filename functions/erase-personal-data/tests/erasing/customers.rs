//! Customers.

use domain::{
    dossier::Dossier,
    intervention::{Party, Stage},
    money::Money,
    person::Unsettled,
    text::erased,
};
use embedded::given;
use erasure::Outcome;

use crate::scene::{Scene, by_sub};

#[tokio::test]
async fn rule_30_words_photos_profile_questions_and_account_go_and_the_invoice_stays() {
    let scene = Scene::open().await;
    scene.profile("Camille Lefèvre").await;
    let karim = given::technician(&scene.table.store, "karim").await;
    let id = scene.finished(&karim).await;
    let bill = scene.table.store.bill(&id).await.unwrap();
    scene.ask(1, Party::Customer(given::customer()), "Puis-je payer en deux fois ?").await;
    scene.ask(2, Party::Technician(karim.id.clone()), "Quand suis-je payé ?").await;

    let outcome = scene.erase("camille").await.unwrap();

    assert_eq!((outcome, scene.pool.deleted()), (Outcome::Erased, vec!["camille".to_owned()]));
    let Dossier { intervention, breakdown, report, .. } = scene.table.store.dossier(&id).await.unwrap();
    assert_eq!((breakdown.address.line1, breakdown.description), (erased::address(), erased::description()));
    assert_eq!(breakdown.access, domain::place::Access::default());
    assert_eq!(intervention.rating(), Some(&(5.try_into().unwrap(), None)));
    assert!(intervention.declaration().location.distance_meters(given::amiens()) > 1_000);
    assert_eq!(report.unwrap().signed_by, None);
    assert_eq!(scene.rows_with("Puis-je payer").await, [""; 0]);
    assert_eq!(scene.rows_with("Quand suis-je payé").await.len(), 1);
    let kept = scene.table.store.bill(&id).await.unwrap();
    assert_eq!(kept, bill);
    assert_eq!(kept.unwrap().parties.buyer.name, given::word("Camille Lefèvre"));
    assert_eq!(intervention.amount_due(), Some(Money::of_cents(5_599)));
    let left = scene.rows_with("camille").await;
    assert!(left.len() == 1 && left[0].contains("sk: erasure"), "{left:#?}");
}

#[tokio::test]
async fn rule_30_photos_go_with_every_version_and_with_what_waits_for_its_check() {
    let scene = Scene::open().await;
    let id = given::declared(&scene.table.store).await;
    let photo = given::photo(&scene.table.store, &id).await;
    let other = given::declared(&scene.table.store).await;
    for bytes in [&b"first"[..], b"second"] {
        scene.bucket.put(&format!("media/{id}/{}", photo.id), "image/jpeg", bytes);
    }
    scene.bucket.put(&format!("thumbnails/{id}/{}", photo.id), "image/jpeg", b"small");
    scene.bucket.put(&format!("quarantine/{id}/camille/{}", photo.id), "image/jpeg", b"late");
    scene.bucket.put(&format!("media/{other}0/1"), "image/jpeg", b"somebody else's");

    scene.erase("camille").await.unwrap();

    assert_eq!(scene.objects(), [format!("media/{other}0/1")]);
    assert!(scene.table.store.media(&id).await.unwrap().is_empty());
}

#[tokio::test]
async fn rule_30_a_request_that_nobody_took_is_cancelled_free_of_charge_and_erased() {
    let scene = Scene::open().await;
    let karim = given::technician(&scene.table.store, "karim").await;
    let (waiting, offered) =
        (given::waiting(&scene.table.store).await, given::offered(&scene.table.store, &karim).await);

    scene.erase("camille").await.unwrap();

    for id in [waiting, offered] {
        let dossier = scene.table.store.dossier(&id).await.unwrap();
        let Stage::Cancelled { fee, .. } = dossier.intervention.stage() else { panic!("{dossier:?}") };
        assert_eq!((*fee, dossier.breakdown.description), (Money::ZERO, erased::description()));
    }
}

#[tokio::test]
async fn rule_30_work_that_runs_stands_in_the_way_and_nothing_is_written() {
    let scene = Scene::open().await;
    scene.profile("Camille Lefèvre").await;
    let karim = given::technician(&scene.table.store, "karim").await;
    given::waiting(&scene.table.store).await;
    let running = given::working(&scene.table.store, &karim).await;
    let before = scene.table.dump().await;

    let (customer, technician) = (scene.refused("camille").await, scene.refused("karim").await);

    let expected = Unsettled::WorkRunning(vec![running]);
    assert_eq!((customer, technician), (expected.clone(), expected));
    assert_eq!(scene.table.dump().await, before);
    assert_eq!(scene.pool.deleted(), [""; 0]);
}

#[tokio::test]
async fn rule_30_a_document_that_must_still_be_printed_stands_in_the_way_of_both() {
    let scene = Scene::open().await;
    let karim = given::technician(&scene.table.store, "karim").await;
    let id = given::finished(&scene.table.store, &karim).await;

    let expected = Unsettled::DocumentsPending(vec![id.clone()]);
    assert_eq!((scene.refused("camille").await, scene.refused("karim").await), (expected.clone(), expected));

    scene.print(&id).await;
    assert_eq!(scene.erase("camille").await.unwrap(), Outcome::Erased);
    assert_eq!(scene.erase("karim").await.unwrap(), Outcome::Erased);
}

#[tokio::test]
async fn rule_30_a_second_call_finds_nothing_left_and_changes_nothing_of_others() {
    let scene = Scene::open().await;
    scene.profile("Camille Lefèvre").await;
    let karim = given::technician(&scene.table.store, "karim").await;
    scene.finished(&karim).await;

    scene.erase("camille").await.unwrap();
    let erased = scene.table.dump().await;
    let again = scene.erase("camille").await.unwrap();

    assert_eq!(again, Outcome::Erased);
    assert_eq!(scene.table.dump().await, erased);
    assert!(scene.table.store.technician(&karim.id).await.is_ok());
}

#[tokio::test]
async fn rule_30_a_history_longer_than_one_run_is_erased_by_the_next_ones() {
    let scene = Scene::open().await;
    let id = given::declared(&scene.table.store).await;
    scene.table.copies(&id, 449).await;

    let mut outcomes = Vec::new();
    while outcomes.last() != Some(&Outcome::Erased) {
        outcomes.push(scene.erase("camille").await.unwrap());
    }

    assert_eq!(outcomes, [Outcome::Running, Outcome::Erased]);
    assert_eq!(scene.rows_with("cordeliers").await, [""; 0]);
    let left = scene.rows_with("camille").await;
    assert!(left.len() == 1 && left[0].contains("sk: erasure"), "{left:#?}");
}

#[tokio::test]
async fn rule_30_what_the_holder_of_the_last_token_still_writes_is_erased_by_the_last_look() {
    let scene = Scene::open().await;
    scene.erase("camille").await.unwrap();
    let late = given::declared(&scene.table.store).await;
    scene.profile("Camille Lefèvre").await;

    let person = by_sub("camille");
    scene.eraser.resume_erasure(&person, given::at(240)).await.unwrap();

    let dossier = scene.table.store.dossier(&late).await.unwrap();
    assert_eq!(dossier.breakdown.address.line1, erased::address());
    assert_eq!(scene.rows_with("camille").await, [""; 0]);
}

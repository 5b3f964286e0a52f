//! Erasures that are cut: the next call, or the job, completes them.

use std::time::Duration;

use domain::intervention::Party;
use embedded::given;
use erasure::Outcome;

use crate::scene::{Scene, by_sub};

async fn lived() -> Scene {
    let scene = Scene::open().await;
    scene.profile("Camille Lefèvre").await;
    let karim = given::technician(&scene.table.store, "karim").await;
    scene.finished(&karim).await;
    let id = given::waiting(&scene.table.store).await;
    let photo = given::photo(&scene.table.store, &id).await;
    for bytes in [&b"first"[..], b"second"] {
        scene.bucket.put(&format!("media/{id}/{}", photo.id), "image/jpeg", bytes);
    }
    scene.ask(1, Party::Customer(given::customer()), "Puis-je payer en deux fois ?").await;
    scene
}

/// Nothing of Camille is left but the invoice, and the row that waits for the last look.
async fn assert_erased(scene: &Scene) {
    assert_eq!(scene.objects(), [""; 0]);
    for text in ["cordeliers", "chaudière", "Puis-je", "+33612345678"] {
        let rows = scene.rows_with(text).await;
        assert!(rows.iter().all(|row| row.contains("sk: invoice")), "{text}: {rows:#?}");
    }
    let left = scene.rows_with("camille").await;
    assert!(left.iter().all(|row| row.contains("sk: erasure")), "{left:#?}");
    assert_eq!(scene.pool.deleted(), ["camille"]);
}

#[tokio::test]
async fn rule_30_an_erasure_cut_before_any_deletion_in_the_bucket_is_completed_by_the_next_call() {
    for writes in 0..2 {
        let scene = lived().await;

        scene.bucket.crash_after(Some(writes));
        assert!(scene.erase("camille").await.is_err());
        assert_eq!(scene.pool.deleted(), [""; 0]);
        scene.bucket.crash_after(None);

        assert_eq!(scene.erase("camille").await.unwrap(), Outcome::Erased);
        assert_erased(&scene).await;
    }
}

#[tokio::test]
async fn rule_30_an_erasure_cut_anywhere_is_completed_by_the_job() {
    let mut cut = 0;
    for milliseconds in [2, 5, 10, 20, 40, 80, 160] {
        let scene = lived().await;
        let call = scene.erase("camille");
        cut += usize::from(tokio::time::timeout(Duration::from_millis(milliseconds), call).await.is_err());

        let person = by_sub("camille");
        if scene.table.store.erasure(&person).await.unwrap().is_none() {
            // It was cut before it began: nothing is promised, and the person asks again.
            scene.erase("camille").await.unwrap();
        }
        scene.eraser.resume_erasure(&person, given::at(180)).await.unwrap();

        assert_erased(&scene).await;
    }
    assert!(cut > 0, "no call was cut");
}

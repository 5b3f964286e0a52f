//! Offers whose timer was lost, waiting requests that nobody finds, requests that did not expire.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    id::InterventionId,
    intervention::{Intervention, Stage},
    timeline::Actor,
};
use embedded::given;
use expire_requests::expire_requests;
use store::DueKind;

use crate::scene::Scene;

const DAY: i64 = 24 * 60;

async fn stage(scene: &Scene, id: &InterventionId) -> Stage {
    scene.store().dossier(id).await.unwrap().intervention.stage().clone()
}

/// The customer chooses Karim at a minute; the timer of the offer is lost.
async fn chosen_at(scene: &Scene, id: &InterventionId, minute: i64) {
    let karim = scene.technician().await;
    let choose = |one: &Intervention, _| {
        one.choose(
            &given::customer(),
            karim.asked_for(one, given::at(0))?,
            given::at(minute),
            scene.store().policy(),
        )
    };
    given::step(scene.store(), id, Actor::Customer, minute, choose).await;
}

#[tokio::test]
async fn rule_6_an_offer_beyond_its_end_is_followed_by_a_wave_or_the_waiting_list_after_one_run() {
    let scene = Scene::open().await;
    let id = given::declared(scene.store()).await;
    chosen_at(&scene, &id, 2).await;

    let found = scene.runs(-5, 5).await;
    let run = scene.run(10).await;
    scene.deliver(10).await;

    assert_eq!((found, run), ([].into(), vec![("nextWave", 1)]));
    assert_eq!(stage(&scene, &id).await, Stage::Waiting { since: given::at(10) });
    assert_eq!(scene.runs(15, 40).await, [].into());
}

#[tokio::test]
async fn rule_6_an_offer_that_was_made_late_is_found_as_soon() {
    for minute in [7, 33, 119, 600] {
        let scene = Scene::open().await;
        let id = given::declared(scene.store()).await;
        chosen_at(&scene, &id, minute).await;

        let found = scene.runs(minute - 5, minute + 15).await;
        scene.deliver(minute + 15).await;

        let (at, kinds) = found.into_iter().next().unwrap();
        assert!((minute + 6..=minute + 15).contains(&at), "chosen at {minute}, found at {at}");
        assert_eq!(kinds, [("nextWave", 1)]);
        assert_eq!(stage(&scene, &id).await.name().as_str(), "waiting");
    }
}

#[tokio::test]
async fn rule_6_a_wave_that_went_out_meanwhile_goes_out_once() {
    let scene = Scene::open().await;
    let id = given::declared(scene.store()).await;
    chosen_at(&scene, &id, 2).await;
    scene.run(10).await;
    let [(queue, body)] = &scene.sent()[..] else { panic!("one timer is sent") };
    scene.read(queue, body, 10).await.unwrap();
    let rows = scene.table.dump().await;

    scene.read(queue, body, 11).await.unwrap();

    assert_eq!(scene.table.dump().await, rows);
}

/// Takes the attributes out of a row by which the index of waiting requests finds it.
async fn unlisted(scene: &Scene, id: &InterventionId) {
    let text = |text: String| AttributeValue::S(text);
    let update = scene.table.client.update_item().table_name(&scene.table.table);
    let update = update.key("pk", text(format!("intervention#{id}"))).key("sk", text("timeline".to_owned()));
    update.update_expression("REMOVE waitingIn, waitingRank").send().await.unwrap();
}

#[tokio::test]
async fn rule_7_a_waiting_request_that_the_index_misses_is_found_and_listed_again() {
    let scene = Scene::open().await;
    let id = given::waiting(scene.store()).await;
    let rows = scene.table.dump().await;
    unlisted(&scene, &id).await;

    let run = scene.run(10).await;

    assert_eq!(run, [("waitingPlace", 1)]);
    assert_eq!(scene.sent(), []);
    let listed = scene.store().traces(&id).await.unwrap().unwrap();
    assert!(listed.is_listed);
    let now: Vec<String> = scene.table.dump().await.into_iter().filter(|row| !row.contains("job#")).collect();
    assert_eq!(now, rows);
    assert_eq!(scene.runs(15, 40).await, [].into());
}

#[tokio::test]
async fn rule_7_a_waiting_request_that_the_index_lost_later_is_found_two_hours_after_its_declaration() {
    let scene = Scene::open().await;
    let id = given::waiting(scene.store()).await;
    let early = scene.runs(0, 20).await;
    unlisted(&scene, &id).await;

    let found = scene.runs(110, 125).await;

    assert_eq!((early, found), ([].into(), [(120, vec![("waitingPlace", 1)])].into()));
}

#[tokio::test]
async fn rule_9_a_request_that_did_not_expire_is_due_again() {
    let scene = Scene::open().await;
    let id = given::waiting(scene.store()).await;
    // The job was sent past the minute of the expiry.
    scene.store().save_cursor(DueKind::Expiry, given::at(DAY + 5)).await.unwrap();
    expire_requests(scene.store(), given::at(DAY + 5)).await.unwrap();

    let found = scene.runs(DAY - 5, DAY + 5).await;
    let run = scene.run(DAY + 10).await;
    expire_requests(scene.store(), given::at(DAY + 11)).await.unwrap();

    assert_eq!((found, run), ([].into(), vec![("expiry", 1)]));
    assert_eq!(stage(&scene, &id).await, Stage::Expired);
    assert_eq!(scene.runs(DAY + 15, DAY + 30).await, [].into());
}

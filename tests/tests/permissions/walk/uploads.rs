//! A photo whose check was cut off and came back too late: another one had its place.

use embedded::embedded;
use serde_json::{Value, json};
use tests::{event, house::House, moment::Moment, scene::Scene};

/// An upload that was not checked counts no more after a quarter of an hour.
const TOO_LATE_SECONDS: i64 = 30 * 60;

pub(super) async fn walk() {
    let house = House::open(embedded().await);
    let scene = Scene::at(&house, Moment::Declared).await;
    let medium = attached(&scene, scene.now).await;
    let key = format!("quarantine/{}/{}/{medium}", scene.player.id, scene.player.customer());
    let put = house.bucket.put(&key, "image/jpeg", &Scene::jpeg());
    let object = json!({ "key": key, "size": put.bytes, "versionId": put.version });
    let notice = json!({ "Records": [{ "s3": { "object": object } }] });

    house.bucket.crash_after(Some(1));
    assert_eq!(failures(&house, &notice).await, 1);
    house.bucket.crash_after(None);
    attached(&scene, scene.now + TOO_LATE_SECONDS).await;
    assert_eq!(failures(&house, &notice).await, 0);
}

async fn attached(scene: &Scene<'_>, second: i64) -> String {
    let photo = json!({
        "kind": "photo", "contentType": "image/jpeg", "bytes": Scene::jpeg().len(), "phase": "before",
    });
    let attach = scene.player.by_customer("POST", &scene.player.path("/media"), second).with_body(&photo);
    scene.player.done(&attach).await.body["id"].as_str().expect("an id").to_owned()
}

/// How many messages the check wants again.
async fn failures(house: &House, notice: &Value) -> usize {
    let mut message = event::sample("check-media");
    message["Records"][0]["body"] = notice.to_string().into();
    let done = house.invoke("check-media", message).await.expect("it answers");
    done["batchItemFailures"].as_array().expect("a list").len()
}

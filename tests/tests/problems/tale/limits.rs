//! As many as an intervention holds, and one more.

use serde_json::{Value, json};
use tests::{
    moment::Moment,
    scene::{Scene, TAKING},
};

use super::{euros, released, tried};
use crate::tally::Tally;

/// As many as an intervention holds, and one more.
pub(super) async fn crowds(tally: &Tally) {
    let part = json!({ "kind": "material", "label": "Joint", "quantity": 1, "unitPrice": euros(1) });
    let quote = |number: i64| json!({ "lines": [{ "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": euros(number) }] });
    let photo = json!({ "kind": "photo", "contentType": "image/jpeg", "bytes": 900, "phase": "before" });
    let hour = |number: usize| json!({ "scheduledFor": format!("2026-11-24T09:{number:02}:00.000Z") });
    let eta = |number: usize| json!({ "etaMinutes": 10 + number });
    let appointment = |number: usize| json!({ "appointment": format!("2026-11-25T09:{number:02}:00.000Z") });
    let extend = |number: usize| json!({ "outcome": "extended", "reason": "Neige.", "until": format!("2026-11-23T10:{number:02}:00.000Z") });

    repeated(tally, Moment::Working, 51, |_| vec![("add-extra", part.clone())]).await;
    repeated(tally, Moment::Paused, 23, |number| {
        vec![("propose-quote", quote(1 + i64::try_from(number).unwrap_or_default()))]
    })
    .await;
    repeated(tally, Moment::Offered, 7, |_| {
        vec![("accept-request", json!({})), ("resolve-intervention", released())]
    })
    .await;
    repeated(tally, Moment::Declared, 21, |_| vec![("attach-media", photo.clone())]).await;
    repeated(tally, Moment::Declared, 22, |number| vec![("schedule-request", hour(number))]).await;
    repeated(tally, Moment::Departed, 42, |number| vec![("depart-for-intervention", eta(number))]).await;
    repeated(tally, Moment::Paused, 22, |number| {
        vec![("propose-postponement", appointment(number)), ("refuse-postponement", json!({}))]
    })
    .await;
    repeated(tally, Moment::Accepted, 22, |number| vec![("resolve-intervention", extend(number))]).await;
    let mut scene = repeated(tally, Moment::Paused, 101, |_| {
        vec![("resume-intervention", json!({})), ("pause-intervention", json!({}))]
    })
    .await;
    // There is no room for another visit either.
    tried(tally, &scene, "propose-postponement", &json!({ "appointment": "2026-11-25T09:00:00.000Z" })).await;
    tried(tally, &scene, "confirm-postponement", &json!({})).await;
    scene.now += 2 * 24 * 60 * 60;
    tried(tally, &scene, "arrive-on-site", &json!({})).await;
    let code = json!({ "code": scene.player.show(scene.now).await.body["startCode"] });
    tried(tally, &scene, "start-intervention", &code).await;
    repeated(tally, Moment::Declared, 27, |_| {
        vec![("choose-technician", json!({ "technicianId": "" })), ("decline-request", json!({}))]
    })
    .await;
}

/// Does the same so many times, five seconds apart.
async fn repeated(
    tally: &Tally,
    moment: Moment,
    times: usize,
    deeds: impl Fn(usize) -> Vec<(&'static str, Value)>,
) -> Scene<'_> {
    let mut scene = Scene::at(&tally.house, moment).await;
    for number in 0..times {
        for (id, mut body) in deeds(number) {
            if id == "choose-technician" {
                body["technicianId"] = scene.player.technician(TAKING).into();
            }
            let answer = tried(tally, &scene, id, &body).await;
            scene.now += 5;
            if answer.body["code"] == "too-many" {
                return scene;
            }
        }
    }
    scene
}

/// Wrong start codes until starting is locked, and then blocked.
pub(super) async fn codes(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Arrived).await;
    for number in 0..200 {
        let answer =
            tried(tally, &scene, "start-intervention", &json!({ "code": format!("{number:04}") })).await;
        scene.now += if answer.body["code"] == "start-locked" { 11 * 60 } else { 1 };
        if answer.body["code"] == "start-blocked" {
            return;
        }
    }
}

//! Technicians who are busy, and appointments that collide.

use serde_json::json;
use tests::{
    moment::Moment,
    scene::{ASKED, FAR, FOREIGN, Scene, TAKING, WISH, terms},
};

use super::{chosen, euros, line, tried, tried_by};
use crate::tally::Tally;

/// A technician who has other work is wanted again.
pub(super) async fn rivals(tally: &Tally) {
    let house = &tally.house;
    let dear = json!({ "technicianId": "", "hourlyRate": euros(5_000) });
    let mut scene = Scene::at(house, Moment::Accepted).await;
    let (first, now) = (scene.player.id.clone(), scene.now);
    // The same customer declares again, nearby; the technician is busy with the first one.
    scene.player.declare_at(WISH, now).await;
    chosen(tally, &scene, TAKING).await;
    let mut seen = dear;
    seen["technicianId"] = scene.player.technician(ASKED).into();
    tried(tally, &scene, "choose-technician", &seen).await;
    chosen(tally, &scene, FAR).await;
    tried(tally, &scene, "wait-for-technician", &json!({})).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
    let hour = json!({ "scheduledFor": "2026-11-24T09:00:00.000Z" });
    tried(tally, &scene, "schedule-request", &hour).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
    tried(tally, &scene, "arrive-on-site", &json!({})).await;
    // A third one, half an hour after the second.
    scene.player.declare_at(WISH, now + 1).await;
    tried(tally, &scene, "schedule-request", &json!({ "scheduledFor": "2026-11-24T09:30:00.000Z" })).await;
    chosen(tally, &scene, TAKING).await;
    tried(tally, &scene, "wait-for-technician", &json!({})).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
    // Out of reach, or offline.
    tried_by(tally, &scene, "accept-request", &json!({}), FAR).await;
    scene.player.go_offline(FOREIGN, now + 2).await;
    chosen(tally, &scene, FOREIGN).await;
    scene.player.id = first;
}

/// Work on another day, and a price beyond all limits.
pub(super) async fn later(tally: &Tally) {
    let appointed = Scene::at(&tally.house, Moment::Declared).await;
    tried(tally, &appointed, "schedule-request", &json!({ "scheduledFor": "2026-11-24T09:00:00.000Z" }))
        .await;
    chosen(tally, &appointed, TAKING).await;
    tried(tally, &appointed, "accept-request", &json!({})).await;
    let mut appointed = appointed;
    appointed.now = 25 * 60 * 60;
    let code = appointed.player.show(appointed.now).await.body["startCode"].clone();
    let early = "2026-11-23T12:00:00.000Z";
    tried(tally, &appointed, "arrive-on-site", &json!({ "occurredAt": early })).await;
    tried(tally, &appointed, "arrive-on-site", &json!({})).await;
    tried(tally, &appointed, "start-intervention", &json!({ "code": code, "occurredAt": early })).await;

    // Another appointment of the technician stands where this work would go on.
    for moment in [Moment::Paused, Moment::Postponable, Moment::Accepted] {
        let mut scene = Scene::at(&tally.house, moment).await;
        let first = scene.player.id.clone();
        scene.player.declare_at(WISH, scene.now).await;
        tried(tally, &scene, "schedule-request", &json!({ "scheduledFor": "2026-11-25T08:00:00.000Z" }))
            .await;
        chosen(tally, &scene, TAKING).await;
        tried(tally, &scene, "accept-request", &json!({})).await;
        let second = std::mem::replace(&mut scene.player.id, first);
        tried(tally, &scene, "propose-postponement", &json!({ "appointment": "2026-11-25T08:30:00.000Z" }))
            .await;
        tried(tally, &scene, "confirm-postponement", &json!({})).await;
        let moved = |until: &str| json!({ "outcome": "extended", "reason": "Neige.", "until": until });
        tried(tally, &scene, "resolve-intervention", &moved("2026-11-25T08:30:00.000Z")).await;
        scene.player.id = second;
        for until in ["2026-11-23T09:00:00.000Z", "2026-11-23T12:00:00.000Z", "2026-11-25T08:30:00.000Z"] {
            tried(tally, &scene, "resolve-intervention", &moved(until)).await;
        }
    }

    let mut scene = Scene::at(&tally.house, Moment::Paused).await;
    for _ in 0..2 {
        let quoted = tried(tally, &scene, "propose-quote", &json!({ "lines": [line(4_995)] })).await;
        scene.player.quote = quoted.body["quote"]["id"].as_str().unwrap_or_default().to_owned();
        tried(tally, &scene, "accept-quote", &json!({})).await;
        scene.now += 5;
    }
    tried(tally, &scene, "propose-quote", &json!({ "lines": [line(50)] })).await;
    let part = json!({ "kind": "material", "label": "Pompe", "quantity": 1, "unitPrice": euros(12_000) });
    tried(tally, &scene, "add-extra", &part).await;
}

/// Two appointments of one technician, an immediate request beside them, and a quote beside a proposal.
pub(super) async fn appointments(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Declared).await;
    let on = |day: u8| json!({ "scheduledFor": format!("2026-11-{day}T09:00:00.000Z") });
    tried(tally, &scene, "schedule-request", &on(24)).await;
    chosen(tally, &scene, TAKING).await;
    let first = scene.player.id.clone();
    scene.player.declare_at(WISH, scene.now + 1).await;
    tried(tally, &scene, "schedule-request", &on(24)).await;
    chosen(tally, &scene, TAKING).await;
    // Both offers stand: one is accepted.
    let second = std::mem::replace(&mut scene.player.id, first);
    scene.now += 5;
    tried(tally, &scene, "accept-request", &json!({})).await;
    scene.player.id = second;
    tried(tally, &scene, "accept-request", &json!({})).await;

    scene.player.declare_at(WISH, scene.now + 2).await;
    tried(tally, &scene, "schedule-request", &on(25)).await;
    chosen(tally, &scene, TAKING).await;
    scene.now += 5;
    tried(tally, &scene, "accept-request", &json!({})).await;
    let moved = |until: &str| json!({ "outcome": "extended", "reason": "Neige.", "until": until });
    tried(tally, &scene, "resolve-intervention", &moved("2026-11-24T09:00:00.000Z")).await;
    let third = scene.player.id.clone();
    scene.player.declare_at(WISH, scene.now + 3).await;
    chosen(tally, &scene, TAKING).await;
    scene.now += 5;
    tried(tally, &scene, "accept-request", &json!({})).await;
    scene.player.id = third;
    tried(tally, &scene, "resolve-intervention", &moved("2026-11-23T08:30:00.000Z")).await;

    let scene = Scene::at(&tally.house, Moment::Postponable).await;
    tried(tally, &scene, "propose-quote", &json!({ "lines": [line(1)] })).await;
    tried(tally, &scene, "confirm-postponement", &json!({})).await;

    // The technician changes trade while the offer stands.
    let scene = Scene::at(&tally.house, Moment::Offered).await;
    let mut profile = scene.player.profile(&terms(TAKING));
    profile["categories"][0]["category"] = "locksmith".into();
    tried(tally, &scene, "update-technician", &profile).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
}

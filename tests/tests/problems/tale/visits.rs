//! Visits that move to an hour that is taken, that begin too early, or that nobody wants any more.

use serde_json::{Value, json};
use tests::{
    moment::Moment,
    scene::{Scene, TAKING, WISH},
};

use super::{chosen, euros, tried};
use crate::tally::Tally;

/// The hour of the appointments below, on a day of November.
fn hour(day: u8) -> String {
    format!("2026-11-{day}T09:00:00.000Z")
}

/// The newest request is accepted for an hour.
async fn appointed(tally: &Tally, scene: &Scene<'_>, day: u8) {
    let schedule = json!({ "scheduledFor": hour(day) });
    done(tally, scene, "schedule-request", &schedule).await;
    chosen(tally, scene, TAKING).await;
    done(tally, scene, "accept-request", &json!({})).await;
}

async fn done(tally: &Tally, scene: &Scene<'_>, id: &str, body: &Value) -> Value {
    let answer = tried(tally, scene, id, body).await;
    assert!(answer.status < 300, "{id}: {answer:#?}");
    answer.body
}

/// An operator moves an appointment to the hour of another one of the same technician.
pub(super) async fn moved(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Declared).await;
    appointed(tally, &scene, 24).await;
    let first = scene.player.id.clone();
    scene.player.declare_at(WISH, 1).await;
    scene.now += 5;
    appointed(tally, &scene, 25).await;
    scene.player.id = first;
    let moved = json!({ "outcome": "extended", "reason": "Neige.", "until": hour(25) });
    tried(tally, &scene, "resolve-intervention", &moved).await;
}

/// The technician is on site a day before the appointment, and tells later that the work began then.
pub(super) async fn begun_early(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Declared).await;
    appointed(tally, &scene, 24).await;
    scene.now = 60 * 60;
    done(tally, &scene, "arrive-on-site", &json!({})).await;
    scene.now = 25 * 60 * 60;
    let code = scene.player.show(scene.now).await.body["startCode"].clone();
    let start = json!({ "code": code, "occurredAt": "2026-11-23T12:00:00.000Z" });
    tried(tally, &scene, "start-intervention", &start).await;
}

/// The customer cancels before the technician who was asked accepts.
pub(super) async fn cancelled(tally: &Tally) {
    let scene = Scene::at(&tally.house, Moment::Offered).await;
    done(tally, &scene, "cancel-intervention", &json!({ "reason": "Réparé." })).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
}

/// Of work at a reduced rate more is credited than is left of it, though not more than its line or the invoice.
pub(super) async fn credited(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Paused).await;
    let work = json!({
        "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": euros(9_000), "vatRate": 10,
    });
    let quoted = done(tally, &scene, "propose-quote", &json!({ "lines": [work] })).await;
    quoted["quote"]["id"].as_str().unwrap_or_default().clone_into(&mut scene.player.quote);
    scene.now += 60;
    done(tally, &scene, "accept-quote", &json!({})).await;
    let report = json!({ "report": { "diagnosis": "Usure.", "workDone": "Réparation." } });
    done(tally, &scene, "finish-intervention", &report).await;
    let invoice = scene.player.invoice(scene.now).await.body;
    let lines = invoice["lines"].as_array().expect("an invoice has lines");
    let is_reduced = |line: &Value| line["vatPercent"].as_f64().is_some_and(|percent| percent < 20.0);
    let reduced = lines.iter().position(is_reduced).expect("a line at the reduced rate");
    let credit = |cents: i64| {
        let part = json!({ "line": reduced + 1, "amount": euros(cents) });
        json!({ "reason": "Facturé par erreur.", "lines": [part] })
    };
    done(tally, &scene, "issue-credit-note", &credit(5_000)).await;
    tried(tally, &scene, "issue-credit-note", &credit(4_500)).await;
}

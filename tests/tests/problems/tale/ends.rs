//! What comes after an end: work that another technician has, a person who was erased.

use embedded::given;
use serde_json::json;
use tests::{
    house::Call,
    moment::Moment,
    scene::{ASKED, FOREIGN, Scene},
};

use super::{called_off, euros, released, tried, tried_by};
use crate::tally::Tally;

/// A technician gave it up, and lost it; what was meant for then arrives late.
pub(super) async fn gone(tally: &Tally) {
    let late = json!({});
    let by_technician = ["depart-for-intervention", "arrive-on-site", "cancel-intervention"];
    let mut scene = Scene::at(&tally.house, Moment::Departed).await;
    for _ in 0..2 {
        called_off(tally, &scene, "En panne.").await;
        for id in by_technician {
            tried(tally, &scene, id, &late).await;
        }
        tried(tally, &scene, "start-intervention", &json!({ "code": "0000" })).await;
        scene.now += 60;
        tried(tally, &scene, "accept-request", &late).await;
    }
    {
        let mut scene = Scene::at(&tally.house, Moment::Accepted).await;
        tried(tally, &scene, "resolve-intervention", &released()).await;
        scene.now += 5;
        for id in ["depart-for-intervention", "arrive-on-site"] {
            tried(tally, &scene, id, &late).await;
        }
        tried(tally, &scene, "start-intervention", &json!({ "code": "0000" })).await;
        called_off(tally, &scene, "En panne.").await;
    }
    // The customer closes it; the technician finishes afterwards.
    let scene = Scene::at(&tally.house, Moment::Stalled).await;
    tried(tally, &scene, "close-intervention", &late).await;
    let report = json!({ "report": { "diagnosis": "Usure.", "workDone": "Réparation." } });
    tried(tally, &scene, "finish-intervention", &report).await;
    // The technician on site answers, and then says that the customer is absent.
    let mut scene = Scene::at(&tally.house, Moment::Arrived).await;
    let quote =
        json!({ "lines": [{ "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": euros(1) }] });
    let quoted = tried(tally, &scene, "propose-quote", &quote).await;
    scene.player.quote = quoted.body["quote"]["id"].as_str().unwrap_or_default().to_owned();
    tried(tally, &scene, "start-intervention", &json!({ "code": scene.player.start_code() })).await;
    tried(tally, &scene, "refuse-quote", &late).await;
    scene.now += 20 * 60;
    called_off(tally, &scene, "customer-absent").await;
    // It is too early to say so.
    let scene = Scene::at(&tally.house, Moment::Arrived).await;
    called_off(tally, &scene, "customer-absent").await;
    // A newer quote replaces the first one.
    let mut scene = Scene::at(&tally.house, Moment::Quoted).await;
    let older = scene.player.quote.clone();
    scene.now += 5;
    tried(tally, &scene, "propose-quote", &quote).await;
    scene.player.quote = older;
    for id in ["accept-quote", "refuse-quote", "withdraw-quote"] {
        tried(tally, &scene, id, &late).await;
    }
}

/// Another technician has it since: one who was asked, and one who had it, come too late.
pub(super) async fn taken(tally: &Tally) {
    for moment in [Moment::Waiting, Moment::Accepted] {
        let mut scene = Scene::at(&tally.house, moment).await;
        tried(tally, &scene, "resolve-intervention", &released()).await;
        scene.now += 60;
        tried_by(tally, &scene, "accept-request", &json!({}), FOREIGN).await;
        scene.now += 5;
        for id in ["accept-request", "depart-for-intervention", "arrive-on-site"] {
            tried(tally, &scene, id, &json!({})).await;
        }
        tried(tally, &scene, "start-intervention", &json!({ "code": "0000" })).await;
        called_off(tally, &scene, "En panne.").await;
    }
}

/// A customer answers twice.
pub(super) async fn answered(tally: &Tally) {
    let scene = Scene::at(&tally.house, Moment::Quoted).await;
    for id in ["refuse-quote", "accept-quote"] {
        tried(tally, &scene, id, &json!({})).await;
    }
    let scene = Scene::at(&tally.house, Moment::Finished).await;
    for stars in [5, 1] {
        tried(tally, &scene, "rate-technician", &json!({ "stars": stars })).await;
    }
}

/// Tokens that are left of a person who was erased, and an erasure that must wait.
pub(super) async fn erased(tally: &Tally) {
    let scene = Scene::at(&tally.house, Moment::Declared).await;
    let commands = ["update-technician", "update-customer", "declare-request", "ask-question"];
    for by in [scene.player.customer(), scene.player.technician(ASKED)] {
        let erase = Call::new("DELETE", "/me", (&by, "technicians"), scene.player.time(60));
        tally.call(tally.document.operation("erase-personal-data"), &erase).await;
        for id in commands {
            let operation = tally.document.operation(id);
            let mut body = operation.bodies().unwrap_or_default()[0].1.clone();
            // A question without an intervention: those of the person know them no more.
            body.as_object_mut().expect("bodies are objects").remove("interventionId");
            let method = operation.method.to_uppercase();
            let call = Call::new(&method, operation.path, (&by, "technicians"), scene.player.time(61));
            tally.call(operation, &call.with_header("idempotency-key", "erased").with_body(&body)).await;
        }
    }
    let karim = given::technician(&tally.house.table.store, "karim-who-finished").await;
    given::finished(&tally.house.table.store, &karim).await;
    for sub in ["camille", karim.id.as_str()] {
        let erase = Call::new("DELETE", "/me", (sub, "technicians"), given::at(90));
        tally.call(tally.document.operation("erase-personal-data"), &erase).await;
    }
    let scene = Scene::at(&tally.house, Moment::Working).await;
    let operation = tally.document.operation("update-technician");
    let mut body = operation.bodies().unwrap_or_default()[0].1.clone();
    body["business"]["siren"] = "404833048".into();
    body["business"]["vatNumber"] = "FR83404833048".into();
    tried(tally, &scene, "update-technician", &body).await;
}

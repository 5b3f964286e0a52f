//! Every route at each of its moments, with everything that follows from it.

use embedded::embedded;
use tests::{
    conveyor::Conveyor,
    document::Document,
    house::{Call, House},
    moment::moments,
    scene::{Scene, TAKING},
};

use crate::links;

pub(super) async fn walk() {
    let house = House::open(embedded().await);
    let mut conveyor = Conveyor::of(&house).await;
    for operation in Document::read().operations() {
        for moment in moments(operation.id()) {
            let scene = Scene::at(&house, *moment).await;
            conveyor.settle(scene.player.time(scene.now)).await;
            let body = operation.bodies().and_then(|bodies| bodies.first().map(|(_, body)| (*body).clone()));
            let call = scene.call(operation.method, operation.path, body.as_ref());
            let queries = if operation.method == "get" { operation.queries() } else { vec![String::new()] };
            for caller in callers(&scene, operation.by()) {
                for query in &queries {
                    let (caller, target) = (Some(caller.clone()), format!("{}{query}", call.target));
                    let answer = scene.player.send(&Call { caller, target, ..call.clone() }).await;
                    assert_ne!(answer.status, 422, "{}{query}: {}", operation.id(), answer.body);
                    links::follow(&house, &answer.body).await;
                }
            }
            conveyor.settle(scene.player.time(scene.now)).await;
        }
    }
}

/// Everybody whom the operation is meant for.
fn callers(scene: &Scene<'_>, by: &str) -> Vec<(String, String)> {
    let customer = (scene.player.customer(), String::new());
    let technician = (scene.player.technician(TAKING), "technicians".to_owned());
    let operator = ("odile".to_owned(), "operators".to_owned());
    match by {
        "customer" => vec![customer],
        "technician" => vec![technician],
        "operator" => vec![operator],
        _ => vec![operator, technician, customer],
    }
}

//! Refusals that take a value or a story of their own.

mod ends;
mod limits;
mod rivals;
mod values;
mod visits;

use serde_json::{Value, json};
use tests::{
    house::{Answer, Call},
    scene::{Scene, TAKING},
};

use crate::tally::{Tally, group};

/// Tells them.
pub(crate) async fn told(tally: &mut Tally) {
    values::values(tally).await;
    values::credits(tally).await;
    rivals::rivals(tally).await;
    rivals::later(tally).await;
    rivals::appointments(tally).await;
    visits::moved(tally).await;
    visits::begun_early(tally).await;
    visits::cancelled(tally).await;
    visits::credited(tally).await;
    limits::crowds(tally).await;
    limits::codes(tally).await;
    ends::gone(tally).await;
    ends::taken(tally).await;
    ends::answered(tally).await;
    ends::erased(tally).await;
    values::addresses(tally).await;
}

/// An operation with this body, by whom it is meant for.
async fn tried(tally: &Tally, scene: &Scene<'_>, id: &str, body: &Value) -> Answer {
    tried_by(tally, scene, id, body, TAKING).await
}

/// The same, by this technician if it is meant for technicians.
async fn tried_by(tally: &Tally, scene: &Scene<'_>, id: &str, body: &Value, technician: usize) -> Answer {
    let operation = tally.document.operation(id);
    let group = group(operation);
    let sub = match group {
        "technicians" => scene.player.technician(technician),
        "operators" => "odile".to_owned(),
        _ => scene.player.customer(),
    };
    let call = scene.call(operation.method, operation.path, None);
    let call = Call { caller: Some((sub, group.to_owned())), ..call }.with_body(body);
    tally.call(operation, &call).await
}

/// The customer chooses this technician.
async fn chosen(tally: &Tally, scene: &Scene<'_>, technician: usize) -> Answer {
    let body = json!({ "technicianId": scene.player.technician(technician) });
    tried(tally, scene, "choose-technician", &body).await
}

/// The technician calls it off.
async fn called_off(tally: &Tally, scene: &Scene<'_>, reason: &str) {
    let call = scene.player.by_technician(TAKING, "POST", &scene.player.path("/cancellation"), scene.now);
    let operation = tally.document.operation("cancel-intervention");
    tally.call(operation, &call.with_body(&json!({ "reason": reason }))).await;
}

/// The resolution by which an operator takes an intervention from its technician.
fn released() -> Value {
    json!({ "outcome": "released", "reason": "Injoignable." })
}

fn euros(cents: i64) -> Value {
    json!({ "cents": cents, "currency": "EUR" })
}

fn line(cents: i64) -> Value {
    json!({ "kind": "labour", "label": "Pose", "quantity": 1000, "unitPrice": euros(cents) })
}

//! What is refused before a rule of the trade is asked: caller, headers, query and body.

use domain::Timestamp;
use serde_json::{Value, json};
use tests::{
    document::Operation,
    house::Call,
    moment::moments,
    scene::{Scene, TAKING},
};

use crate::tally::{Tally, group};

/// One byte more than the largest body.
const TOO_LONG: usize = 64 * 1024 + 1;

/// Tries every operation.
pub(crate) async fn told(tally: &Tally) {
    for operation in tally.document.operations() {
        let moment = moments(operation.id()).first().copied().expect("a moment");
        let scene = Scene::at(&tally.house, moment).await;
        let sound = sound(&scene, operation);
        for call in spoilt(operation, &sound) {
            tally.call(operation, &call).await;
        }
        reused(tally, operation, &sound).await;
    }
}

/// The first example of a call, by whom it is meant for.
pub(crate) fn sound(scene: &Scene<'_>, operation: Operation<'_>) -> Call {
    let body = operation.bodies().and_then(|bodies| bodies.first().map(|(_, body)| (*body).clone()));
    let call = scene.call(operation.method, operation.path, body.as_ref());
    let group = group(operation);
    let sub = match group {
        "technicians" => scene.player.technician(TAKING),
        "operators" => "odile".to_owned(),
        _ => scene.player.customer(),
    };
    Call { caller: Some((sub, group.to_owned())), ..call }
}

fn spoilt(operation: Operation<'_>, sound: &Call) -> Vec<Call> {
    let by =
        |sub: &str, group: &str| Call { caller: Some((sub.to_owned(), group.to_owned())), ..sound.clone() };
    let meant_for = group(operation);
    let other = if meant_for == "operators" { "technicians" } else { "operators" };
    let absent = sound.target.split('/').map(|part| {
        if part.len() > 25 || part.starts_with("technician-") {
            "00000000000000000000000000000000"
        } else {
            part
        }
    });
    let absent = absent.collect::<Vec<_>>().join("/");
    let mut calls = vec![
        Call { target: format!("{}?colour=blue", sound.target), ..sound.clone() },
        Call { target: absent, ..sound.clone() },
        // Somebody who has nothing here, not even a profile.
        by("passer-by", meant_for),
    ];
    if !operation.is_open() {
        calls.extend([Call { caller: None, ..sound.clone() }, by("passer-by", other)]);
    }
    if operation.method == "get" {
        // Some lists are open to everybody, but for the view of a technician.
        let stranger = by("passer-by", "");
        calls.push(Call { target: format!("{}?role=technician", stranger.target), ..stranger });
        return calls;
    }
    let without = |name: &str| {
        let mut call = sound.clone();
        call.headers.retain(|(known, _)| known != name);
        call
    };
    if operation.codes().iter().any(|(_, code)| code == "idempotency-key-missing") {
        calls.push(without("idempotency-key"));
    }
    let with = |name: &str, value: &str| without(name).with_header(name, value);
    let raw = |body: Vec<u8>| Call { body: Some(body), ..sound.clone() };
    calls.extend([
        with("idempotency-key", "a key"),
        with("if-match", "\"999\""),
        raw(b"{".to_vec()),
        raw(vec![b' '; TOO_LONG]),
        raw(b"{}".to_vec()).with_header("content-type", "text/plain"),
    ]);
    // An intervention that somebody is not to know of, and one of the body that nobody has.
    for (_, body) in operation.bodies().unwrap_or_default() {
        calls.push(by("passer-by", meant_for).with_body(body));
    }
    calls
}

/// A command is carried out, and its key comes back with other words.
async fn reused(tally: &Tally, operation: Operation<'_>, sound: &Call) {
    let Some(body) = sound.body.as_deref().and_then(|body| serde_json::from_slice::<Value>(body).ok()) else {
        return;
    };
    tally.call(operation, sound).await;
    for other in others(&body, operation) {
        let answer = tally.call(operation, &sound.clone().with_body(&other)).await;
        if answer.body["code"] == "idempotency-key-reused" {
            return;
        }
    }
}

/// Bodies with one other value each; not every one of them is sound.
fn others(body: &Value, operation: Operation<'_>) -> Vec<Value> {
    let mut others = Vec::new();
    if operation.fields_of_body().iter().any(|field| field == "occurredAt") {
        let mut dated = body.clone();
        dated["occurredAt"] = json!("2026-11-23T07:42:11.000Z");
        others.push(dated);
    }
    for pointer in leaves(body, "") {
        let mut other = body.clone();
        let leaf = other.pointer_mut(&pointer).expect("a place of the body");
        *leaf = match leaf {
            Value::String(text) if text.parse::<Timestamp>().is_ok() => "2026-11-24T10:00:00.000Z".into(),
            Value::String(text) => format!("{text}x").into(),
            Value::Number(number) => json!(number.as_i64().unwrap_or_default() + 1),
            Value::Bool(truth) => json!(!*truth),
            Value::Null | Value::Array(_) | Value::Object(_) => continue,
        };
        others.push(other);
    }
    others
}

fn leaves(value: &Value, place: &str) -> Vec<String> {
    let inside = |(name, value): (String, &Value)| leaves(value, &format!("{place}/{name}"));
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, one)| (name.clone(), one)).flat_map(inside).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, one)| (at.to_string(), one)).flat_map(inside).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![place.to_owned()],
    }
}

//! Events as functions get them: the samples of `events/`, and changes of them.

use std::path::{Path, PathBuf};

use domain::Timestamp;
use serde_json::{Value, json};

/// The top folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The sample event of a function.
///
/// # Panics
/// Where there is none, or it is no JSON.
pub fn sample(function: &str) -> Value {
    let path = root().join("events").join(format!("{function}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every function, by the names of their folders.
///
/// # Panics
/// Where the folder cannot be read.
pub fn functions() -> Vec<String> {
    let folder = std::fs::read_dir(root().join("functions")).expect("the project has functions");
    let mut names: Vec<String> =
        folder.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The same HTTP call, by another caller, about another intervention, at another time, without key and version.
#[must_use]
pub fn call(function: &str, sub: &str, intervention: &str, millisecond: i64) -> Value {
    let mut event = sample(function);
    if let Some(known) = event["pathParameters"]["id"].as_str().map(ToOwned::to_owned) {
        for path in ["/rawPath", "/requestContext/http/path"] {
            if let Some(text) = event.pointer_mut(path) {
                *text = text.as_str().unwrap_or_default().replace(&known, intervention).into();
            }
        }
        event["pathParameters"]["id"] = intervention.into();
    }
    event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = sub.into();
    event["requestContext"]["timeEpoch"] = millisecond.into();
    if let Some(headers) = event["headers"].as_object_mut() {
        headers.retain(|name, _| name != "idempotency-key" && name != "if-match");
    }
    event
}

/// The sample message of a queue's function with another body, delivered when the sample was first received.
#[must_use]
pub fn message(function: &str, body: &Value) -> Value {
    let mut event = sample(function);
    event["Records"][0]["body"] = body.to_string().into();
    let attributes = &mut event["Records"][0]["attributes"];
    attributes["DeliveredAt"] = attributes["ApproximateFirstReceiveTimestamp"].clone();
    event
}

/// The tick of a schedule at a time.
#[must_use]
pub fn tick(function: &str, now: Timestamp) -> Value {
    let mut tick = sample(function);
    tick["time"] = now.to_string().into();
    tick
}

/// The same message, sent at one time and delivered at another.
#[must_use]
pub fn delivered(mut message: Value, sent: Timestamp, now: Timestamp) -> Value {
    message["Records"][0]["attributes"] = attributes(sent, now);
    message
}

/// What SQS tells of a message that was first received when it was sent, and when this delivery of it happens.
#[must_use]
pub fn attributes(sent: Timestamp, now: Timestamp) -> Value {
    let text = |at: Timestamp| at.as_millisecond().to_string();
    json!({
        "SentTimestamp": text(sent),
        "ApproximateFirstReceiveTimestamp": text(sent),
        "ApproximateReceiveCount": "1",
        "DeliveredAt": text(now),
    })
}

//! The times in an event: those that functions decide by.

use domain::Timestamp;
use serde_json::{Number, Value};

/// The attributes of a message of SQS that hold milliseconds since 1970, as text.
const OF_MESSAGES: [&str; 3] = ["SentTimestamp", "ApproximateFirstReceiveTimestamp", DELIVERED_AT];

/// The attribute that tells a function when a message is delivered; AWS has none for it.
const DELIVERED_AT: &str = "DeliveredAt";

/// The event of this moment with its times so many seconds later; none if it is no JSON.
pub(super) fn moved(event: &[u8], now: Timestamp, seconds: i64) -> Option<Vec<u8>> {
    let mut event: Value = serde_json::from_slice(event).ok()?;
    move_call(&mut event, seconds);
    move_tick(&mut event, seconds);
    for record in event.get_mut("Records").and_then(Value::as_array_mut).into_iter().flatten() {
        move_message(record, now, seconds);
        move_change(record, seconds);
    }
    serde_json::to_vec(&event).ok()
}

/// A call of the HTTP API: milliseconds since 1970.
fn move_call(event: &mut Value, seconds: i64) {
    let Some(epoch) = event.pointer_mut("/requestContext/timeEpoch") else { return };
    if let Some(milliseconds) = epoch.as_i64() {
        *epoch = (milliseconds + 1_000 * seconds).into();
    }
}

/// A tick of a schedule.
fn move_tick(event: &mut Value, seconds: i64) {
    let Some(time) = event.get_mut("time") else { return };
    let tick = time.as_str().and_then(|time| time.parse::<Timestamp>().ok());
    if let Some(tick) = tick.and_then(|tick| tick.checked_add(later(seconds)).ok()) {
        *time = tick.to_string().into();
    }
}

/// A message of a queue, which is delivered now.
fn move_message(record: &mut Value, now: Timestamp, seconds: i64) {
    let Some(attributes) = record.get_mut("attributes").and_then(Value::as_object_mut) else { return };
    attributes.entry(DELIVERED_AT).or_insert_with(|| now.as_millisecond().to_string().into());
    for name in OF_MESSAGES {
        let Some(time) = attributes.get_mut(name) else { continue };
        if let Some(milliseconds) = time.as_str().and_then(|time| time.parse::<i64>().ok()) {
            *time = (milliseconds + 1_000 * seconds).to_string().into();
        }
    }
}

/// A change of the table: seconds since 1970.
fn move_change(record: &mut Value, seconds: i64) {
    let Some(time) = record.pointer_mut("/dynamodb/ApproximateCreationDateTime") else { return };
    #[expect(clippy::cast_precision_loss, reason = "seconds of some years fit into a float")]
    let moved = time.as_f64().map(|time| time + seconds as f64);
    if let Some(moved) = moved.and_then(Number::from_f64) {
        *time = moved.into();
    }
}

fn later(seconds: i64) -> std::time::Duration {
    std::time::Duration::from_secs(seconds.unsigned_abs())
}

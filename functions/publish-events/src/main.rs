//! The table's stream: every saved fact has its effects, in the end.

use domain::{Timestamp, failure::Failure};
use lambda::{
    Redrive, StreamRecord,
    telemetry::{Unit, metric},
};
use publish_events::{Measure, measures, publish_record, redrive};
use queue::Channels;
use serde_json::{Value, json};
use store::{Parked, Store, stream::Change};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_stream(lambda::both(Store::connect, Channels::connect), handle, park, answer).await
}

async fn handle(
    (store, channels): (Store, Channels),
    record: StreamRecord,
    now: Timestamp,
) -> Result<(), Failure> {
    let images = (record.old_image, record.new_image);
    let change = publish_record(&store, &channels, record.keys, images, now).await?;
    if let Change::Timeline { before, after } = &change {
        for measure in measures(after, *before) {
            tell(&measure, now);
        }
    }
    Ok(())
}

async fn park(
    (store, _): (Store, Channels),
    record: StreamRecord,
    cause: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let StreamRecord { keys, old_image, sequence_number, .. } = record;
    store.park_record(keys, old_image.as_ref(), &sequence_number, cause, now).await
}

async fn answer(
    (store, channels): (Store, Channels),
    asked: Redrive,
    now: Timestamp,
) -> Result<Value, Failure> {
    let answer = redrive(&store, &channels, asked.partition.as_deref(), now).await?;
    let parked = |one: &Parked| json!({ "partition": one.partition, "place": one.place, "cause": one.cause, "at": one.at });
    let parked: Vec<Value> = answer.parked.iter().map(parked).collect();
    Ok(json!({ "redriven": answer.redriven, "parked": parked }))
}

fn tell(measure: &Measure, at: Timestamp) {
    match measure {
        Measure::StageChange(stage) => metric("StageChange", Unit::Count, 1, &[("Stage", stage)], at),
        Measure::SecondsToAccept(seconds) => metric("SecondsToAccept", Unit::Seconds, *seconds, &[], at),
        Measure::MinutesLate(minutes) => metric("MinutesLate", Unit::Count, *minutes, &[], at),
    }
}

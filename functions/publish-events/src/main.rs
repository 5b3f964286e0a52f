//! The table's stream: every saved fact has its effects, in the end.

use domain::{Timestamp, failure::Failure};
use lambda::{
    StreamRecord,
    telemetry::{Unit, metric},
};
use publish_events::{Measure, measures, publish_events};
use queue::Queues;
use store::{Store, stream::Change};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_stream(lambda::both(Store::connect, Queues::connect), handle).await
}

async fn handle(
    (store, queues): (Store, Queues),
    record: StreamRecord,
    now: Timestamp,
) -> Result<(), Failure> {
    let change = Change::from_images(record.keys, record.old_image, record.new_image)?;
    publish_events(&store, &queues, &change, now).await?;
    if let Change::Timeline { before, after } = &change {
        for measure in measures(after, *before) {
            tell(&measure, now);
        }
    }
    Ok(())
}

fn tell(measure: &Measure, at: Timestamp) {
    match measure {
        Measure::StageChange(stage) => metric("StageChange", Unit::Count, 1, &[("Stage", stage)], at),
        Measure::SecondsToAccept(seconds) => metric("SecondsToAccept", Unit::Seconds, *seconds, &[], at),
        Measure::MinutesLate(minutes) => metric("MinutesLate", Unit::Count, *minutes, &[], at),
    }
}

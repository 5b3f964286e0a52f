//! Serving the table's stream: changes in their order, and where to go on after a failure.

use aws_config::SdkConfig;
use domain::{Timestamp, failure::Failure};
use serde::Deserialize;
use serde_dynamo::Item;

use crate::{
    Error, Lookup,
    clock::Started,
    queue::{BatchFailures, is_worth_a_retry, tell},
    runtime::{self, Invocation},
};

/// A batch of changes, as the stream hands it over.
#[derive(Debug, Clone, Deserialize)]
pub struct Records {
    #[serde(rename = "Records")]
    records: Vec<RawRecord>,
}

#[derive(Debug, Clone, Deserialize)]
struct RawRecord {
    dynamodb: Change,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    approximate_creation_date_time: f64,
    keys: Item,
    old_image: Option<Item>,
    new_image: Option<Item>,
    sequence_number: String,
}

/// One change of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamRecord {
    /// The item's `pk` and `sk`.
    pub keys: Item,
    /// The item before; absent if it is new.
    pub old_image: Option<Item>,
    /// The item after; absent if it was removed.
    pub new_image: Option<Item>,
    /// Its place in the stream.
    pub sequence_number: String,
}

impl Records {
    /// The batch in an event.
    pub fn from_event(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The changes in their order, each with its time, to the second: the one time that decisions about it know.
    pub fn parse(self) -> Result<Vec<(StreamRecord, Timestamp)>, Error> {
        self.records.into_iter().map(|record| record.dynamodb.open()).collect()
    }
}

impl Change {
    fn open(self) -> Result<(StreamRecord, Timestamp), Error> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the cast saturates, and no calendar goes so far"
        )]
        let milliseconds = (self.approximate_creation_date_time * 1_000.0).round() as i64;
        let record = StreamRecord {
            keys: self.keys,
            old_image: self.old_image,
            new_image: self.new_image,
            sequence_number: self.sequence_number,
        };
        Ok((record, Timestamp::from_millisecond(milliseconds)?))
    }
}

/// Serves changes until the function is put to rest; they are seen one by one, and none before those ahead of it.
pub async fn serve_stream<S, C, E, H>(connect: C, handle: H) -> Result<(), Error>
where
    S: Clone,
    C: FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    E: Into<Error>,
    H: AsyncFn(S, StreamRecord, Timestamp) -> Result<(), Failure>,
{
    runtime::serve(connect, async |state: S, event: &str, invocation: &Invocation| {
        let handle = async |record, now| handle(state.clone(), record, now).await;
        Ok(consume(Records::from_event(event)?, handle, invocation).await)
    })
    .await
}

async fn consume(
    records: Records,
    handle: impl AsyncFn(StreamRecord, Timestamp) -> Result<(), Failure>,
    invocation: &Invocation,
) -> BatchFailures {
    let mut failures = BatchFailures::default();
    for RawRecord { dynamodb } in records.records {
        let started = Started::now();
        let number = dynamodb.sequence_number.clone();
        let outcome = match dynamodb.open() {
            Ok((record, now)) => Box::pin(handle(record, now)).await,
            Err(unreadable) => Err(Failure::Broken(unreadable)),
        };
        tell(&format!("record {number}"), &outcome, invocation, &started);
        if outcome.as_ref().is_err_and(is_worth_a_retry) {
            failures.push(&number);
            break;
        }
    }
    failures
}

#[cfg(test)]
mod tests;

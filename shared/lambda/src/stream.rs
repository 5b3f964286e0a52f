//! Serving the table's stream: changes in their order, and where to go on after a failure.

use aws_config::SdkConfig;
use domain::{Timestamp, failure::Failure};
use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use trace::Span;

use crate::{
    Error, Lookup,
    clock::{Started, delivered_at},
    queue::{BatchFailures, is_worth_a_retry, tell},
    runtime::{self, Invocation},
    telemetry::tell_parked,
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

/// What an operator asks for: to publish what was parked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Redrive {
    /// The partition of one item; absent: the oldest of all.
    pub partition: Option<String>,
    /// When; absent: now.
    time: Option<Timestamp>,
}

/// What a function of the stream is called with: a batch, or the command of an operator.
#[derive(Debug, Deserialize)]
struct Event {
    #[serde(rename = "Records", default)]
    records: Vec<RawRecord>,
    redrive: Option<Redrive>,
}

/// Serves changes until the function is put to rest. They are seen one by one, and none before those ahead of it; after a
/// fault the stream goes on there. What cannot be understood is parked, and the next change is seen: `park` answers
/// whether it was not parked before. An operator calls the same function to redrive what was parked.
pub async fn serve_stream<S, C, E, A, H, P, R>(
    connect: C,
    handle: H,
    park: P,
    redrive: R,
) -> Result<(), Error>
where
    S: Clone,
    C: FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    E: Into<Error>,
    A: Serialize,
    H: AsyncFn(S, StreamRecord, Timestamp) -> Result<(), Failure>,
    P: AsyncFn(S, StreamRecord, &str, Timestamp) -> Result<bool, Failure>,
    R: AsyncFn(S, Redrive, Timestamp) -> Result<A, Failure>,
{
    runtime::serve(connect, async |state: S, event: &str, invocation: &Invocation| {
        let Event { records, redrive: asked } = serde_json::from_str(event)?;
        if let Some(asked) = asked {
            let now = delivered_at(asked.time);
            return Ok(serde_json::to_value(Box::pin(redrive(state, asked, now)).await?)?);
        }
        let handle = async |record, now| handle(state.clone(), record, now).await;
        let park = async |record, cause: &str, now| park(state.clone(), record, cause, now).await;
        let failures = consume(Records { records }, handle, park, invocation).await;
        Ok(serde_json::to_value(failures)?)
    })
    .await
}

async fn consume(
    records: Records,
    handle: impl AsyncFn(StreamRecord, Timestamp) -> Result<(), Failure>,
    park: impl AsyncFn(StreamRecord, &str, Timestamp) -> Result<bool, Failure>,
    invocation: &Invocation,
) -> BatchFailures {
    let mut failures = BatchFailures::default();
    for RawRecord { dynamodb } in records.records {
        let started = Started::now();
        let number = dynamodb.sequence_number.clone();
        let publishing = async {
            let mut outcome = match dynamodb.clone().open() {
                Ok((record, now)) => Box::pin(handle(record, now)).await,
                Err(unreadable) => Err(Failure::Broken(unreadable)),
            };
            let mut is_held = outcome.as_ref().is_err_and(is_worth_a_retry);
            if let Some(cause) = outcome.as_ref().err().and_then(final_cause)
                && let Ok((record, now)) = dynamodb.open()
            {
                match Box::pin(park(record, &cause, now)).await {
                    Ok(is_new) => {
                        is_held = false;
                        tell_parked(usize::from(is_new));
                    }
                    Err(failure) => outcome = Err(failure),
                }
            }
            tell(&format!("record {number}"), &outcome, invocation, &started);
            is_held
        };
        // The handler records what the item is about, in a span that ends with the record.
        if Span::current().scope(publishing).await {
            failures.push(&number);
            break;
        }
    }
    failures
}

/// The cause of a failure that stays the same however often the record is tried again.
fn final_cause(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Unreadable(_) | Failure::NotFound => Some(failure.cause()),
        Failure::Refused(_)
        | Failure::VersionDiffers { .. }
        | Failure::KeyReused
        | Failure::Busy
        | Failure::Unlocated(_)
        | Failure::Unsettled(_)
        | Failure::Broken(_) => None,
    }
}

#[cfg(test)]
mod tests;

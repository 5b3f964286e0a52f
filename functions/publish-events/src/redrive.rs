//! Publishes the facts of a parked record later: when its item is saved again, or when an operator redrives it.

use domain::{Timestamp, failure::Failure};
use queue::Channels;
use store::{Parked, Store, Work};

use crate::publish_events;

/// The result of a redrive of parked records and deadlines.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Redriven {
    /// How many were completed.
    pub redriven: usize,
    /// Those that still cannot be understood.
    pub parked: Vec<Parked>,
}

/// Redrives what was parked of one partition, or the oldest of all. One that still cannot be understood stays parked, and
/// so do all records of its item; a deadline is due now and found by its job.
pub async fn redrive(
    store: &Store,
    channels: &Channels,
    partition: Option<&str>,
    now: Timestamp,
) -> Result<Redriven, Failure> {
    let mut answer = Redriven::default();
    let mut items: Vec<(String, String)> = Vec::new();
    for parked in store.parked(partition).await? {
        match parked.work {
            Work::ActOn(_) => {
                store.make_due(&parked, now).await?;
                store.forget_parked(&parked).await?;
                answer.redriven += 1;
            }
            Work::Publish { .. } => {
                let item = (parked.partition, parked.place);
                if !items.contains(&item) {
                    items.push(item);
                }
            }
        }
    }
    for (partition, place) in items {
        match redrive_item(store, channels, &partition, &place, now).await {
            Ok(count) => answer.redriven += count,
            Err(Failure::Unreadable(_) | Failure::NotFound) => {
                answer.parked.extend(store.parked_records(&partition, &place).await?);
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(answer)
}

/// Publishes what happened to an item since its first parked record; answers how many records were parked.
pub async fn redrive_item(
    store: &Store,
    channels: &Channels,
    partition: &str,
    place: &str,
    now: Timestamp,
) -> Result<usize, Failure> {
    let parked = store.parked_records(partition, place).await?;
    for record in &parked {
        publish_events(store, channels, &store.change_since(record).await?, now).await?;
    }
    // All or none: a run that dies in between publishes them again.
    for record in &parked {
        store.forget_parked(record).await?;
    }
    Ok(parked.len())
}

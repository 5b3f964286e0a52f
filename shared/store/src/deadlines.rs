//! What is due: deadlines by minute and shard, walked by the schedules from where they stopped.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Timestamp, failure::Failure, id::InterventionId};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key::{self, BY_DEADLINE, DEADLINE, DEADLINE_BUCKET, SHARDS},
    lists::id_of,
    row::{Item, Row, millis, time},
};

/// What a schedule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    /// Requests that nobody took (rule 9).
    Expiry,
    /// Technicians who do not leave (rule 10).
    Arrival,
}

impl DueKind {
    /// As keys spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Arrival => "arrival",
        }
    }
}

/// How far a job came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CursorRow {
    at: i64,
}

impl Row for CursorRow {
    const KIND: &'static str = "cursor";
}

const MINUTE: i64 = 60_000;
/// A run walks at most so many minutes; the next one goes on.
const MINUTES_MAX: i64 = 60;
/// Where a job begins that never ran.
const MINUTES_BACK: i64 = 10;
/// What fails is tried again for so long; then the job goes on without it, and its alarm has rung for as long.
const MINUTES_HELD_BACK: i64 = 50;
/// So many buckets are asked at once.
const BUCKETS_AT_ONCE: usize = 8;
/// So many interventions are acted on at once.
const ACTS_AT_ONCE: usize = 8;

impl Store {
    /// Every intervention that is due from `since` to `until`, at most an hour of them.
    pub async fn due(
        &self,
        kind: DueKind,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<InterventionId>, Failure> {
        let minutes = (minute(since)..=millis(until)).step_by(usize::try_from(MINUTE).unwrap_or(1));
        let mut buckets = Vec::new();
        for at in minutes.take(usize::try_from(MINUTES_MAX).unwrap_or(1)) {
            let at = time(at)?;
            buckets.extend((0..SHARDS).map(|shard| key::deadline_bucket(kind, at, shard)));
        }
        let asked = stream::iter(buckets).map(|bucket| self.bucket(bucket, until));
        let found: Vec<Vec<Item>> = asked.buffered(BUCKETS_AT_ONCE).try_collect().await?;
        Ok(found.iter().flatten().map(id_of).collect::<Result<_, _>>()?)
    }

    /// Acts on everything that became due since the last run; answers how many were looked at.
    ///
    /// One that fails does not stop the others; the first failure is the answer, and the next run looks again.
    pub async fn each_due(
        &self,
        kind: DueKind,
        now: Timestamp,
        act: impl AsyncFn(InterventionId) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        let since = self.cursor(kind.name()).await?.map_or(millis(now) - MINUTES_BACK * MINUTE, millis);
        let last = minute(now).min(since + (MINUTES_MAX - 1) * MINUTE);
        let until = millis(now).min(last + MINUTE - 1);
        let ids = self.due(kind, time(since)?, time(until)?).await?;
        let looked_at = ids.len();
        let mut failure = None;
        let mut acts = stream::iter(ids).map(|id| act(id)).buffer_unordered(ACTS_AT_ONCE);
        while let Some(acted) = acts.next().await {
            failure = failure.or(acted.err());
        }
        let held_back = failure.is_some() && since > millis(now) - MINUTES_HELD_BACK * MINUTE;
        // The index may be a minute behind the table.
        let reached = if held_back { since } else { last - MINUTE };
        self.save_cursor(kind.name(), time(reached)?).await?;
        failure.map_or(Ok(looked_at), Err)
    }

    /// How far a job came.
    pub async fn cursor(&self, job: &str) -> Result<Option<Timestamp>, Failure> {
        let row = self.get::<CursorRow>(key::cursor(job), Read::Consistent).await?;
        Ok(row.map(|row| time(row.at)).transpose()?)
    }

    /// Remembers how far a job came.
    pub async fn save_cursor(&self, job: &str, at: Timestamp) -> Result<(), Failure> {
        Ok(self.put(key::cursor(job), &CursorRow { at: millis(at) }).await?)
    }

    async fn bucket(&self, bucket: String, until: Timestamp) -> Result<Vec<Item>, Error> {
        let query = self
            .query()
            .index_name(BY_DEADLINE)
            .key_condition_expression(format!("{DEADLINE_BUCKET} = :bucket AND {DEADLINE} <= :until"))
            .expression_attribute_values(":bucket", AttributeValue::S(bucket))
            .expression_attribute_values(":until", AttributeValue::N(millis(until).to_string()));
        self.pages(query).await
    }
}

/// The start of its minute.
fn minute(at: Timestamp) -> i64 {
    millis(at).div_euclid(MINUTE) * MINUTE
}

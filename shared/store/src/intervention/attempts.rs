//! Attempts at the start code: one row beside the timeline, kept if nobody kept another since it was read (rule 12).

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    failure::Failure,
    id::InterventionId,
    intervention::{Attempt, Attempts},
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    row::{Row, millis, time},
    transaction::Condition,
};

/// The attempts at the code of one round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AttemptsRow {
    /// How often the row was written.
    version: u64,
    round: u64,
    since: i64,
    in_window: i64,
    in_round: i64,
    expires: i64,
}

impl Row for AttemptsRow {
    const KIND: &'static str = "start attempts";
}

/// The attribute that tells whether the row changed.
const VERSION: &str = "version";
/// How long after the last attempt DynamoDB may sweep the row: no interview lasts that long.
const KEPT_SECONDS: i64 = 30 * 24 * 3_600;
/// So many races may be lost. Each loser lost to an attempt that was counted, so a code is used up before.
const RACES_MAX: usize = 24;

impl Store {
    /// Counts one more attempt at the start code, before the code is compared: whatever arrives together, no more
    /// attempts are allowed than the domain says.
    pub async fn count_start_attempt(
        &self,
        id: &InterventionId,
        round: u64,
        now: Timestamp,
    ) -> Result<Attempt, Failure> {
        // Most technicians type the right code at once: there is no row yet.
        let first = Attempts::first(round, now);
        let row = AttemptsRow::of(first, 1, now);
        if self.put_if(key::start_attempts(id), &row, &Condition::New).await? {
            return Ok(Attempt::Allowed(first));
        }
        for _ in 0..RACES_MAX {
            let Some(row) = self.get::<AttemptsRow>(key::start_attempts(id), Read::Consistent).await? else {
                break;
            };
            let attempt = row.attempts()?.another(round, now, self.policy());
            let Attempt::Allowed(attempts) = attempt else { return Ok(attempt) };
            let next = AttemptsRow::of(attempts, row.version + 1, now);
            let same = Condition::Same(VERSION, AttributeValue::N(row.version.to_string()));
            if self.put_if(key::start_attempts(id), &next, &same).await? {
                return Ok(attempt);
            }
        }
        Err(Failure::Busy)
    }
}

impl AttemptsRow {
    fn of(attempts: Attempts, version: u64, now: Timestamp) -> Self {
        let Attempts { round, since, in_window, in_round } = attempts;
        let expires = now.as_second() + KEPT_SECONDS;
        Self { version, round, since: millis(since), in_window, in_round, expires }
    }

    fn attempts(&self) -> Result<Attempts, Error> {
        let Self { round, in_window, in_round, .. } = *self;
        Ok(Attempts { round, since: time(self.since)?, in_window, in_round })
    }
}

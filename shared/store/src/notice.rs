//! Told once: which technicians know of which waiting request (rule 7).

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Timestamp, failure::Failure, id::TechnicianId, intervention::Intervention};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::{
    client::Store,
    error::Error,
    intervention::waiting_since,
    key,
    row::{Row, millis, time},
    transaction::Condition,
};

/// That a technician was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NoticeRow {
    at: i64,
    expires: i64,
}

impl Row for NoticeRow {
    const KIND: &'static str = "notice";
    const IS_TRACED: bool = true;
}

/// A request that is released after it would have expired waits for a day more: nobody is told again then.
const KEPT_SECONDS: i64 = 7 * 24 * 3_600;

impl NoticeRow {
    fn of(intervention: &Intervention) -> Self {
        let at = waiting_since(intervention).unwrap_or(intervention.declared_at());
        Self { at: millis(at), expires: intervention.expires_at().as_second() + KEPT_SECONDS }
    }

    /// Since when the request waits of which the technician was told.
    pub(crate) fn at(&self) -> Result<Timestamp, Error> {
        time(self.at)
    }
}

/// So many technicians are told at once.
const TOLD_AT_ONCE: usize = 32;

impl Store {
    /// Tells technicians of a waiting request; answers how many nobody had told before. Cut short and repeated, it
    /// tells those who are left.
    pub async fn tell_all(
        &self,
        technicians: &[TechnicianId],
        intervention: &Intervention,
    ) -> Result<usize, Failure> {
        let told = stream::iter(technicians).map(|technician| self.tell(technician, intervention));
        let told: Vec<bool> = told.buffer_unordered(TOLD_AT_ONCE).try_collect().await?;
        Ok(told.into_iter().filter(|new| *new).count())
    }

    /// Tells a technician of a waiting request; true if nobody had told them since it waits. One that comes back to
    /// the waiting list concerns them anew.
    pub async fn tell(
        &self,
        technician: &TechnicianId,
        intervention: &Intervention,
    ) -> Result<bool, Failure> {
        let key = key::notice(technician, intervention.id());
        let row = NoticeRow::of(intervention);
        let newer = Condition::Below("at", AttributeValue::N(row.at.to_string()));
        Ok(self.put_if(key, &row, &newer).await?)
    }
}

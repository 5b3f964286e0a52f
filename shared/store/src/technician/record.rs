//! What a technician did with offers and promises: each one a row, in which the worst deed stays (rules 6, 10, 21).
//!
//! A deed that is told late, again or in another order changes nothing: nothing is counted when it is written, only
//! when the technician is put on a shelf, and then no further back than the policy looks.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    failure::Failure,
    id::{InterventionId, TechnicianId},
    reliability::{Deed, Recorded, Reliability},
};
use serde::{Deserialize, Serialize};

use crate::{
    client::Store,
    error::Error,
    key::{self, PK, SK},
    row::{Item, Row},
    transaction::Condition,
};

/// What became of an offer or a promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordRow {
    deed: u8,
}

impl RecordRow {
    const DEED: &'static str = "deed";

    /// What became of it.
    pub(crate) fn deed(&self) -> Result<Deed, Error> {
        Ok(Deed::try_from(self.deed)?)
    }
}

impl Row for RecordRow {
    const KIND: &'static str = "record";
}

impl Store {
    /// Keeps a deed, unless the same offer or promise came to a worse end.
    pub async fn record(&self, intervention: &InterventionId, recorded: &Recorded) -> Result<(), Failure> {
        let key = key::record(&recorded.technician, recorded.since, intervention);
        let row = RecordRow { deed: recorded.deed.number() };
        let better = Condition::Below(RecordRow::DEED, AttributeValue::N(row.deed.to_string()));
        self.put_if(key, &row, &better).await?;
        Ok(())
    }

    /// What the technician did with the last offers and promises.
    pub async fn reliability(&self, technician: &TechnicianId) -> Result<Reliability, Failure> {
        Ok(self.reliability_of(technician).await?)
    }

    pub(crate) async fn reliability_of(&self, technician: &TechnicianId) -> Result<Reliability, Error> {
        let window = i32::try_from(self.policy().record_window).unwrap_or(i32::MAX).max(1);
        let query = self
            .query()
            .key_condition_expression(format!("{PK} = :pk AND begins_with({SK}, :prefix)"))
            .expression_attribute_values(":pk", AttributeValue::S(key::technician(technician)))
            .expression_attribute_values(":prefix", AttributeValue::S(key::RECORD.to_owned()));
        let page = query.scan_index_forward(false).limit(window).send().await.map_err(Error::of_call)?;
        let deed = |item: Item| RecordRow::of_item(item)?.deed();
        page.items.unwrap_or_default().into_iter().map(deed).collect()
    }
}

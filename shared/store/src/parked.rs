//! What could not be understood: parked in a row of its own until somebody redrives it, so that it holds up nothing else.
//!
//! A row tells the cause, the keys, the time, and where to go on; it holds no image of the item. The item itself bears a
//! mark. Whoever saves it writes the row anew, without the mark. So the record of that change has the mark in its old
//! image only, and publishes first what was parked: nothing of an item overtakes its parked records, and records of sound
//! items cost no read.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{Timestamp, failure::Failure};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    deadlines::DueKind,
    error::Error,
    key::{self, BY_DEADLINE, DEADLINE_BUCKET, Key, PARKED, PK},
    row::{Item, Row, key_of, millis, time},
    stream::{Change, Image},
    transaction::{Condition, lost_or},
};

/// The attribute that marks an item of which a record is parked.
pub(crate) const MARK: &str = "parked";
/// So many parked rows are looked at together.
const PARKED_MAX: i32 = 100;

/// What is to be done once it can be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Publish what happened since.
    Publish {
        /// So many entries of the timeline had been published, if it is one.
        published: usize,
        /// Whether the item was new.
        is_new: bool,
    },
    /// Act on a deadline.
    ActOn(DueKind),
}

/// Something that was parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The partition of the item.
    pub partition: String,
    /// Its place there.
    pub place: String,
    /// Why it was parked; nothing personal.
    pub cause: String,
    /// When.
    pub at: Timestamp,
    /// What is to be done.
    pub work: Work,
    key: Key,
}

/// As the table keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParkedRow {
    item: (String, String),
    cause: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sequence: Option<String>,
    work: WorkRow,
    deadline_bucket: String,
    deadline: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum WorkRow {
    Publish { published: usize, is_new: bool },
    ActOn { job: String },
}

impl Row for ParkedRow {
    const KIND: &'static str = "parked";
}

impl ParkedRow {
    fn new(of: &Key, work: WorkRow, sequence: Option<&str>, cause: &str, now: Timestamp) -> Self {
        Self {
            item: (of.pk.clone(), of.sk.clone()),
            cause: cause.to_owned(),
            sequence: sequence.map(ToOwned::to_owned),
            work,
            deadline_bucket: PARKED.to_owned(),
            deadline: millis(now),
        }
    }

    fn parked(self, key: Key) -> Result<Parked, Error> {
        let (partition, place) = self.item;
        let work = match self.work {
            WorkRow::Publish { published, is_new } => Work::Publish { published, is_new },
            WorkRow::ActOn { job } => {
                Work::ActOn(DueKind::named(&job).ok_or(Error::Row { kind: Self::KIND, done: "read" })?)
            }
        };
        Ok(Parked { partition, place, cause: self.cause, at: time(self.deadline)?, work, key })
    }
}

impl Store {
    /// Parks a record of the stream and marks its item; whether it was not parked before.
    pub async fn park_record(
        &self,
        keys: Image,
        old: Option<&Image>,
        sequence: &str,
        cause: &str,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let of = crate::stream::key_of_image(keys)?;
        let work = WorkRow::Publish { published: old.map_or(0, entries), is_new: old.is_none() };
        let row = ParkedRow::new(&of, work, Some(sequence), cause, now);
        let is_new = self.put_if(key::parked_record(&of, sequence), &row, &Condition::New).await?;
        self.mark(of).await?;
        Ok(is_new)
    }

    /// Parks a deadline on which nobody could act; whether it was not parked before.
    pub(crate) async fn park_deadline(
        &self,
        kind: DueKind,
        id: &str,
        cause: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let of = kind.item(id);
        let row = ParkedRow::new(&of, WorkRow::ActOn { job: kind.name().to_owned() }, None, cause, now);
        self.put_if(key::parked_deadline(&of, kind.name()), &row, &Condition::New).await
    }

    /// What was parked first of all, or of one partition.
    pub async fn parked(&self, partition: Option<&str>) -> Result<Vec<Parked>, Failure> {
        if let Some(partition) = partition {
            return Ok(self.parked_in(partition, None).await?);
        }
        let query = self
            .query()
            .index_name(BY_DEADLINE)
            .key_condition_expression(format!("{DEADLINE_BUCKET} = :bucket"))
            .expression_attribute_values(":bucket", AttributeValue::S(PARKED.to_owned()))
            .limit(PARKED_MAX);
        let page = query.send().await.map_err(Error::of_call)?;
        let mut parked = Vec::new();
        for item in page.items.unwrap_or_default() {
            let key = key_of(&item)?;
            let row = self.get::<ParkedRow>(key.clone(), Read::Consistent).await?;
            parked.extend(row.map(|row| row.parked(key)).transpose()?);
        }
        Ok(parked)
    }

    /// The parked records of one item, as they came.
    pub async fn parked_records(&self, partition: &str, place: &str) -> Result<Vec<Parked>, Failure> {
        Ok(self.parked_in(partition, Some(&key::parked_records(place))).await?)
    }

    async fn parked_in(&self, partition: &str, begin: Option<&str>) -> Result<Vec<Parked>, Error> {
        let items = self.partition(&key::parked(partition), begin, Read::Consistent).await?;
        let parked = |item: Item| {
            let key = key_of(&item)?;
            ParkedRow::of_item(item)?.parked(key)
        };
        items.into_iter().map(parked).collect()
    }

    /// What happened to an item since its record was parked, as the item is now.
    pub async fn change_since(&self, parked: &Parked) -> Result<Change, Failure> {
        let Work::Publish { published, is_new } = parked.work else { return Ok(Change::Other) };
        let of = Key { pk: parked.partition.clone(), sk: parked.place.clone() };
        let call = self.client.get_item().table_name(self.table()).set_key(Some(of.clone().attributes()));
        let answer = call.consistent_read(true).send().await.map_err(Error::of_call)?;
        match answer.item {
            Some(item) => Ok(Change::since(&of, published, is_new, item.into())?),
            None => Ok(Change::Other),
        }
    }

    /// A deadline that was parked is due now, if it still is the item's deadline: the job finds it at its next run.
    pub async fn make_due(&self, parked: &Parked, now: Timestamp) -> Result<(), Failure> {
        let Work::ActOn(kind) = parked.work else { return Ok(()) };
        let of = Key { pk: parked.partition.clone(), sk: parked.place.clone() };
        Ok(self.move_deadline(of, kind, now).await?)
    }

    /// It was redriven.
    pub async fn forget_parked(&self, parked: &Parked) -> Result<(), Failure> {
        Ok(self.delete(parked.key.clone()).await?)
    }

    /// Marks an item that still exists.
    async fn mark(&self, of: Key) -> Result<(), Error> {
        let call = self
            .client
            .update_item()
            .table_name(self.table())
            .set_key(Some(of.attributes()))
            .update_expression(format!("SET {MARK} = :yes"))
            .condition_expression(format!("attribute_exists({PK}) AND attribute_not_exists({MARK})"))
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        let _is_marked =
            lost_or(call.send().await.map(|_| ()), UpdateItemError::is_conditional_check_failed_exception)?;
        Ok(())
    }
}

/// How many entries a timeline has, whether they can be read or not.
pub(crate) fn entries(image: &Image) -> usize {
    match image.get("timeline") {
        Some(serde_dynamo::AttributeValue::L(entries)) => entries.len(),
        Some(_) | None => 0,
    }
}

//! Series from before series were the issuer's, when each technician had own ones: they are joined once in the life of
//! a table, before the first number that an issuer gets.
//!
//! Joining closes the counter of each technician first. A function of the older version, which may run until the
//! deployment ends, cannot read a closed counter and leaves its message to the newer version. Then joining writes for
//! each issuer where its series stands: after the greatest number that any of its technicians gave.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Timestamp, accounting::Month, failure::Failure, id::TechnicianId, technician::Siren};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{
    client::{Read, Store},
    error::Error,
    invoice::series::{FollowsRow, SeriesRow},
    key::{self, MONTH_SHARDS, SERIES, Series},
    row::{Row, millis, text},
    transaction::Condition,
};

/// The job that joins series, as its cursor is named.
const JOB: &str = "join-series";
/// So often may functions of the older version be faster.
const RACES_MAX: usize = 16;

/// The year before which there were no invoices.
const FIRST_YEAR: i16 = 2026;
/// The months in which joining looks for series of technicians: this year and the one before.
const MONTHS: usize = 24;

/// A technician's own series of a year.
pub(super) type Own = (TechnicianId, Series, i16);

/// A year of an issuer's series.
type OfIssuer = (Siren, Series, i16);

/// That the series of technicians are joined.
#[derive(Debug, Serialize, Deserialize)]
struct JoinedRow {
    at: i64,
}

impl Row for JoinedRow {
    const KIND: &'static str = "cursor";
}

/// The counter of a technician's own series: `last` and `seal` while functions of the older version may give numbers,
/// `closed` after that.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct CounterRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<ByteArray<32>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<FollowsRow>,
}

impl Row for CounterRow {
    const KIND: &'static str = "series";
}

impl CounterRow {
    /// The last number that was given, with its seal.
    fn end(self) -> Option<FollowsRow> {
        let open = self.last.zip(self.seal).map(|(last, seal)| FollowsRow(last, seal));
        self.closed.or(open)
    }
}

/// The attributes of a document that joining needs. It reads no other, so that no other can stop it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NumberedRow {
    siren: String,
    number: u64,
    issued_at: i64,
    seal: ByteArray<32>,
}

impl Row for NumberedRow {
    const KIND: &'static str = "document";
}

impl Store {
    /// Joins the series of technicians, unless that was done. Runs at once find the same and write it once.
    pub(super) async fn join_series_once(&self, now: Timestamp) -> Result<(), Failure> {
        if self.get::<JoinedRow>(key::cursor(JOB), Read::Eventual).await?.is_some() {
            return Ok(());
        }
        let mut joined: BTreeMap<OfIssuer, SeriesRow> = BTreeMap::new();
        for own in self.own_series(now).await? {
            self.join(&own, &mut joined).await?;
        }
        for ((siren, series, year), row) in &joined {
            let is_over =
                joined.keys().any(|(other, kind, later)| (other, kind) == (siren, series) && later > year);
            let key =
                if is_over { key::ended_series(siren, *series, *year) } else { key::series(siren, *series) };
            // Another run may have written the row, and numbers may have been given since.
            self.put_if(key, row, &Condition::New).await?;
        }
        self.put(key::cursor(JOB), &JoinedRow { at: millis(now) }).await?;
        Ok(())
    }

    /// The last number that a technician's own series gave, with its seal.
    pub(super) async fn own_end(
        &self,
        (technician, series, year): &Own,
    ) -> Result<Option<FollowsRow>, Error> {
        let key = key::technician_series(technician, *series, *year);
        Ok(self.get::<CounterRow>(key, Read::Consistent).await?.and_then(CounterRow::end))
    }

    /// The series that technicians had of their own, this year and the year before.
    async fn own_series(&self, now: Timestamp) -> Result<BTreeSet<Own>, Error> {
        let mut own = BTreeSet::new();
        let months = std::iter::successors(Some(Month::of(now)), |month| Some(month.previous()));
        for month in months.take(MONTHS).take_while(|month| month.year() >= FIRST_YEAR) {
            let shards = (0..MONTH_SHARDS).map(|shard| key::month(month, shard));
            let entries = shards.map(async |shard| self.index_entries(self.month_query(&shard, None)).await);
            for entry in try_join_all(entries).await?.into_iter().flatten() {
                own.extend(key::technician_series_of(text(&entry, SERIES)?));
            }
        }
        Ok(own)
    }

    /// Closes a technician's own series, and notes for each issuer in it the greatest number.
    async fn join(&self, own: &Own, joined: &mut BTreeMap<OfIssuer, SeriesRow>) -> Result<(), Failure> {
        let end = self.close(own).await?;
        let (technician, series, year) = own;
        let name = key::technician_series_name(technician, *series, *year);
        let mut rows = self
            .series_rows(key::month_shard_of_technician(technician), &name, *year)
            .await?
            .into_iter()
            .map(NumberedRow::of_item)
            .collect::<Result<Vec<_>, Error>>()?;
        rows.sort_by_key(|row| row.number);
        // The index may miss the last document; the counter knows its number.
        if let (Some(FollowsRow(number, seal)), Some(row)) = (end, rows.last_mut())
            && number > row.number
        {
            let missed = NumberedRow { number, seal, ..row.clone() };
            rows.push(missed);
        }
        for row in rows {
            let issuer = (Siren::stored(row.siren.clone()).map_err(Error::from)?, *series, *year);
            note(joined.entry(issuer).or_insert_with(|| first(&row, *year)), &row, technician);
        }
        Ok(())
    }

    /// Closes the counter, so that no function of the older version gives a number any more.
    async fn close(&self, own: &Own) -> Result<Option<FollowsRow>, Failure> {
        let (technician, series, year) = own;
        let key = key::technician_series(technician, *series, *year);
        for _ in 0..RACES_MAX {
            let counter = self.get::<CounterRow>(key.clone(), Read::Consistent).await?;
            let Some((last, end)) = counter.and_then(|row| Some((row.last, row.end()?))) else {
                return Ok(None);
            };
            let Some(last) = last else { return Ok(Some(end)) };
            let closed = CounterRow { last: None, seal: None, closed: Some(end) };
            let unchanged = Condition::Same("last", AttributeValue::N(last.to_string()));
            if self.put_if(key.clone(), &closed, &unchanged).await? {
                return Ok(Some(end));
            }
        }
        Err(Failure::Busy)
    }
}

fn first(row: &NumberedRow, year: i16) -> SeriesRow {
    let NumberedRow { number, issued_at, seal, .. } = row;
    let follows = Some(FollowsRow(*number, *seal));
    SeriesRow { year, last: *number, seal: *seal, issued_at: *issued_at, follows, older: Vec::new() }
}

/// Keeps the greatest number and the latest time.
fn note(standing: &mut SeriesRow, row: &NumberedRow, technician: &TechnicianId) {
    if row.number > standing.last {
        standing.last = row.number;
        standing.seal = row.seal;
        standing.follows = Some(FollowsRow(row.number, row.seal));
    }
    standing.issued_at = standing.issued_at.max(row.issued_at);
    if standing.older.last().is_none_or(|known| known != technician.as_str()) {
        standing.older.push(technician.to_string());
    }
}

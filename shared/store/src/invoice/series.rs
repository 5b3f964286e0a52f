//! Where the two series of an issuer stand: one row each, changed with every number that is given (rule 22).

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    Timestamp,
    failure::Failure,
    invoice::{Place, SeriesYear, Standing},
    technician::Siren,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{
    client::{Read, Store},
    error::Error,
    key::{self, Series},
    row::{Item, Row, millis, time},
    transaction::Condition,
};

/// The last document of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeriesRow {
    pub(super) year: i16,
    pub(super) last: u64,
    pub(super) seal: ByteArray<32>,
    pub(super) issued_at: i64,
    /// The document of a technician's series that the first number of this year continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) follows: Option<FollowsRow>,
    /// Technicians in whose own series documents of this issuer and year stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) older: Vec<String>,
}

/// Number and seal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct FollowsRow(pub(super) u64, pub(super) ByteArray<32>);

impl FollowsRow {
    pub(super) fn end(self) -> (u64, [u8; 32]) {
        (self.0, self.1.into_array())
    }
}

impl Row for SeriesRow {
    const KIND: &'static str = "series";
}

impl SeriesRow {
    pub(super) fn standing(&self) -> Result<Standing, Error> {
        Ok(Standing {
            year: SeriesYear::stored(self.year),
            count: self.last,
            seal: *self.seal,
            issued_at: time(self.issued_at)?,
        })
    }

    /// The row after one more document.
    fn with(before: Option<&Self>, place: &Place, seal: [u8; 32]) -> Self {
        let year = place.year.number();
        let same_year = before.filter(|before| before.year == year);
        Self {
            year,
            last: place.count,
            seal: ByteArray::new(seal),
            issued_at: millis(place.issued_at),
            follows: same_year.and_then(|before| before.follows),
            older: same_year.map(|before| before.older.clone()).unwrap_or_default(),
        }
    }

    /// Nobody took a number since.
    fn unchanged(before: Option<&Self>) -> Condition {
        match before {
            Some(before) => Condition::Same("seal", AttributeValue::B(Blob::new(before.seal.to_vec()))),
            None => Condition::New,
        }
    }

    /// The state that a failed condition found; an empty item means that the series has not begun.
    pub(super) fn found(item: Item) -> Result<Option<Self>, Error> {
        if item.is_empty() { Ok(None) } else { Self::of_item(item).map(Some) }
    }
}

impl Store {
    /// Where a series of an issuer stands; none if it never gave a number.
    pub(super) async fn series_row(
        &self,
        siren: &Siren,
        series: Series,
        read: Read,
        now: Timestamp,
    ) -> Result<Option<SeriesRow>, Failure> {
        let key = key::series(siren, series);
        let found = self.get::<SeriesRow>(key.clone(), read).await?;
        if found.is_some() {
            return Ok(found);
        }
        self.join_series_once(now).await?;
        Ok(self.get(key, Read::Consistent).await?)
    }

    /// Where a series stood at the end of a year, or stands now.
    pub(super) async fn series_of_year(
        &self,
        issuer: &Siren,
        series: Series,
        year: i16,
    ) -> Result<Option<SeriesRow>, Error> {
        let current = self.get::<SeriesRow>(key::series(issuer, series), Read::Consistent).await?;
        match current.filter(|row| row.year == year) {
            Some(current) => Ok(Some(current)),
            None => self.get(key::ended_series(issuer, series, year), Read::Consistent).await,
        }
    }

    /// The writes that give the number of a place, if nobody gave it since. With the first number of a year the last one
    /// of the year before is kept in a row of its own.
    pub(super) fn give_number(
        &self,
        (siren, series): (&Siren, Series),
        before: Option<&SeriesRow>,
        place: &Place,
        seal: [u8; 32],
    ) -> Result<Vec<TransactWriteItem>, Error> {
        let next = SeriesRow::with(before, place, seal);
        let unchanged = SeriesRow::unchanged(before);
        let mut writes = vec![self.transact_put(key::series(siren, series), &next, &unchanged)?];
        if let Some(ended) = before.filter(|before| before.year != next.year) {
            let key = key::ended_series(siren, series, ended.year);
            writes.push(self.transact_put(key, ended, &Condition::New)?);
        }
        Ok(writes)
    }
}

//! The books of a month, of all issuers or of one. Read by index, all of it or not at all.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::{
    accounting::{Document, Month},
    failure::Failure,
    id::TechnicianId,
    technician::Siren,
};

use crate::{
    client::Store,
    error::Error,
    invoice::walk::document,
    key::{self, MONTH_SHARDS, Series},
    row::parse,
};

impl Store {
    /// All invoices and credit notes of a month, of one issuer or of all, in the order of their issue. The index may
    /// miss the last second.
    pub async fn documents(&self, month: Month, issuer: Option<&Siren>) -> Result<Vec<Document>, Failure> {
        let mut documents = Vec::new();
        for query in self.month_queries(month, issuer).await? {
            for item in self.rows_of(query).await? {
                documents.push(document(item)?);
            }
        }
        documents.retain(|document| issuer.is_none_or(|issuer| document.issuer() == issuer));
        documents.sort_by_cached_key(order);
        Ok(documents)
    }

    /// One query for each partition in which documents of the month may stand.
    async fn month_queries(
        &self,
        month: Month,
        issuer: Option<&Siren>,
    ) -> Result<Vec<QueryFluentBuilder>, Error> {
        let Some(issuer) = issuer else {
            let shards = (0..MONTH_SHARDS).map(|shard| self.month_query(&key::month(month, shard), None));
            return Ok(shards.collect());
        };
        let shard = key::month(month, key::month_shard(issuer));
        let mut queries = vec![self.month_query(&shard, Some(key::series_of(issuer)))];
        for technician in self.older_technicians(issuer, month.year()).await? {
            let shard = key::month(month, key::month_shard_of_technician(&technician));
            queries.push(self.month_query(&shard, Some(key::technician_series_start(&technician))));
        }
        Ok(queries)
    }

    /// Technicians in whose own series documents of the issuer may stand that were issued in a year. The year of their
    /// numbers was that in UTC, so those of the last hour of the year before belong to it too.
    async fn older_technicians(&self, issuer: &Siren, year: i16) -> Result<BTreeSet<TechnicianId>, Error> {
        let mut older = BTreeSet::new();
        for series in [Series::Invoices, Series::CreditNotes] {
            for year in [year - 1, year] {
                let row = self.series_of_year(issuer, series, year).await?;
                for technician in row.map(|row| row.older).unwrap_or_default() {
                    older.insert(parse(technician)?);
                }
            }
        }
        Ok(older)
    }
}

/// By time, then by number, so that a month is the same file each time.
fn order(document: &Document) -> (i64, String) {
    match document {
        Document::Invoice(invoice) => (invoice.issued_at.as_millisecond(), invoice.number.to_string()),
        Document::CreditNote(note) => (note.issued_at.as_millisecond(), note.number.to_string()),
    }
}

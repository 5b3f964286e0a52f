//! Documents by the indexes that name them: every page, or a fault.

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};
use domain::{
    accounting::{Document, Month},
    id::InterventionId,
};

use crate::{
    client::Store,
    error::Error,
    invoice::{CreditNoteRow, InvoiceRow},
    key::{self, BY_MONTH, Key, MONTH, SERIES},
    row::{Item, Row, key_of, parse},
};

/// Index pages (1 MB, some 7,000 documents each) that one series or one shard of a month may have.
const PAGES_MAX: usize = 200;
/// The months in which the documents of a year's series stand.
const MONTHS_OF_A_SERIES: usize = 13;
/// So many rows are fetched at once.
const ROWS_AT_ONCE: usize = 800;

impl Store {
    /// The entries of a shard of a month, of all series or of those whose names begin so.
    pub(super) fn month_query(&self, month: &str, series: Option<String>) -> QueryFluentBuilder {
        let query = self.query().index_name(BY_MONTH);
        let query = query
            .expression_attribute_names("#month", MONTH)
            .expression_attribute_values(":month", AttributeValue::S(month.to_owned()));
        match series {
            None => query.key_condition_expression("#month = :month"),
            Some(start) => query
                .key_condition_expression(format!("#month = :month AND begins_with({SERIES}, :series)"))
                .expression_attribute_values(":series", AttributeValue::S(start)),
        }
    }

    /// The rows of a year's series, by its name in the index: one query a month. The year of a technician's own series
    /// was that in UTC, so its last hour lies in the January after it.
    pub(super) async fn series_rows(&self, shard: u8, name: &str, year: i16) -> Result<Vec<Item>, Error> {
        let mut rows = Vec::new();
        for month in Month::first_of(year).and_later().take(MONTHS_OF_A_SERIES) {
            let query = self.month_query(&key::month(month, shard), Some(name.to_owned()));
            rows.extend(self.rows_of(query).await?);
        }
        // The names of credit notes begin as those of invoices do.
        rows.retain(|row| {
            row.get(SERIES).is_some_and(|series| series.as_s().is_ok_and(|series| series == name))
        });
        Ok(rows)
    }

    /// The rows that an index names: books with a page missing are worse than none.
    pub(super) async fn rows_of(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
        let entries = self.index_entries(query).await?;
        let keys: Vec<Key> = entries.iter().map(key_of).collect::<Result<_, _>>()?;
        let mut rows = Vec::with_capacity(keys.len());
        for some in keys.chunks(ROWS_AT_ONCE) {
            rows.extend(self.get_many(some.to_vec()).await?);
        }
        Ok(rows)
    }

    /// The entries of an index, all pages of them.
    pub(super) async fn index_entries(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
        let mut entries: Vec<Item> = Vec::new();
        let mut start = None;
        for _ in 0..PAGES_MAX {
            let page = query.clone().set_exclusive_start_key(start).send().await.map_err(Error::of_call)?;
            entries.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(entries);
            }
        }
        Err(Error::TooLarge)
    }
}

/// The document that a row holds.
pub(super) fn document(item: Item) -> Result<Document, Error> {
    let Key { pk, sk } = key_of(&item)?;
    let id: InterventionId = parse(pk.rsplit('#').next().unwrap_or_default().to_owned())?;
    if sk.starts_with(key::CREDIT_NOTE) {
        Ok(Document::CreditNote(CreditNoteRow::of_item(item)?.credit_note(id)?))
    } else {
        Ok(Document::Invoice(InvoiceRow::of_item(item)?.invoice(id)?))
    }
}

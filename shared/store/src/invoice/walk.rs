//! Documents by the indexes that name them: every page, or a fault.

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};
use domain::{accounting::Document, id::InterventionId};

use crate::{
    client::Store,
    error::Error,
    invoice::{CreditNoteRow, InvoiceRow},
    key::{self, BY_MONTH, BY_SERIES, Key, MONTH, SERIES},
    row::{Item, Row, key_of, parse},
};

/// Index pages (1 MB, some 7,000 documents each) that one series or one shard of a month may have.
const PAGES_MAX: usize = 200;
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

    /// The rows of a series, by its name in the index.
    pub(super) async fn series_rows(&self, name: String) -> Result<Vec<Item>, Error> {
        let query =
            self.query().index_name(BY_SERIES).key_condition_expression(format!("{SERIES} = :series"));
        self.rows_of(query.expression_attribute_values(":series", AttributeValue::S(name))).await
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

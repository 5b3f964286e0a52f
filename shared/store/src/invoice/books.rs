//! Whole books: a month of all technicians, or a series to be proved. Read by index, all of it or not at all.

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};
use domain::{
    accounting::{Document, Month},
    failure::Failure,
    id::{InterventionId, TechnicianId},
    invoice::Link,
};

use crate::{
    client::{Read, Store},
    error::Error,
    invoice::{CreditNoteRow, InvoiceRow, issue::SeriesRow},
    key::{self, BY_MONTH, BY_SERIES, Key, MONTH, SERIES},
    row::{Item, Row, key_of, parse},
};

/// Index pages (1 MB, some 7,000 documents each) that one series or one shard of a month may have.
const PAGES_MAX: usize = 200;
/// So many rows are fetched at once.
const ROWS_AT_ONCE: usize = 800;

/// Which of a technician's two series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Of invoices.
    Invoices,
    /// Of credit notes.
    CreditNotes,
}

impl Store {
    /// All invoices and credit notes of a month, of one technician or of all, in the order of their issue. The index
    /// may miss the last second.
    pub async fn documents(
        &self,
        month: Month,
        technician: Option<&TechnicianId>,
    ) -> Result<Vec<Document>, Failure> {
        let shards = technician.map_or(0..key::MONTH_SHARDS, |id| {
            let shard = key::month_shard(id);
            shard..shard + 1
        });
        let mut documents = Vec::new();
        for shard in shards {
            let query = self.month_query(&key::month(month, shard), technician);
            for item in self.rows_of(query).await? {
                documents.push(document(item)?);
            }
        }
        documents.sort_by_cached_key(order);
        Ok(documents)
    }

    /// A series in the order of its numbers, and what its counter says: the last number with its seal.
    pub async fn series(
        &self,
        technician: &TechnicianId,
        year: i16,
        series: Series,
    ) -> Result<(Vec<Link>, Option<(u64, [u8; 32])>), Failure> {
        let (name, counter) = match series {
            Series::Invoices => (key::series_name(technician, year), key::series(technician, year)),
            Series::CreditNotes => {
                (key::credit_series_name(technician, year), key::credit_series(technician, year))
            }
        };
        let query =
            self.query().index_name(BY_SERIES).key_condition_expression(format!("{SERIES} = :series"));
        let query = query.expression_attribute_values(":series", AttributeValue::S(name));
        let documents = self.rows_of(query).await?.into_iter().map(document);
        let documents = documents.collect::<Result<Vec<_>, Error>>()?;
        let mut links: Vec<Link> = documents.iter().map(link).collect();
        links.sort_by_key(|link| link.count);
        let counter = self.get::<SeriesRow>(counter, Read::Consistent).await?;
        Ok((links, counter.map(|last| (last.last, last.seal.into_array()))))
    }

    fn month_query(&self, month: &str, technician: Option<&TechnicianId>) -> QueryFluentBuilder {
        let query = self.query().index_name(BY_MONTH);
        let query = query
            .expression_attribute_names("#month", MONTH)
            .expression_attribute_values(":month", AttributeValue::S(month.to_owned()));
        match technician {
            None => query.key_condition_expression("#month = :month"),
            Some(id) => query
                .key_condition_expression(format!("#month = :month AND begins_with({SERIES}, :series)"))
                .expression_attribute_values(":series", AttributeValue::S(key::series_of(id))),
        }
    }

    /// The rows that an index names: books with a page missing are worse than none.
    async fn rows_of(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
        let mut keys: Vec<Key> = Vec::new();
        let mut start = None;
        for _ in 0..PAGES_MAX {
            let page = query.clone().set_exclusive_start_key(start).send().await.map_err(Error::of_call)?;
            for item in page.items.unwrap_or_default() {
                keys.push(key_of(&item)?);
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        if start.is_some() {
            return Err(Error::TooLarge);
        }
        let mut rows = Vec::with_capacity(keys.len());
        for some in keys.chunks(ROWS_AT_ONCE) {
            rows.extend(self.get_many(some.to_vec()).await?);
        }
        Ok(rows)
    }
}

fn document(item: Item) -> Result<Document, Error> {
    let Key { pk, sk } = key_of(&item)?;
    let id: InterventionId = parse(pk.rsplit('#').next().unwrap_or_default().to_owned())?;
    if sk.starts_with(key::CREDIT_NOTE) {
        Ok(Document::CreditNote(CreditNoteRow::of_item(item)?.credit_note(id)?))
    } else {
        Ok(Document::Invoice(InvoiceRow::of_item(item)?.invoice(id)?))
    }
}

fn link(document: &Document) -> Link {
    match document {
        Document::Invoice(invoice) => invoice.into(),
        Document::CreditNote(note) => note.into(),
    }
}

/// By time, then by number, so that a month is the same file each time.
fn order(document: &Document) -> (i64, String) {
    match document {
        Document::Invoice(invoice) => (invoice.issued_at.as_millisecond(), invoice.number.to_string()),
        Document::CreditNote(note) => (note.issued_at.as_millisecond(), note.number.to_string()),
    }
}

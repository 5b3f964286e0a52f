//! What the stream of a table at hand tells its reader: the writes that the template's filter lets through.
//!
//! The embedded database has a stream of its own, but numbers each record by a look at all of them: a day of a city
//! would take a week. So the door to the table notes what goes through it.

use std::{
    collections::VecDeque,
    sync::{Arc, LazyLock, Mutex, MutexGuard},
};

use dynoxide::{AttributeValue, Database, actions::get_item::GetItemRequest};
use serde_json::Value;
use store::stream::Image;

use super::{Embedded, TABLE, table};

/// What happened to one item, as the stream shows it.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its key.
    pub keys: Image,
    /// What it was; none if it is new.
    pub old: Option<Image>,
    /// What it is.
    pub new: Image,
}

/// The records that nobody has read yet.
#[derive(Clone, Default)]
pub(super) struct Stream(Arc<Mutex<VecDeque<Record>>>);

impl Embedded {
    /// What was written since the last look, in its order; of a table [`at hand`](super::at_hand) alone.
    pub fn news(&self) -> Vec<Record> {
        self.stream.lock().drain(..).collect()
    }
}

impl Stream {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Record>> {
        self.0.lock().expect("noting a write does not panic")
    }

    /// Notes what a call has written.
    pub(super) fn note(&self, records: Vec<Record>) {
        self.lock().extend(records);
    }
}

/// The kinds of item that the template's filter lets through.
static TOLD: LazyLock<Told> = LazyLock::new(|| Told::by(&table::stream_filter()));

/// What a call is about to write, as far as the stream's reader is told of it.
pub(super) fn about_to_write(database: &Database, operation: &str, body: &[u8]) -> Vec<Record> {
    let writes = matches!(operation, "PutItem" | "BatchWriteItem" | "TransactWriteItems");
    if !writes || !TOLD.may_be_in(body) {
        return Vec::new();
    }
    let call: Value = serde_json::from_slice(body).unwrap_or_default();
    let batch = call["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
    let batch = batch.flat_map(|writes| writes.as_array().into_iter().flatten());
    let batch = batch.map(|write| &write["PutRequest"]["Item"]);
    let together = call["TransactItems"].as_array().into_iter().flatten().map(|part| &part["Put"]["Item"]);
    let items = [&call["Item"]].into_iter().chain(batch).chain(together);
    items.filter(|item| TOLD.is(item)).map(|item| record(database, item)).collect()
}

/// Sort keys that the stream's reader is told of, whole or by their beginning.
#[derive(Debug, PartialEq)]
struct Told {
    whole: Vec<String>,
    beginnings: Vec<String>,
}

impl Told {
    /// By the pattern of an event source mapping.
    fn by(pattern: &str) -> Self {
        let pattern: Value = serde_json::from_str(pattern).expect("a filter is JSON");
        let kinds = pattern["dynamodb"]["Keys"]["sk"]["S"].as_array().expect("the filter names sort keys");
        let text = |kind: &Value| kind.as_str().map(ToOwned::to_owned);
        Self {
            whole: kinds.iter().filter_map(text).collect(),
            beginnings: kinds.iter().filter_map(|kind| text(&kind["prefix"])).collect(),
        }
    }

    fn is(&self, item: &Value) -> bool {
        let kind = item["sk"]["S"].as_str().unwrap_or_default();
        self.whole.iter().any(|whole| whole == kind)
            || self.beginnings.iter().any(|beginning| kind.starts_with(beginning))
    }

    /// A glance, before the body is read: most writes are rows of presence.
    fn may_be_in(&self, body: &[u8]) -> bool {
        let body = String::from_utf8_lossy(body);
        let begins = |kind: &String| body.contains(&format!("\"{kind}"));
        self.whole.iter().chain(&self.beginnings).any(begins)
    }
}

fn record(database: &Database, item: &Value) -> Record {
    let key = serde_json::json!({ "TableName": TABLE, "Key": { "pk": item["pk"], "sk": item["sk"] } });
    let look: GetItemRequest = serde_json::from_value(key.clone()).expect("a key is a key");
    let old = database.get_item(look).expect("the table can be read").item;
    let image = |value: &Value| serde_json::from_value::<Image>(value.clone()).expect("an item is an item");
    Record { keys: image(&key["Key"]), old: old.map(known), new: image(item) }
}

fn known(item: dynoxide::Item) -> Image {
    let attributes = item.into_iter().map(|(name, value)| (name, attribute(value)));
    Image::from(attributes.collect::<std::collections::HashMap<_, _>>())
}

fn attribute(value: AttributeValue) -> serde_dynamo::AttributeValue {
    match value {
        AttributeValue::S(text) => serde_dynamo::AttributeValue::S(text),
        AttributeValue::N(number) => serde_dynamo::AttributeValue::N(number),
        AttributeValue::B(bytes) => serde_dynamo::AttributeValue::B(bytes),
        AttributeValue::BOOL(flag) => serde_dynamo::AttributeValue::Bool(flag),
        AttributeValue::NULL(null) => serde_dynamo::AttributeValue::Null(null),
        AttributeValue::SS(texts) => serde_dynamo::AttributeValue::Ss(texts),
        AttributeValue::NS(numbers) => serde_dynamo::AttributeValue::Ns(numbers),
        AttributeValue::BS(bytes) => serde_dynamo::AttributeValue::Bs(bytes),
        AttributeValue::L(list) => serde_dynamo::AttributeValue::L(list.into_iter().map(attribute).collect()),
        AttributeValue::M(map) => {
            let map = map.into_iter().map(|(name, value)| (name, attribute(value)));
            serde_dynamo::AttributeValue::M(map.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_the_stream_is_told_of_what_the_template_lets_through() {
        let item = |kind: &str| serde_json::json!({ "sk": { "S": kind } });

        let told = ["timeline", "coming", "notice#technician-1", "presence"].map(|kind| TOLD.is(&item(kind)));

        assert_eq!(told, [true, true, true, false]);
    }
}

//! Many rows at once, past the HTTP door and past what they would cost.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::{ImportOptions, types};

use domain::id::InterventionId;

use super::{Embedded, given};

/// An item as the SDK spells it.
pub type Item = HashMap<String, AttributeValue>;

/// How many items one transaction of the embedded database takes.
const ITEMS_MAX: usize = 10_000;

impl Embedded {
    /// Writes items as they are; nothing is counted, and the stream does not tell of them.
    ///
    /// # Panics
    /// If the table refuses an item.
    pub fn import(&self, items: impl IntoIterator<Item = Item>) {
        let mut items = items.into_iter().map(|item| map(&item)).peekable();
        while items.peek().is_some() {
            let batch = items.by_ref().take(ITEMS_MAX).collect();
            let imported = self.database.import_items(&self.table, batch, ImportOptions::default());
            imported.expect("the table takes the items");
        }
    }
}

impl Embedded {
    /// So many copies of an intervention under other ids, spread over the shards of its deadline.
    ///
    /// # Panics
    /// If the table cannot be read or refuses an item.
    pub async fn copies(&self, id: &InterventionId, count: usize) -> Vec<InterventionId> {
        let pk = format!("intervention#{id}");
        let mut rows = self.items().await;
        rows.retain(|row| row["pk"].as_s().is_ok_and(|found| *found == pk));
        let ids: Vec<InterventionId> =
            (0..count).map(|number| given::word(&format!("{number:032x}"))).collect();
        let copies =
            (0..).zip(&ids).flat_map(|(number, id)| rows.iter().map(move |row| copy(row, id, number)));
        self.import(copies.collect::<Vec<_>>());
        ids
    }
}

impl Embedded {
    /// Takes the entries out of a timeline, so that it cannot be read; answers it as it was.
    ///
    /// # Panics
    /// If there is no such intervention.
    pub async fn damage(&self, id: &InterventionId) -> Item {
        let pk = AttributeValue::S(format!("intervention#{id}"));
        let mut items = self.items().await.into_iter();
        let sound = items.find(|item| item["pk"] == pk && item.contains_key("timeline"));
        let sound = sound.expect("a timeline to damage");
        let mut damaged = sound.clone();
        damaged.insert("timeline".to_owned(), AttributeValue::L(Vec::new()));
        self.import([damaged]);
        sound
    }
}

/// The deadlines of a minute have four shards.
fn copy(row: &Item, id: &InterventionId, number: usize) -> Item {
    let mut copy = row.clone();
    copy.insert("pk".to_owned(), AttributeValue::S(format!("intervention#{id}")));
    if let Some(bucket) = row.get("deadlineBucket").and_then(|bucket| bucket.as_s().ok()) {
        let minute = bucket.trim_end_matches(|digit: char| digit.is_ascii_digit());
        copy.insert("deadlineBucket".to_owned(), AttributeValue::S(format!("{minute}{}", number % 4)));
    }
    copy
}

fn map(item: &Item) -> types::Item {
    item.iter().map(|(name, value)| (name.clone(), attribute(value))).collect()
}

/// The same value as the embedded database spells it.
fn attribute(value: &AttributeValue) -> types::AttributeValue {
    let text = value.as_s().map(|text| types::AttributeValue::S(text.clone()));
    let number = || value.as_n().map(|number| types::AttributeValue::N(number.clone()));
    let bytes = || value.as_b().map(|bytes| types::AttributeValue::B(bytes.as_ref().to_vec()));
    let flag = || value.as_bool().map(|flag| types::AttributeValue::BOOL(*flag));
    let list = || value.as_l().map(|list| types::AttributeValue::L(list.iter().map(attribute).collect()));
    let inner = || value.as_m().map(|item| types::AttributeValue::M(map(item)));
    let known = text.or_else(|_| number()).or_else(|_| bytes()).or_else(|_| flag());
    let known = known.or_else(|_| list()).or_else(|_| inner());
    let known = known.or_else(|value| value.as_null().map(|null| types::AttributeValue::NULL(*null)));
    known.expect("rows of ours hold texts, numbers, bytes, flags, lists, maps and nothing")
}

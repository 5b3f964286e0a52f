//! Many rows at once, past the HTTP door and past what they would cost.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::{ImportOptions, types};

use super::Embedded;

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
    known.expect("rows of ours hold texts, numbers, bytes, flags, lists and maps")
}

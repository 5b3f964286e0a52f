//! Which partition keys a call touches, and what its answer says that it cost.

use std::{collections::HashMap, sync::LazyLock};

use aws_sdk_dynamodb::{
    operation::{
        batch_get_item::{BatchGetItemInput, BatchGetItemOutput},
        batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput},
        delete_item::{DeleteItemInput, DeleteItemOutput},
        get_item::{GetItemInput, GetItemOutput},
        put_item::{PutItemInput, PutItemOutput},
        query::{QueryInput, QueryOutput},
        transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput},
    },
    types::{AttributeValue, ConsumedCapacity, TransactWriteItem, WriteRequest},
};
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};
use aws_smithy_types::config_bag::{Storable, StoreReplace};

use super::{Item, table};

/// An item that a call reads or writes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TouchedItem {
    pub(super) pk: String,
    pub(super) sk: String,
    /// Its share of the call.
    pub(super) weight: f64,
    /// The keys of the indexes under which it stands from now on.
    pub(super) indexed: HashMap<String, String>,
}

/// Everything that a call touches.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Touched {
    pub(super) writes: bool,
    pub(super) items: Vec<TouchedItem>,
    /// The partition of an index that is asked.
    pub(super) queried: Option<String>,
}

impl Storable for Touched {
    type Storer = StoreReplace<Self>;
}

/// The indexes of the template with the attribute that is their partition key.
static INDEXES: LazyLock<Vec<(String, String)>> = LazyLock::new(table::indexes);

impl Touched {
    /// What an input touches; none for what costs nothing.
    pub(super) fn by(input: &Input) -> Option<Self> {
        if let Some(call) = input.downcast_ref::<QueryInput>() {
            return Self::queried(call);
        }
        let read = |items| Some(Self { writes: false, items, queried: None });
        let written = |items| Some(Self { writes: true, items, queried: None });
        if let Some(call) = input.downcast_ref::<GetItemInput>() {
            return read(call.key().map(key).into_iter().collect());
        }
        if let Some(call) = input.downcast_ref::<BatchGetItemInput>() {
            let wanted = call.request_items().into_iter().flat_map(HashMap::values);
            return read(wanted.flat_map(|wanted| wanted.keys().iter().map(key)).collect());
        }
        if let Some(call) = input.downcast_ref::<PutItemInput>() {
            return written(call.item().map(put).into_iter().collect());
        }
        if let Some(call) = input.downcast_ref::<DeleteItemInput>() {
            return written(call.key().map(key).into_iter().collect());
        }
        if let Some(call) = input.downcast_ref::<BatchWriteItemInput>() {
            let writes = call.request_items().into_iter().flat_map(HashMap::values).flatten();
            return written(writes.filter_map(write).collect());
        }
        let call = input.downcast_ref::<TransactWriteItemsInput>()?;
        written(call.transact_items().iter().filter_map(transacted).collect())
    }

    /// A query names its partition first: `<attribute> = <value>`.
    fn queried(call: &QueryInput) -> Option<Self> {
        let name = call.key_condition_expression()?.split_whitespace().nth(2)?;
        let value = call.expression_attribute_values()?.get(name)?.as_s().ok()?.clone();
        if call.index_name().is_some() {
            return Some(Self { writes: false, items: Vec::new(), queried: Some(value) });
        }
        let item = TouchedItem { pk: value, sk: String::new(), weight: 1.0, indexed: HashMap::new() };
        Some(Self { writes: false, items: vec![item], queried: None })
    }
}

fn write(request: &WriteRequest) -> Option<TouchedItem> {
    let put_it = request.put_request().map(|request| put(request.item()));
    put_it.or_else(|| request.delete_request().map(|request| key(request.key())))
}

fn transacted(part: &TransactWriteItem) -> Option<TouchedItem> {
    let put_it = part.put().map(|part| put(part.item()));
    let updated = || part.update().map(|part| key(part.key()));
    let deleted = || part.delete().map(|part| key(part.key()));
    let checked = || part.condition_check().map(|part| key(part.key()));
    put_it.or_else(updated).or_else(deleted).or_else(checked)
}

fn key(key: &Item) -> TouchedItem {
    TouchedItem { pk: text(key, "pk"), sk: text(key, "sk"), weight: 1.0, indexed: HashMap::new() }
}

fn put(item: &Item) -> TouchedItem {
    let indexed = INDEXES.iter().filter_map(|(index, attribute)| {
        let value = item.get(attribute)?.as_s().ok()?;
        Some((index.clone(), value.clone()))
    });
    let bytes: usize = item.iter().map(|(name, value)| name.len() + size(value)).sum();
    let kilobytes = u32::try_from(bytes.div_ceil(1_024)).unwrap_or(u32::MAX);
    TouchedItem { weight: f64::from(kilobytes), indexed: indexed.collect(), ..key(item) }
}

fn text(item: &Item, name: &str) -> String {
    item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

/// As DynamoDB counts, to within a few bytes.
fn size(value: &AttributeValue) -> usize {
    if let Ok(text) = value.as_s() {
        return text.len();
    }
    if let Ok(number) = value.as_n() {
        return number.len().div_ceil(2) + 1;
    }
    if let Ok(bytes) = value.as_b() {
        return bytes.as_ref().len();
    }
    if let Ok(list) = value.as_l() {
        return 3 + list.iter().map(|value| 1 + size(value)).sum::<usize>();
    }
    value
        .as_m()
        .map_or(1, |map| 3 + map.iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>())
}

/// What an answer says that the call cost.
pub(super) fn consumed(output: &Output) -> &[ConsumedCapacity] {
    None.or_else(|| output.downcast_ref::<GetItemOutput>().map(|answer| one(answer.consumed_capacity())))
        .or_else(|| output.downcast_ref::<QueryOutput>().map(|answer| one(answer.consumed_capacity())))
        .or_else(|| output.downcast_ref::<PutItemOutput>().map(|answer| one(answer.consumed_capacity())))
        .or_else(|| output.downcast_ref::<DeleteItemOutput>().map(|answer| one(answer.consumed_capacity())))
        .or_else(|| output.downcast_ref::<BatchGetItemOutput>().map(BatchGetItemOutput::consumed_capacity))
        .or_else(|| {
            output.downcast_ref::<BatchWriteItemOutput>().map(BatchWriteItemOutput::consumed_capacity)
        })
        .or_else(|| {
            output.downcast_ref::<TransactWriteItemsOutput>().map(TransactWriteItemsOutput::consumed_capacity)
        })
        .unwrap_or_default()
}

fn one(part: Option<&ConsumedCapacity>) -> &[ConsumedCapacity] {
    part.map(std::slice::from_ref).unwrap_or_default()
}

//! DynamoDB: actions on the table and its indexes, with the partition keys that a call touches (`LeadingKeys`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Access, Undescribed};
use crate::{Context, names::table_arn};

/// The partition key of the table.
const PARTITION: &str = "pk";

pub(super) fn accesses(operation: &str, call: &Value) -> Result<Vec<Access>, Undescribed> {
    match operation {
        "GetItem" | "DeleteItem" | "UpdateItem" => Ok(vec![on(call, operation, [key(&call["Key"])])]),
        "PutItem" => Ok(vec![on(call, operation, [key(&call["Item"])])]),
        "Query" => query(call).map(|access| vec![access]),
        "BatchGetItem" => Ok(batch(call, operation, |table| list(&table["Keys"]).map(key).collect())),
        "BatchWriteItem" => Ok(batch(call, operation, |writes| list(writes).map(written).collect())),
        "TransactWriteItems" | "TransactGetItems" => transaction(call),
        _ => Err(Undescribed(format!("dynamodb:{operation}"))),
    }
}

/// The index of a query is a resource of its own, and its partition key the leading key.
fn query(call: &Value) -> Result<Access, Undescribed> {
    let key = partition_asked(call).ok_or_else(|| Undescribed("a query without a partition".into()))?;
    let mut access = on(call, "Query", [key]);
    if let Some(index) = call["IndexName"].as_str() {
        access.resource = format!("{}/index/{index}", access.resource);
    }
    Ok(access)
}

/// A query names its partition first: `#p = :p AND …`, `pk = :p`.
fn partition_asked(call: &Value) -> Option<String> {
    let condition = call["KeyConditionExpression"].as_str()?;
    let value = condition.split_whitespace().nth(2)?.trim_matches(['(', ')', ',']);
    call["ExpressionAttributeValues"][value]["S"].as_str().map(ToOwned::to_owned)
}

fn batch(call: &Value, operation: &str, keys: impl Fn(&Value) -> Vec<String>) -> Vec<Access> {
    let tables = call["RequestItems"].as_object().into_iter().flatten();
    tables.map(|(table, requests)| access(table, operation, keys(requests))).collect()
}

/// A transaction has no permission of its own: each part needs that of its single call. Whether AWS merges the keys of
/// all parts with one action is undocumented, so here it does: one statement must allow them together.
fn transaction(call: &Value) -> Result<Vec<Access>, Undescribed> {
    let mut actions: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    for part in list(&call["TransactItems"]) {
        let (name, inner) = part.as_object().and_then(|part| part.iter().next()).ok_or_else(unknown_part)?;
        let (action, item) = match name.as_str() {
            "Put" => ("PutItem", &inner["Item"]),
            "Update" => ("UpdateItem", &inner["Key"]),
            "Delete" => ("DeleteItem", &inner["Key"]),
            "ConditionCheck" => ("ConditionCheckItem", &inner["Key"]),
            "Get" => ("GetItem", &inner["Key"]),
            _ => return Err(unknown_part()),
        };
        let table = inner["TableName"].as_str().unwrap_or_default().to_owned();
        actions.entry((table, action)).or_default().push(key(item));
    }
    Ok(actions.into_iter().map(|((table, action), keys)| access(&table, action, keys)).collect())
}

fn unknown_part() -> Undescribed {
    Undescribed("a part of a transaction".into())
}

fn on(call: &Value, action: &str, keys: impl IntoIterator<Item = String>) -> Access {
    access(call["TableName"].as_str().unwrap_or_default(), action, keys)
}

fn access(table: &str, action: &str, keys: impl IntoIterator<Item = String>) -> Access {
    let keys: BTreeSet<String> = keys.into_iter().collect();
    let context = Context::from([("dynamodb:LeadingKeys", keys.into_iter().collect())]);
    Access { action: format!("dynamodb:{action}"), resource: table_arn(table), context }
}

fn written(request: &Value) -> String {
    let item = &request["PutRequest"]["Item"];
    key(if item.is_null() { &request["DeleteRequest"]["Key"] } else { item })
}

fn key(item: &Value) -> String {
    item[PARTITION]["S"].as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(partition: &str) -> Value {
        json!({ "pk": { "S": partition }, "sk": { "S": "row" } })
    }

    fn one(action: &str, suffix: &str, keys: &[&str]) -> Access {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let context = Context::from([("dynamodb:LeadingKeys", keys)]);
        let resource = format!("arn:aws:dynamodb:eu-west-3:123456789012:table/t{suffix}");
        Access { action: format!("dynamodb:{action}"), resource, context }
    }

    #[test]
    fn an_item_is_read_and_written_under_its_partition() {
        let get = json!({ "TableName": "t", "Key": item("customer#1") });
        let put = json!({ "TableName": "t", "Item": item("customer#1") });

        assert_eq!(accesses("GetItem", &get), Ok(vec![one("GetItem", "", &["customer#1"])]));
        assert_eq!(accesses("PutItem", &put), Ok(vec![one("PutItem", "", &["customer#1"])]));
    }

    #[test]
    fn a_query_of_an_index_is_one_of_its_partition() {
        let mut call = json!({
            "TableName": "t", "KeyConditionExpression": "waitingIn = :cell AND waitingRank > :rank",
            "ExpressionAttributeValues": { ":cell": { "S": "heating#8a" }, ":rank": { "S": "1" } },
        });

        assert_eq!(accesses("Query", &call), Ok(vec![one("Query", "", &["heating#8a"])]));
        call["IndexName"] = "by-waiting".into();
        assert_eq!(accesses("Query", &call), Ok(vec![one("Query", "/index/by-waiting", &["heating#8a"])]));
    }

    #[test]
    fn a_batch_touches_all_its_partitions() {
        let read = json!({ "RequestItems": { "t": { "Keys": [item("a#1"), item("b#1"), item("a#1")] } } });
        let written = json!({ "RequestItems": { "t": [
            { "PutRequest": { "Item": item("a#1") } }, { "DeleteRequest": { "Key": item("b#1") } },
        ] } });

        assert_eq!(accesses("BatchGetItem", &read), Ok(vec![one("BatchGetItem", "", &["a#1", "b#1"])]));
        assert_eq!(
            accesses("BatchWriteItem", &written),
            Ok(vec![one("BatchWriteItem", "", &["a#1", "b#1"])])
        );
    }

    #[test]
    fn the_parts_of_a_transaction_need_the_permissions_of_single_calls() {
        let part = |kind: &str, place: &str, partition: &str| json!({ kind: { "TableName": "t", place: item(partition) } });
        let parts = json!([
            part("Put", "Item", "intervention#1"),
            part("Put", "Item", "agenda#1"),
            part("ConditionCheck", "Key", "technician#1"),
        ]);

        let asked = accesses("TransactWriteItems", &json!({ "TransactItems": parts }));

        let put = one("PutItem", "", &["agenda#1", "intervention#1"]);
        assert_eq!(asked, Ok(vec![one("ConditionCheckItem", "", &["technician#1"]), put]));
    }

    #[test]
    fn what_no_function_does_is_not_described() {
        assert_eq!(accesses("Scan", &json!({})), Err(Undescribed("dynamodb:Scan".into())));
    }
}

//! `seeds <events> <out>`: writes what the samples speak of as files, which `cargo dev` loads into the samples' places:
//! `table.json`, the items as DynamoDB spells them; `objects/<bucket>/<key>`, the objects; `accounts.json`, names of accounts by address.

use std::{error::Error, fs, path::Path};

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine, engine::general_purpose::STANDARD};
use embedded::{BUCKET, EmbeddedBucket, Item, at_hand};
use serde_json::{Map, Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, events, out] = arguments.as_slice() else { return Err("say: seeds <events> <out>".into()) };
    let (events, out) = (Path::new(events), Path::new(out));
    let (table, buckets) = (at_hand().await, EmbeddedBucket::open());
    let text = |name: &str| fs::read_to_string(events.join(format!("{name}.json"))).unwrap_or_default();
    seeds::plant(&table, &buckets, text).await;
    let items = table.items().await.iter().map(spelt).collect::<Result<Vec<_>, _>>()?;
    fs::create_dir_all(out)?;
    for stored in buckets.all() {
        let bucket = if stored.bucket == BUCKET { "Bucket" } else { "Documents" };
        let path = out.join("objects").join(bucket).join(&stored.key);
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, &stored.bytes)?;
    }
    let accounts = seeds::ACCOUNTS.map(|(address, account)| (address.to_owned(), Value::from(account)));
    fs::write(out.join("accounts.json"), Value::Object(accounts.into_iter().collect()).to_string())?;
    Ok(fs::write(out.join("table.json"), Value::from(items).to_string())?)
}

/// An item as DynamoDB's JSON.
fn spelt(item: &Item) -> Result<Value, String> {
    let attribute = |(name, value): (&String, &AttributeValue)| Ok((name.clone(), attribute(value)?));
    Ok(Value::Object(item.iter().map(attribute).collect::<Result<Map<_, _>, String>>()?))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum of the SDK is open")]
fn attribute(value: &AttributeValue) -> Result<Value, String> {
    Ok(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Null(truth) => json!({ "NULL": truth }),
        AttributeValue::B(bytes) => json!({ "B": STANDARD.encode(bytes) }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(attribute).collect::<Result<Vec<_>, _>>()? }),
        AttributeValue::M(map) => json!({ "M": spelt(map)? }),
        other => return Err(format!("no row holds {other:?}")),
    })
}

//! What the samples of `events/` speak of, in places of its own: a function alone is called with its sample, and no stream,
//! schedule or consumer of the cloud acts on what it finds there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::aws::Aws;
use crate::environment::{self, Environment};
use crate::folder::{self, Folder};
use crate::template::Template;
use crate::{Error, Outputs, stack};

/// How many items one call writes.
const BATCH_ITEMS_MAX: usize = 25;

/// Makes the places, fills them, and writes the environment by which a function finds them.
pub(crate) async fn furnish(
    template: &Template,
    parameters: &[(&str, String)],
    outputs: &Outputs,
    folder: &Folder,
    (seeds, workspace): (&Path, &Path),
) -> Result<(), Error> {
    let aws = Aws::at(&outputs.aws_endpoint);
    grow(seeds, &workspace.join("events"), &folder.samples()).await?;
    let places = stack::deploy_samples(&aws, template, parameters).await?;
    let mut variables = environment::of(outputs).await?;
    for (name, real) in outputs.places() {
        let Some(place) = places.iter().find(|place| place.name == name) else { continue };
        for value in variables.values_mut().filter(|value| **value == real) {
            value.clone_from(&place.id);
        }
    }
    environment::write(&folder.environment(), &variables)?;
    let files = folder.samples();
    load_bucket(&aws, place(&variables, "DOCUMENTS")?, &files.join("objects/Documents")).await?;
    load_pool(&aws, place(&variables, "USER_POOL")?, &json_of(&files.join("accounts.json"))?).await?;
    load(&aws, &files, &variables).await
}

/// Sets back what functions changed since: rows and uploads. Documents never change, and accounts may stay in their groups.
pub async fn reset(outputs: &Outputs, folder: &Folder) -> Result<(), Error> {
    let variables = environment::read(&folder.environment())?;
    load(&Aws::at(&outputs.aws_endpoint), &folder.samples(), &variables).await
}

/// Runs the program that makes the files.
async fn grow(seeds: &Path, events: &Path, out: &Path) -> Result<(), Error> {
    folder::clear(out)?;
    let mut command = Command::new(seeds);
    command.args([events, out]).stdin(Stdio::null()).kill_on_drop(true);
    let done = command.output().await.map_err(Error::system("making the samples"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(Error::Samples(String::from_utf8_lossy(&done.stderr).trim().to_owned()))
}

async fn load(aws: &Aws, files: &Path, variables: &Environment) -> Result<(), Error> {
    load_table(aws, place(variables, "TABLE")?, &json_of(&files.join("table.json"))?).await?;
    load_bucket(aws, place(variables, "BUCKET")?, &files.join("objects/Bucket")).await
}

fn place<'a>(variables: &'a Environment, name: &str) -> Result<&'a str, Error> {
    let found = variables.get(name).map(String::as_str);
    found.ok_or_else(|| Error::Samples(format!("no function has a variable {name}")))
}

/// Writes every item that is not there so, and deletes what is there beside them.
async fn load_table(aws: &Aws, table: &str, items: &Value) -> Result<(), Error> {
    let wanted = by_key(items.as_array().into_iter().flatten().cloned());
    let found = by_key(scanned(aws, table).await?.into_iter());
    let surplus = found.values().filter(|item| !wanted.contains_key(&key(item).to_string()));
    let deletions = surplus.map(|item| json!({ "DeleteRequest": { "Key": key(item) } }));
    let changed = wanted.iter().filter(|(key, item)| found.get(*key) != Some(*item));
    let puts = changed.map(|(_, item)| json!({ "PutRequest": { "Item": item } }));
    let requests: Vec<Value> = deletions.chain(puts).collect();
    for batch in requests.chunks(BATCH_ITEMS_MAX) {
        let answer = aws.dynamodb("BatchWriteItem", &json!({ "RequestItems": { table: batch } })).await?;
        if answer["UnprocessedItems"].as_object().is_some_and(|left| !left.is_empty()) {
            return Err(Error::Samples("the table did not take all items".into()));
        }
    }
    Ok(())
}

fn by_key(items: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    items.map(|item| (key(&item).to_string(), item)).collect()
}

async fn scanned(aws: &Aws, table: &str) -> Result<Vec<Value>, Error> {
    let mut items = Vec::new();
    let mut scan = json!({ "TableName": table });
    loop {
        let mut page = aws.dynamodb("Scan", &scan).await?;
        items.extend(page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default());
        let next = page["LastEvaluatedKey"].take();
        if next.is_null() {
            return Ok(items);
        }
        scan["ExclusiveStartKey"] = next;
    }
}

fn key(item: &Value) -> Value {
    json!({ "pk": item["pk"], "sk": item["sk"] })
}

async fn load_bucket(aws: &Aws, bucket: &str, folder: &Path) -> Result<(), Error> {
    for (key, path) in files(folder)? {
        let content = fs::read(&path).map_err(Error::system(format!("reading {}", path.display())))?;
        aws.put_object(bucket, &key, content).await?;
    }
    Ok(())
}

/// All files of a folder, by the key that each has in its bucket.
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let doing = || format!("reading {}", folder.display());
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(Error::system(doing()))? {
        let path = entry.map_err(Error::system(doing()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path)?.into_iter().map(|(key, path)| (format!("{name}/{key}"), path)));
        } else {
            found.insert(name, path);
        }
    }
    Ok(found)
}

/// Accounts of the names that the samples give them; those that are there stay.
async fn load_pool(aws: &Aws, pool: &str, accounts: &Value) -> Result<(), Error> {
    for (address, account) in accounts.as_object().into_iter().flatten() {
        let attributes = [("email", address.as_str()), ("email_verified", "true")];
        let attributes = attributes.map(|(name, value)| json!({ "Name": name, "Value": value }));
        let new = json!({
            "UserPoolId": pool,
            "Username": account,
            "MessageAction": "SUPPRESS",
            "UserAttributes": attributes,
        });
        match aws.cognito("AdminCreateUser", &new).await {
            Err(Error::Refused { body, .. }) if body.contains("UsernameExistsException") => {}
            other => other.map(drop)?,
        }
        let password = json!({
            "UserPoolId": pool, "Username": account, "Password": "On-this-machine-only-1", "Permanent": true,
        });
        aws.cognito("AdminSetUserPassword", &password).await?;
    }
    Ok(())
}

fn json_of(path: &Path) -> Result<Value, Error> {
    let doing = || format!("reading {}", path.display());
    let text = fs::read_to_string(path).map_err(Error::system(doing()))?;
    serde_json::from_str(&text).map_err(|error| Error::system(doing())(error.into()))
}

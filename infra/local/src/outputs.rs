//! What the cloud that is up can be called by: `target/local/outputs.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use permissions::Names;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::stack::Resource;
use crate::template::Template;

/// Addresses and names of a cloud that is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outputs {
    /// The API: call it as it stands.
    pub api_url: String,
    /// The AWS services, for an SDK's `AWS_ENDPOINT_URL`.
    pub aws_endpoint: String,
    /// The clock: `cargo dev clock` sets it ahead.
    pub clock_url: String,
    /// The table's name.
    pub table: String,
    /// The name of the bucket of photos and exports.
    pub bucket: String,
    /// The name of the bucket of documents.
    #[serde(default)]
    pub documents: String,
    /// Deployed names of functions, by the name of their folder.
    pub functions: BTreeMap<String, String>,
    /// Addresses of queues, by the name of their resource.
    pub queues: BTreeMap<String, String>,
    /// ARNs of topics, by the name of their resource.
    #[serde(default)]
    pub topics: BTreeMap<String, String>,
    /// The pool of users.
    pub user_pool_id: String,
    /// The apps' client in that pool.
    pub client_id: String,
    /// The host by which the emulator knows the API.
    pub api_host: String,
}

impl Outputs {
    /// Reads the outputs of a cloud that is up.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|_absent| Error::NotUp)?;
        serde_json::from_str(&text).map_err(|_broken| Error::NotUp)
    }

    /// The deployed name of a function.
    pub fn function(&self, name: &str) -> Result<&str, Error> {
        self.functions.get(name).map(String::as_str).ok_or_else(|| Error::NoBinary(name.into()))
    }

    /// The deployed names of the resources that policies refer to.
    pub(crate) fn names(&self) -> Names {
        self.places().into_iter().collect()
    }

    /// The deployed names of table, buckets, user pool, queues and topics, by the names of their resources.
    pub(crate) fn places(&self) -> BTreeMap<String, String> {
        let [table, bucket, documents, pool] =
            [&self.table, &self.bucket, &self.documents, &self.user_pool_id].map(ToOwned::to_owned);
        let single = [("Table", table), ("Bucket", bucket), ("Documents", documents), ("UserPool", pool)];
        let single = single.into_iter().map(|(name, id)| (name.to_owned(), id));
        single.chain(self.queues.clone()).chain(self.topics.clone()).collect()
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).expect("text and maps of text are JSON");
        fs::write(path, text + "\n").map_err(Error::system(format!("writing {}", path.display())))
    }
}

/// The outputs of a stack that stands, with the addresses of API, services and clock.
pub(crate) fn of(
    template: &Template,
    resources: &[Resource],
    [api_url, aws_endpoint, clock_url]: [String; 3],
) -> Result<Outputs, Error> {
    let deployed =
        |name: &str| resources.iter().find(|resource| resource.name == name).map(|found| found.id.clone());
    let only = |kind: &str| {
        let name = template.of_type(kind).map(|(name, _)| name).next();
        name.and_then(deployed).ok_or_else(|| Error::Template(format!("it has no {kind}")))
    };
    let named = |name: &str| deployed(name).ok_or_else(|| Error::Template(format!("it has no {name}")));
    let functions = template.functions()?.into_iter();
    let all = |kind: &str| {
        let resources = template.of_type(kind).map(|(name, _)| name);
        resources.filter_map(|name| Some((name.to_owned(), deployed(name)?))).collect()
    };
    Ok(Outputs {
        api_url,
        aws_endpoint,
        clock_url,
        table: only("AWS::DynamoDB::Table")?,
        bucket: named("Bucket")?,
        documents: named("Documents")?,
        functions: functions.filter_map(|each| Some((each.name, deployed(&each.resource)?))).collect(),
        queues: all("AWS::SQS::Queue"),
        topics: all("AWS::SNS::Topic"),
        user_pool_id: only("AWS::Cognito::UserPool")?,
        client_id: only("AWS::Cognito::UserPoolClient")?,
        api_host: format!("{}.execute-api.localhost", only("AWS::Serverless::HttpApi")?),
    })
}

//! Where the cloud is.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use domain::policy::Policy;
use local::Outputs;
use store::Store;

use crate::Error;

/// A cloud that is up.
#[derive(Debug)]
pub struct Place {
    /// Its table.
    pub store: Store,
    /// Its queues.
    pub sqs: aws_sdk_sqs::Client,
    /// URLs of queues by their names in the template; known of the local cloud alone.
    pub queues: BTreeMap<String, String>,
}

impl Place {
    /// The cloud that the environment names (`TABLE`, `AWS_REGION`, credentials, perhaps `AWS_ENDPOINT_URL`).
    pub fn of_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let named = |name: &str| lookup(name).ok_or_else(|| Error::Nowhere(name.to_owned()));
        let (id, secret) = (named("AWS_ACCESS_KEY_ID")?, named("AWS_SECRET_ACCESS_KEY")?);
        let credentials = Credentials::new(id, secret, lookup("AWS_SESSION_TOKEN"), None, "environment");
        let (region, table) = (Region::new(named("AWS_REGION")?), named("TABLE")?);
        Ok(Self::at(table, BTreeMap::new(), credentials, region, lookup("AWS_ENDPOINT_URL")))
    }

    /// The cloud that `cargo dev` keeps up.
    pub fn of_local_cloud(outputs: &Outputs) -> Self {
        let Outputs { table, queues, aws_endpoint, .. } = outputs.clone();
        let credentials = Credentials::new("test", "test", None, None, "local");
        Self::at(table, queues, credentials, Region::from_static("eu-west-3"), Some(aws_endpoint))
    }

    fn at(
        table: String,
        queues: BTreeMap<String, String>,
        credentials: Credentials,
        region: Region,
        endpoint: Option<String>,
    ) -> Self {
        let dynamodb = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region.clone())
            .credentials_provider(credentials.clone());
        let sqs = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
            .region(region)
            .credentials_provider(credentials);
        let (dynamodb, sqs) = match endpoint {
            Some(endpoint) => (dynamodb.endpoint_url(&endpoint), sqs.endpoint_url(endpoint)),
            None => (dynamodb, sqs),
        };
        let client = aws_sdk_dynamodb::Client::from_conf(dynamodb.build());
        let store = Store::new(client, table, Policy::default());
        Self { store, sqs: aws_sdk_sqs::Client::from_conf(sqs.build()), queues }
    }
}

//! Where the cloud is.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use domain::policy::Policy;
use local::Outputs;
use media::{Bucket, Documents};
use store::Store;

use crate::Error;

/// A cloud that is up.
#[derive(Debug)]
pub struct Place {
    /// Its table.
    pub store: Store,
    /// The same table, as the service knows it.
    pub(crate) table: aws_sdk_dynamodb::Client,
    /// Its buckets; none where the environment does not name them.
    pub(crate) buckets: Option<(Bucket, Documents)>,
    /// Its queues.
    pub sqs: aws_sdk_sqs::Client,
    /// URLs of queues by their names in the template; known of the local cloud alone.
    pub queues: BTreeMap<String, String>,
}

/// What a client of AWS needs to know: who asks, and where.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) credentials: Credentials,
    pub(crate) region: Region,
    /// The services of a local cloud; none are those of AWS.
    pub(crate) endpoint: Option<String>,
}

impl Access {
    /// That of the environment (`AWS_REGION`, credentials, perhaps `AWS_ENDPOINT_URL`).
    pub(crate) fn of_environment(lookup: &impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let named = |name: &str| lookup(name).ok_or_else(|| Error::Nowhere(name.to_owned()));
        let (id, secret) = (named("AWS_ACCESS_KEY_ID")?, named("AWS_SECRET_ACCESS_KEY")?);
        let credentials = Credentials::new(id, secret, lookup("AWS_SESSION_TOKEN"), None, "environment");
        let region = Region::new(named("AWS_REGION")?);
        Ok(Self { credentials, region, endpoint: lookup("AWS_ENDPOINT_URL") })
    }

    /// That of the cloud that `cargo dev` keeps up.
    pub(crate) fn of_local_cloud(outputs: &Outputs) -> Self {
        Self {
            credentials: Credentials::new("test", "test", None, None, "local"),
            region: Region::from_static("eu-west-3"),
            endpoint: Some(outputs.aws_endpoint.clone()),
        }
    }

    fn buckets(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Option<(Bucket, Documents)> {
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(self.region.clone())
            .credentials_provider(SharedCredentialsProvider::new(self.credentials.clone()));
        let sdk = sdk.build();
        let named = |name: &str| match name {
            "AWS_ENDPOINT_URL_S3" => lookup(name).or_else(|| self.endpoint.clone()),
            _ => lookup(name),
        };
        Some((Bucket::connect(&sdk, &named).ok()?, Documents::connect(&sdk, &named).ok()?))
    }
}

impl Place {
    /// The cloud that the environment names (`TABLE`, `AWS_REGION`, credentials, perhaps `AWS_ENDPOINT_URL`).
    pub fn of_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let table = lookup("TABLE").ok_or_else(|| Error::Nowhere("TABLE".to_owned()))?;
        Ok(Self::at(table, BTreeMap::new(), Access::of_environment(&lookup)?, &lookup))
    }

    /// The cloud that `cargo dev` keeps up.
    pub fn of_local_cloud(outputs: &Outputs) -> Self {
        let Outputs { table, queues, .. } = outputs.clone();
        let named = |name: &str| match name {
            "BUCKET" => Some(outputs.bucket.clone()),
            "DOCUMENTS" => Some(outputs.documents.clone()),
            _ => None,
        };
        Self::at(table, queues, Access::of_local_cloud(outputs), &named)
    }

    fn at(
        table: String,
        queues: BTreeMap<String, String>,
        access: Access,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let buckets = access.buckets(lookup);
        let Access { credentials, region, endpoint } = access;
        let mut dynamodb = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region.clone())
            .credentials_provider(credentials.clone());
        dynamodb.set_endpoint_url(endpoint.clone());
        let mut sqs = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
            .region(region)
            .credentials_provider(credentials);
        sqs.set_endpoint_url(endpoint);
        let client = aws_sdk_dynamodb::Client::from_conf(dynamodb.build());
        let store = Store::new(client.clone(), table, Policy::default());
        Self { store, table: client, buckets, sqs: aws_sdk_sqs::Client::from_conf(sqs.build()), queues }
    }
}

//! Where the cloud is.

use std::collections::BTreeMap;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use aws_sdk_dynamodb::error::DisplayErrorContext;
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
pub(crate) struct Access(pub(crate) SdkConfig);

impl Access {
    /// The default chain of the SDK: environment, profile, container, instance. Clients ask the chain again when the
    /// credentials expire, so a command may run for longer than a session lasts.
    pub(crate) async fn of_environment() -> Result<Self, Error> {
        let sdk = aws_config::defaults(BehaviorVersion::latest()).load().await;
        if sdk.region().is_none() {
            return Err(Error::Nowhere("AWS_REGION".to_owned()));
        }
        let provider = sdk.credentials_provider().ok_or_else(|| Error::Nowhere("credentials".to_owned()))?;
        let found = provider.provide_credentials().await;
        found.map_err(|error| Error::Credentials(DisplayErrorContext(error).to_string()))?;
        Ok(Self(sdk))
    }

    /// That of the cloud that `cargo dev` keeps up.
    pub(crate) fn of_local_cloud(outputs: &Outputs) -> Self {
        let credentials = Credentials::new("test", "test", None, None, "local");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-3"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(&outputs.aws_endpoint);
        Self(sdk.build())
    }

    fn buckets(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Option<(Bucket, Documents)> {
        let named = |name: &str| match name {
            "AWS_ENDPOINT_URL_S3" => lookup(name).or_else(|| self.0.endpoint_url().map(ToOwned::to_owned)),
            _ => lookup(name),
        };
        Some((Bucket::connect(&self.0, &named).ok()?, Documents::connect(&self.0, &named).ok()?))
    }
}

impl Place {
    /// The cloud that the environment names (`TABLE`, `AWS_REGION`, credentials, perhaps `AWS_ENDPOINT_URL`).
    pub async fn of_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let table = lookup("TABLE").ok_or_else(|| Error::Nowhere("TABLE".to_owned()))?;
        Ok(Self::at(table, BTreeMap::new(), &Access::of_environment().await?, &lookup))
    }

    /// The cloud that `cargo dev` keeps up.
    pub fn of_local_cloud(outputs: &Outputs) -> Self {
        let Outputs { table, queues, .. } = outputs.clone();
        let named = |name: &str| match name {
            "BUCKET" => Some(outputs.bucket.clone()),
            "DOCUMENTS" => Some(outputs.documents.clone()),
            _ => None,
        };
        Self::at(table, queues, &Access::of_local_cloud(outputs), &named)
    }

    fn at(
        table: String,
        queues: BTreeMap<String, String>,
        access: &Access,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let client = aws_sdk_dynamodb::Client::new(&access.0);
        let store = Store::new(client.clone(), table, Policy::default());
        let sqs = aws_sdk_sqs::Client::new(&access.0);
        Self { store, table: client, buckets: access.buckets(lookup), sqs, queues }
    }
}

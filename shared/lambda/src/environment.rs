//! The environment of a function: the one place that reads it.

use std::time::Duration;

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::credentials::EnvironmentVariableCredentialsProvider,
    retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};

use crate::{Error, telemetry};

/// Finds a variable of the environment by its name.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How long opening a connection may take.
const CONNECT_SECONDS_MAX: u64 = 2;
/// How long one attempt of a call to AWS may take.
const ATTEMPT_SECONDS_MAX: u64 = 5;

/// Runs `connect` with how clients of AWS are made, and what else the template tells.
pub(crate) fn connect<S, E: Into<Error>>(
    connect: impl FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
) -> Result<S, Error> {
    telemetry::name_metrics(variable("METRICS_NAMESPACE"));
    connect(&sdk()?, &variable).map_err(Into::into)
}

/// Connects to two things.
pub fn both<S, T, E, F>(
    one: impl FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    other: impl FnOnce(&SdkConfig, Lookup<'_>) -> Result<T, F>,
) -> impl FnOnce(&SdkConfig, Lookup<'_>) -> Result<(S, T), Error>
where
    E: Into<Error>,
    F: Into<Error>,
{
    move |sdk, lookup| Ok((one(sdk, lookup).map_err(Into::into)?, other(sdk, lookup).map_err(Into::into)?))
}

#[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whom this client speaks to is AWS; finding and reading every root of the machine would be most of a cold start.
const ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// Region and credentials from the environment alone, so that a cold start asks nobody; `AWS_ENDPOINT_URL` leads to
/// the local cloud.
fn sdk() -> Result<SdkConfig, Error> {
    let roots = TrustStore::empty().with_pem_certificate(ROOTS);
    let tls = TlsContext::builder().with_trust_store(roots).build()?;
    let https =
        Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls).build_https();
    let credentials = SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new());
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(CONNECT_SECONDS_MAX))
        .operation_attempt_timeout(Duration::from_secs(ATTEMPT_SECONDS_MAX))
        .build();
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .http_client(https)
        .region(variable("AWS_REGION").map(Region::new))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts);
    config.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    Ok(config.build())
}

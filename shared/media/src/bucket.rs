//! The bucket, and what can go wrong with it.

use std::{error::Error as Cause, fmt, sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_s3::{
    Client,
    config::{Builder, RequestChecksumCalculation, ResponseChecksumValidation, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
};
use domain::failure::Failure;

/// The bucket that holds what people upload.
#[derive(Clone)]
pub struct Bucket {
    pub(crate) client: Client,
    pub(crate) name: Arc<str>,
}

/// The function was not told which bucket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("BUCKET is not set")]
pub struct ConnectError;

/// Why the bucket did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too many calls at once.
    #[error("the bucket is busy")]
    Busy,
    /// What was there a moment ago is not.
    #[error("a paper that was kept is gone")]
    Gone,
    /// S3 refused a call, or never answered.
    #[error("a call to the bucket failed")]
    Call(#[source] Box<dyn Cause + Send + Sync>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Busy => Self::Busy,
            Error::Gone | Error::Call(_) => Self::Broken(Box::new(error)),
        }
    }
}

/// What S3 says when trying again soon will do.
const BUSY: [&str; 4] = ["SlowDown", "ServiceUnavailable", "RequestTimeout", "ThrottlingException"];
/// Ten megabytes inside a region take a second or two.
const ATTEMPT_SECONDS_MAX: u64 = 10;

impl Bucket {
    /// The bucket that the environment names; the client is built once and shared by every call.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let name = lookup("BUCKET").ok_or(ConnectError)?;
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_attempt_timeout(Duration::from_secs(ATTEMPT_SECONDS_MAX))
            .build();
        // A checksum in a signed link would be the one of no bytes at all: whoever signs has none yet.
        let mut config = Builder::from(sdk)
            .timeout_config(timeouts)
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        if let Some(endpoint) = lookup("AWS_ENDPOINT_URL_S3") {
            config = config.endpoint_url(endpoint);
        }
        Ok(Self { client: Client::from_conf(config.build()), name: name.into() })
    }

    pub(crate) fn name(&self) -> String {
        self.name.to_string()
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Bucket").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Error {
    pub(crate) fn of_call<E>(error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + Cause + Send + Sync + 'static,
    {
        if error.code().is_some_and(|code| BUSY.contains(&code)) {
            Self::Busy
        } else {
            Self::Call(Box::new(error))
        }
    }
}

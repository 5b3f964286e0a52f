//! How S3 is called, whichever bucket.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::{
    Client,
    config::{Builder, RequestChecksumCalculation, ResponseChecksumValidation, timeout::TimeoutConfig},
};

/// Ten megabytes inside a region take a second or two.
const ATTEMPT_SECONDS_MAX: u64 = 10;

/// A client with our limits, of the endpoint that the environment names.
pub(crate) fn client(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Client {
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
    Client::from_conf(config.build())
}

//! Describes a call as IAM sees it: actions, resources and condition keys.

mod cognito;
mod dynamodb;
mod s3;
mod sns;
mod sqs;

use hyper::{HeaderMap, Method, Uri};
use serde_json::Value;

use crate::{Context, Service};

pub use s3::reveals_absence;

/// A call to a service of AWS.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The service that the signature is for.
    pub service: Service,
    /// The HTTP method.
    pub method: &'a Method,
    /// Path and query.
    pub uri: &'a Uri,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body, whole.
    pub body: &'a [u8],
}

/// One action on one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// Such as `dynamodb:PutItem`.
    pub action: String,
    /// The ARN.
    pub resource: String,
    /// The condition keys that the service fills.
    pub context: Context,
}

/// The call is of a kind that no function of the house made before: describe it here first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not known which permissions {0} needs")]
pub struct Undescribed(pub String);

/// Everything that must be allowed for a call.
pub fn accesses(call: &Call<'_>) -> Result<Vec<Access>, Undescribed> {
    match call.service {
        Service::DynamoDb => dynamodb::accesses(operation(call)?, &json(call)?),
        Service::S3 => s3::accesses(call),
        Service::Sns => sns::accesses(call.body),
        Service::Sqs => sqs::accesses(operation(call)?, &json(call)?),
        Service::Cognito => cognito::accesses(operation(call)?, &json(call)?),
    }
}

/// The operation of a service that speaks JSON: `X-Amz-Target: AmazonSQS.SendMessage`.
fn operation<'a>(call: &Call<'a>) -> Result<&'a str, Undescribed> {
    let target = call.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next());
    operation.ok_or_else(|| Undescribed(format!("a call of {} without a target", call.service)))
}

fn json(call: &Call<'_>) -> Result<Value, Undescribed> {
    serde_json::from_slice(call.body)
        .map_err(|_| Undescribed(format!("a call of {} without JSON", call.service)))
}

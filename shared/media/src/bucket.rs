//! The bucket of uploads, and what can go wrong with it.

use std::{error::Error as Cause, fmt, sync::Arc};

use aws_config::SdkConfig;
use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::get_object::builders::GetObjectFluentBuilder,
};
use domain::failure::Failure;

use crate::client::client;

/// The bucket that holds what people upload, and exports.
#[derive(Clone)]
pub struct Bucket {
    pub(crate) client: Client,
    pub(crate) name: Arc<str>,
}

/// The function was not told which bucket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not set")]
pub struct ConnectError(pub(crate) &'static str);

/// Why the bucket did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too many calls at once.
    #[error("the bucket is busy")]
    Busy,
    /// An object is absent, or must not be read. S3 says the same of both (403) to a function that may not list the
    /// bucket, and none may.
    #[error("an object is gone, or must not be read")]
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
/// What S3 says of an object that is absent: to functions without the permission to list, and to the others.
const GONE: [&str; 3] = ["AccessDenied", "NoSuchKey", "NoSuchVersion"];

impl Bucket {
    /// The bucket that the environment names; the client is built once and shared by every call.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let name = lookup("BUCKET").ok_or(ConnectError("BUCKET"))?;
        Ok(Self { client: client(sdk, lookup), name: name.into() })
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

/// All bytes of an object.
pub(crate) async fn read(get: GetObjectFluentBuilder) -> Result<Vec<u8>, Error> {
    let answer = match get.send().await {
        Ok(answer) => answer,
        Err(error) if error.code().is_some_and(|code| GONE.contains(&code)) => return Err(Error::Gone),
        Err(error) => return Err(Error::of_call(error)),
    };
    let body = answer.body.collect().await.map_err(|error| Error::Call(Box::new(error)))?;
    Ok(body.into_bytes().into())
}

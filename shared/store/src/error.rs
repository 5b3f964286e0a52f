//! What can go wrong between the house and its table; nothing here shows what a row holds.

use std::error::Error as Cause;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use domain::{failure::Failure, intervention::Corrupt, invalid::Invalid};

/// Why the table did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Others write the same items, or too many write at once.
    #[error("the table is busy")]
    Busy,
    /// DynamoDB refused a call, or never answered.
    #[error("a call failed: {}", told(.0.as_ref()))]
    Call(Box<dyn Cause + Send + Sync>),
    /// A row that is not what its kind should be; its content may be personal and is not shown.
    #[error("the row {kind} cannot be {done}")]
    Row {
        /// Which kind of row.
        kind: &'static str,
        /// "read" or "written".
        done: &'static str,
    },
    /// A stored value that is none of ours.
    #[error("a stored value is {0}")]
    Value(#[from] Invalid),
    /// A stored number that is no time.
    #[error("a stored number is no time")]
    Time,
    /// A cursor that no list of ours has made.
    #[error("not a cursor of this list")]
    Cursor,
    /// More than can be read at once, and a part of it would be worse than nothing.
    #[error("more than can be read at once")]
    TooLarge,
    /// A timeline that tells no story.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Busy => Self::Busy,
            Error::Row { done: "read", .. } | Error::Value(_) | Error::Time | Error::Corrupt(_) => {
                Self::Unreadable(Box::new(error))
            }
            Error::Call(_) | Error::Row { .. } | Error::Cursor | Error::TooLarge => {
                Self::Broken(Box::new(error))
            }
        }
    }
}

/// What DynamoDB says when trying again soon will do.
const BUSY: [&str; 6] = [
    "ThrottlingException",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
];

impl Error {
    pub(crate) fn of_call<E>(error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + Cause + Send + Sync + 'static,
    {
        if error.code().is_some_and(Self::is_busy) { Self::Busy } else { Self::Call(Box::new(error)) }
    }

    pub(crate) fn is_busy(code: &str) -> bool {
        BUSY.contains(&code)
    }
}

/// What an error and its causes say of themselves; what they hold may be personal, so nothing is printed for debugging.
fn told(error: &(dyn Cause + Send + Sync + 'static)) -> String {
    let first: &dyn Cause = error;
    let causes = std::iter::successors(Some(first), |cause: &&dyn Cause| (*cause).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

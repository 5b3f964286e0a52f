//! Why something could not be sent.

use aws_sdk_sns::operation::publish_batch::PublishBatchError;
use aws_sdk_sqs::{
    error::{BuildError, DisplayErrorContext, SdkError},
    operation::send_message_batch::SendMessageBatchError,
};
use domain::failure::Failure;

use crate::Queue;

/// The environment of the function names no queue at all, or no topic.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment names no {0}")]
pub struct ConnectError(pub(crate) &'static str);

/// Why messages or events were not sent; some of them may have been.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The function was not told where the queue is.
    #[error("no address is known of {0:?}")]
    Unknown(Queue),
    /// A message that has no JSON.
    #[error("a message has no JSON: {0}")]
    Shape(#[from] serde_json::Error),
    /// An entry that AWS would not take.
    #[error("an entry is incomplete: {0}")]
    Entry(#[from] BuildError),
    /// The whole batch of messages failed.
    #[error("{}", DisplayErrorContext(.0))]
    Call(Box<SdkError<SendMessageBatchError>>),
    /// The whole batch of events failed.
    #[error("{}", DisplayErrorContext(.0))]
    Publish(Box<SdkError<PublishBatchError>>),
    /// Some of a batch failed.
    #[error("{count} of a batch failed, the first one with {code}")]
    Part {
        /// How many.
        count: usize,
        /// Why, in the words of AWS.
        code: String,
    },
}

impl SendError {
    /// By the codes of the entries of a batch that failed.
    pub(crate) fn of_part<'a>(codes: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Self> {
        let count = codes.len();
        match codes.into_iter().next() {
            None => Ok(()),
            Some(code) => Err(Self::Part { count, code: code.to_owned() }),
        }
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        Self::Broken(Box::new(error))
    }
}

//! Why a service outside gave no answer. Nothing here repeats what was asked: it is told to the log.

use std::error::Error;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No connection, or one that broke before the answer began.
    #[error("no connection to the service")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// The answer was not there in time.
    #[error("the service did not answer in time")]
    Late,
    /// Another status than 200.
    #[error("the service answered {0}")]
    Status(u16),
    /// More than we are ready to read.
    #[error("the service answered more than {0} bytes")]
    TooLarge(usize),
    /// The answer ended before it was whole.
    #[error("the service broke its answer off")]
    BrokenOff,
    /// The answer is not what it should be; the parser's words may quote it.
    #[error("the service answered something else than it should")]
    Malformed,
}

impl Fault {
    /// Whether the same call may fare better a moment later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Late | Self::BrokenOff => true,
            Self::Status(status) => *status >= 500,
            Self::TooLarge(_) | Self::Malformed => false,
        }
    }
}

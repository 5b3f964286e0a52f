//! The queues and the topic together, for the one function that sends to both.

use aws_config::SdkConfig;

use crate::{ConnectError, Queues, Topic};

/// Everything by which what was saved leaves the house.
#[derive(Debug, Clone)]
pub struct Channels {
    /// For what this house does next.
    pub queues: Queues,
    /// For whoever wants to know what happened.
    pub topic: Topic,
}

impl Channels {
    /// The queues and the topic that `lookup` finds.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        Ok(Self { queues: Queues::connect(sdk, lookup)?, topic: Topic::connect(sdk, lookup)? })
    }
}

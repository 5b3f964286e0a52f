//! The messages that leave the house by SQS and the domain events that leave it by SNS: their shapes, and sending them.
//!
//! Both are facts or requests that were saved before: they come from the table's stream, never from a use case.

mod channels;
mod error;
mod event;
mod message;
mod queues;
mod topic;
mod wire;

pub use channels::Channels;
pub use error::{ConnectError, SendError};
pub use event::DomainEvent;
pub use message::{InvoiceRequest, Message, OfferTimer, PaperRequest, PendingRequest};
pub use queues::{Queue, Queues};
pub use topic::Topic;

/// What AWS takes in one call, of messages and of events.
const BATCH_MAX: usize = 10;

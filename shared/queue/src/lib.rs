//! The messages that leave the house by SQS: their shapes, and sending them.
//!
//! Messages are facts or requests that were saved before: they come from the table's stream, never from a use case.

mod message;
mod queues;
mod wire;

pub use message::{DomainEvent, InvoiceRequest, Message, OfferTimer, PaperRequest, PendingRequest};
pub use queues::{ConnectError, Queue, Queues, SendError};

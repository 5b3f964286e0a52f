//! The one DynamoDB table of Hop-Assist: keys in `key.rs`, a row type an item, conditional writes.
//!
//! An intervention is one item, saved on the condition that nobody saved it since it was read; transactions only
//! where two owners meet. Reads may be a second old where that is harmless: what such a read refuses is asked again.

mod agenda;
mod batch;
mod candidate;
mod client;
mod coming;
mod customer;
mod deadlines;
mod erasure;
mod error;
mod intervention;
mod invoice;
mod key;
mod lists;
mod matching;
mod notice;
mod offer;
mod operator;
mod parked;
mod person;
mod presence;
mod question;
mod remembered;
mod row;
pub mod stream;
mod technician;
mod transaction;

pub use client::{ConnectError, Store};
pub use deadlines::{Check, DueKind, Walk};
pub use erasure::ErasureStage;
pub use error::Error;
pub use intervention::{Admission, Attachment, Transition};
pub use invoice::{Given, Proof};
pub use key::Series;
pub use lists::{Listed, Page};
pub use parked::{Parked, Work};
pub use presence::presence_rows;

//! What tests and benches over the whole house share.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

pub mod binary;
pub mod event;
pub mod gate;
pub mod house;
pub mod mailbox;
pub mod runtime;

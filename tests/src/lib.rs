//! What tests and benches over the whole house share.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

pub mod binary;
pub mod document;
pub mod event;
pub mod gate;
pub mod house;
pub mod lives;
pub mod living;
pub mod mailbox;
pub mod player;
pub mod reckoning;
pub mod runtime;
pub mod secrets;
pub mod telling;

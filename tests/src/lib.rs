//! What tests and benches over the whole house share.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

pub mod bill;
pub mod binary;
pub mod conveyor;
pub mod document;
pub mod event;
pub mod gate;
pub mod guarded;
pub mod house;
pub mod life;
pub mod lives;
pub mod living;
pub mod log;
pub mod mailbox;
pub mod meter;
pub mod moment;
pub mod player;
pub mod reckoning;
pub mod runtime;
pub mod scene;
pub mod secrets;
pub mod stream;
pub mod tap;
pub mod telling;
pub mod topic;

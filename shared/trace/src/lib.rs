//! The context of one call, message, record or row: its trace, its intervention, its technician.
//!
//! The context is a task-local value: the edge opens it, log lines, messages and rows bear it. It decides nothing, so it
//! is the one thing that is not passed as an argument.

mod header;
mod span;

pub use header::Trace;
pub use span::Span;

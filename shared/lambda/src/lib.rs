//! The edge: what AWS hands over becomes a call, a use case runs, its answer or its failure becomes what AWS expects.
//!
//! One function of four serves: [`serve_http`], [`serve_queue`], [`serve_stream`], [`serve_schedule`]. All of them
//! take `connect`, which runs once per cold start, and a handler that sees one call, message, record or tick.

pub mod answer;
pub mod body;
mod call;
mod clock;
mod environment;
mod http;
mod language;
mod problem;
mod query;
mod queue;
mod reply;
mod runtime;
mod schedule;
mod stream;
pub mod telemetry;
mod text;

pub use call::{Call, EventError, View};
pub use environment::{Lookup, both};
pub use http::serve_http;
pub use lambda_runtime::Error;
pub use language::Language;
pub use problem::{Problem, Role};
pub use query::{Cursor, Flag, LeastStars, Limit, Number, Several};
pub use queue::{BatchFailures, Messages, serve_queue};
pub use reply::Reply;
pub use schedule::{Tick, serve_schedule};
pub use stream::{Records, Redrive, StreamRecord, serve_stream};

//! An effect that did not follow is found by the next run and brought once; nothing else is touched.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod bounded;
mod documents;
mod metric;
mod requests;
mod scene;

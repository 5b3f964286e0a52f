//! Photos, voice notes and papers in S3: where they are uploaded or written, what bytes must be, links to them.
//!
//! An upload goes to a quarantine that nobody reads but `check-media`. What passes [`check()`] is kept under the
//! intervention's own prefix; the rest is deleted.

mod bucket;
mod check;
mod document;
mod key;
mod link;
mod notice;
mod objects;
mod paper;
mod upload;

pub use bucket::{Bucket, ConnectError, Error};
pub use check::{Checked, check};
pub use document::{FileLink, document_key};
pub use key::{Place, Quarantined};
pub use notice::{Notice, Uploaded};
pub use upload::Upload;

//! Photos, voice notes and papers in S3: where they are uploaded or written, what bytes must be, links to them.
//!
//! An upload goes to a quarantine that nobody reads but `check-media`. What passes [`check()`] is kept under the
//! intervention's own prefix; the rest is deleted.

mod bucket;
mod check;
mod client;
mod documents;
mod export;
mod key;
mod link;
mod notice;
mod objects;
mod upload;

pub use bucket::{Bucket, ConnectError, Error};
pub use check::{Checked, check};
pub use documents::Documents;
pub use export::FileLink;
pub use key::{Place, Quarantined};
pub use notice::{Notice, Uploaded};
pub use upload::Upload;

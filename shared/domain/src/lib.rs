//! Every rule of Hop-Assist as pure code: time, ids and the policy are arguments.
//!
//! Start at [`intervention`]: one aggregate, the fold of its [`timeline`]; each file beside it holds the
//! transitions of one chapter of an intervention's life. [`price`] says what it costs.

pub mod accounting;
pub mod agenda;
pub mod application;
pub mod arrival;
pub mod breakdown;
pub mod calendar;
pub mod category;
pub mod cell;
pub mod customer;
pub mod dossier;
pub mod effect;
pub mod email;
pub mod failure;
pub mod id;
pub mod idempotency;
pub mod intervention;
pub mod invalid;
pub mod invoice;
pub mod locating;
pub mod map_cell;
pub mod media;
pub mod mission;
pub mod moment;
pub mod money;
pub mod paper;
pub mod person;
pub mod place;
pub mod policy;
pub mod price;
pub mod question;
pub mod quote;
pub mod ranking;
pub mod refusal;
pub mod reliability;
pub mod tariff;
pub mod technician;
pub mod terms;
pub mod text;
pub mod timeline;
pub mod work_log;

pub use jiff::{SignedDuration, Timestamp};

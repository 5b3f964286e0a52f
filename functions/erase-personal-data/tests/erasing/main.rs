//! People who ask to be erased: what goes, what the law keeps, what stands in the way (rule 30).

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod crashes;
mod customers;
mod scene;
mod technicians;

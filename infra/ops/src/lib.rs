//! Commands of an operator against a running cloud: the local one, or the one that the environment names.
//!
//! `cargo ops` prints identifiers, times and states, and never what a person wrote or is called.

mod adopt;
mod deploy;
mod life;
mod place;
mod redrive;
mod restored;
mod smoke;
mod verify;

pub use adopt::Adoption;
pub use deploy::{Deployment, STAMP};
pub use life::life;
pub use place::Place;
pub use redrive::{Redriven, redrive};
pub use restored::{Restoration, Restored, restore_check};
pub use smoke::{Papers, Stack, smoke};
pub use verify::{Verdict, verify};

use domain::failure::Failure;

/// Why a command has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither the environment nor a local cloud says where.
    #[error("set TABLE, AWS_REGION and credentials, or start `cargo dev`: {0} is missing")]
    Nowhere(String),
    /// No queue of that name has a dead-letter queue here.
    #[error("there is no queue {name} with a dead-letter queue; known are: {known}")]
    NoQueue {
        /// The name that was given.
        name: String,
        /// The names that are known.
        known: String,
    },
    /// No source of the SDK's default chain has credentials.
    #[error("no credentials: {0}")]
    Credentials(String),
    /// A word of the command is no such thing.
    #[error("{0}")]
    Word(#[from] domain::invalid::Invalid),
    /// The table did not answer, or holds no such thing.
    #[error("{0}")]
    Table(#[from] Failure),
    /// What is to be deployed is not as it must be.
    #[error("{0}")]
    Deployment(String),
    /// The template cannot be read.
    #[error("{0}")]
    Local(#[from] local::Error),
    /// A step of the life that is played did not go as it must.
    #[error("{what}: {why}")]
    Smoke {
        /// The step.
        what: String,
        /// What came instead.
        why: String,
    },
    /// The table could not be restored or read.
    #[error("{what}: {why}")]
    Restore {
        /// What was asked.
        what: &'static str,
        /// The error of the service.
        why: String,
    },
    /// A queue did not do what was asked.
    #[error("the queue {queue} did not answer: {why}")]
    Queue {
        /// Its URL.
        queue: String,
        /// The error of the service.
        why: String,
    },
}

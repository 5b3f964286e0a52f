//! The kinds of ways in which a use case can end without an answer.

use std::error::Error;

use crate::{
    id::InterventionId, intervention::Corrupt, locating::Unlocated, person::Unsettled, refusal::Refusal,
};

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It does not exist, or the caller may not know that it does.
    #[error("not found")]
    NotFound,
    /// A rule refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The caller had seen another version (`If-Match`).
    #[error("the version is {current}")]
    VersionDiffers {
        /// The version it has now.
        current: u64,
    },
    /// The same idempotency key came with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// Every attempt lost a race; trying again soon will do.
    #[error("too many writers at once")]
    Busy,
    /// The address is no point, and the customer gave none.
    #[error(transparent)]
    Unlocated(#[from] Unlocated),
    /// A person cannot be erased yet, or cannot change who issues their invoices.
    #[error(transparent)]
    Unsettled(#[from] Unsettled),
    /// A fault that is not the caller's.
    #[error("a fault: {0}")]
    Broken(Box<dyn std::error::Error + Send + Sync>),
    /// A row, record or message that this code cannot understand: the same again until somebody repairs it, or newer code
    /// runs. The cause shows nothing of what it holds.
    #[error("unreadable: {0}")]
    Unreadable(Box<dyn std::error::Error + Send + Sync>),
}

/// A document cannot be made because a profile that it names is gone.
#[derive(Debug, thiserror::Error)]
#[error("the profile of the {role} of intervention {intervention} is gone")]
struct ProfileGone {
    role: &'static str,
    intervention: InterventionId,
}

impl Failure {
    /// Why, in one line that shows nothing personal.
    pub fn cause(&self) -> String {
        match self {
            Self::Broken(cause) | Self::Unreadable(cause) => chain(cause.as_ref()),
            Self::NotFound
            | Self::Refused(_)
            | Self::VersionDiffers { .. }
            | Self::KeyReused
            | Self::Busy
            | Self::Unlocated(_)
            | Self::Unsettled(_) => self.to_string(),
        }
    }

    /// A document of an intervention needs the profile of its customer or technician, which is gone: a fault, for the
    /// document is owed.
    pub fn profile_gone(role: &'static str, intervention: &InterventionId) -> Self {
        Self::Broken(Box::new(ProfileGone { role, intervention: intervention.clone() }))
    }
}

/// An error and all that led to it, in one line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        texts.push(error.to_string());
        cause = error.source();
    }
    texts.dedup();
    texts.join(": ")
}

/// A damaged timeline is a fault, never an answer.
impl From<Corrupt> for Failure {
    fn from(corrupt: Corrupt) -> Self {
        Self::Unreadable(Box::new(corrupt))
    }
}

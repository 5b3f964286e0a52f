//! Everything that is not an answer, as apps read it: `application/problem+json` (RFC 9457).

mod refusal;
mod render;

use std::error::Error;

use domain::{
    failure::{Failure, chain},
    locating::Unlocated,
    person::Unsettled,
    refusal::Refusal,
};

use crate::body::{Faults, Wrong};

/// Why a call has no answer.
#[derive(Debug)]
pub enum Problem {
    /// The body is not JSON in UTF-8.
    MalformedBody,
    /// The body is over 64 KiB.
    BodyTooLarge,
    /// The body is said to be something else than JSON in UTF-8.
    ContentTypeUnsupported,
    /// The `Idempotency-Key` is not 1 to 64 visible ASCII characters.
    KeyMalformed,
    /// The command must bear an `Idempotency-Key`.
    KeyMissing,
    /// There is no token.
    Unauthenticated,
    /// The caller is not what the command asks for.
    RoleForbids(Role),
    /// It does not exist, or is not the caller's to know of.
    NotFound,
    /// It is being made.
    NotYet {
        /// In how many seconds to ask again.
        retry_after: u32,
    },
    /// Values are refused.
    InvalidValue(Faults),
    /// A rule refuses it.
    Refused(Refusal),
    /// The caller had seen another version, or none that we know.
    VersionDiffers {
        /// The version now.
        current: Option<u64>,
    },
    /// The same idempotency key came with another body.
    KeyReused,
    /// The address is no point, and the customer gave none.
    Unlocated(Unlocated),
    /// A person cannot be erased yet.
    Unsettled(Unsettled),
    /// Trying again soon will do.
    Busy,
    /// A fault of ours; the cause goes to the log alone.
    Broken(Box<dyn Error + Send + Sync>),
}

/// What a group of the user pool makes of a caller. Everybody is a customer without a group (rule 35).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// In the group `technicians`.
    Technician,
    /// In the group `operators`.
    Operator,
}

impl Role {
    pub(crate) fn group(self) -> &'static str {
        match self {
            Self::Technician => "technicians",
            Self::Operator => "operators",
        }
    }
}

impl Problem {
    /// One refused value, at a JSON pointer into the body or by the name of a query parameter.
    pub fn invalid(pointer: impl Into<String>, wrong: impl Into<Wrong>) -> Self {
        let mut faults = Faults::default();
        faults.push(pointer, wrong);
        Self::InvalidValue(faults)
    }

    /// What apps decide by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MalformedBody => "malformed-body",
            Self::BodyTooLarge => "body-too-large",
            Self::ContentTypeUnsupported => "content-type-unsupported",
            Self::KeyMalformed => "idempotency-key-malformed",
            Self::KeyMissing => "idempotency-key-missing",
            Self::Unauthenticated => "unauthenticated",
            Self::RoleForbids(_) => "role-forbids",
            Self::NotFound | Self::NotYet { .. } => "not-found",
            Self::InvalidValue(_) => "invalid-value",
            Self::Refused(refusal) => refusal::told(refusal).code,
            Self::VersionDiffers { .. } => "version-differs",
            Self::KeyReused => "idempotency-key-reused",
            Self::Unlocated(Unlocated::Ambiguous(_)) => "address-ambiguous",
            Self::Unlocated(Unlocated::Unknown(_)) => "address-unknown",
            Self::Unlocated(Unlocated::Silent(_)) => "address-service-silent",
            Self::Unsettled(Unsettled::WorkRunning(_)) => "work-running",
            Self::Unsettled(Unsettled::DocumentsPending(_)) => "documents-pending",
            Self::Unsettled(Unsettled::IssuerBound(_)) => "issuer-bound",
            Self::Busy => "busy",
            Self::Broken(_) => "internal-fault",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::MalformedBody | Self::KeyMalformed | Self::KeyMissing => 400,
            Self::Unauthenticated => 401,
            Self::RoleForbids(_) => 403,
            Self::NotFound | Self::NotYet { .. } => 404,
            Self::Unsettled(_) => 409,
            Self::VersionDiffers { .. } => 412,
            Self::BodyTooLarge => 413,
            Self::ContentTypeUnsupported => 415,
            Self::InvalidValue(_)
            | Self::KeyReused
            | Self::Unlocated(Unlocated::Ambiguous(_) | Unlocated::Unknown(_)) => 422,
            Self::Refused(refusal) => refusal::told(refusal).status,
            Self::Broken(_) => 500,
            Self::Busy | Self::Unlocated(Unlocated::Silent(_)) => 503,
        }
    }

    /// The cause of a fault of ours or of a service that we ask, with the causes of the cause.
    pub(crate) fn cause(&self) -> Option<String> {
        let (Self::Broken(cause) | Self::Unlocated(Unlocated::Silent(cause))) = self else { return None };
        Some(chain(cause.as_ref()))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let absent = matches!(refusal, Refusal::NotYours | Refusal::NoSuchExtra | Refusal::NoSuchQuote);
        if absent { Self::NotFound } else { Self::Refused(refusal) }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotFound => Self::NotFound,
            Failure::Refused(refusal) => refusal.into(),
            Failure::VersionDiffers { current } => Self::VersionDiffers { current: Some(current) },
            Failure::KeyReused => Self::KeyReused,
            Failure::Busy => Self::Busy,
            Failure::Unlocated(why) => Self::Unlocated(why),
            Failure::Unsettled(why) => Self::Unsettled(why),
            Failure::Broken(cause) | Failure::Unreadable(cause) => Self::Broken(cause),
        }
    }
}

#[cfg(test)]
mod tests;

//! The clock of this machine: for the log, and for the time of a delivery that no event of AWS tells.

use std::time::Instant;

use domain::Timestamp;

/// A stop watch, running.
pub(crate) struct Started(Instant);

impl Started {
    #[expect(clippy::disallowed_methods, reason = "durations for the log decide nothing")]
    pub(crate) fn now() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn milliseconds(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The time of this delivery: the time that the event states, or else the time of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "neither SQS nor a direct call tells when it happens, and alarms look at metrics of now"
)]
pub(crate) fn delivered_at(stated: Option<Timestamp>) -> Timestamp {
    stated.unwrap_or_else(Timestamp::now)
}

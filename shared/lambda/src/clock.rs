//! How long a call took: for the log alone, never for a decision.

use std::time::Instant;

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

//! What ends an intervention that the parties do not end themselves (rules 31 and 33).

use jiff::Timestamp;

use crate::{id::QuoteId, money::Money};

/// Why nothing happens any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stall {
    /// The technician did not come to the second visit.
    MissedVisit,
    /// The work is paused and was not resumed.
    LongPause,
    /// The clock runs, but the technician's app sends no command.
    SilentWork,
    /// Work began, and the customer does not want the second visit, for which the technician has not departed.
    VisitDeclined,
}

impl Stall {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::MissedVisit, Self::LongPause, Self::SilentWork, Self::VisitDeclined];

    /// As apps spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissedVisit => "missed-visit",
            Self::LongPause => "long-pause",
            Self::SilentWork => "silent-work",
            Self::VisitDeclined => "visit-declined",
        }
    }
}

/// What an operator decides (rule 33).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It is cancelled.
    Cancelled {
        /// What the customer owes; may be nothing.
        fee: Money,
    },
    /// It is finished, at the time of the entry.
    Finished {
        /// What it costs.
        price: Money,
        /// The accepted quotes whose work was not done.
        undone: Vec<QuoteId>,
    },
    /// It leaves its technician and waits again, with priority.
    Released {
        /// The new expiry.
        expires_at: Timestamp,
    },
    /// Its next deadline (expiry, promised arrival or appointment) moves.
    Extended {
        /// The new deadline.
        until: Timestamp,
    },
    /// No fee is due when it is cancelled.
    FeeWaived,
}

impl Resolution {
    /// As apps spell it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Cancelled { .. } => "cancelled",
            Self::Finished { .. } => "finished",
            Self::Released { .. } => "released",
            Self::Extended { .. } => "extended",
            Self::FeeWaived => "fee-waived",
        }
    }
}

//! The stages of an intervention, each with the data that exists only there.

use jiff::Timestamp;

use crate::{
    money::Money,
    timeline::{Asked, Cause},
};

/// Where an intervention stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Declared; the customer is choosing.
    Declared,
    /// Put to one technician, or to a wave.
    Offered {
        /// Who has not answered yet; empty once all declined.
        to: Vec<Asked>,
        /// Until when.
        until: Timestamp,
        /// 0 for the customer's choice, then 1, 2, 3.
        wave: u8,
        /// The version at which this offer was made: a newer one makes its timer stale.
        version: u64,
    },
    /// Nobody took it yet: whoever comes online may.
    Waiting {
        /// Since when.
        since: Timestamp,
    },
    /// A technician took it.
    Accepted {
        /// When it was accepted.
        at: Timestamp,
        /// When they promise to arrive.
        due: Timestamp,
        /// When they left, once they did.
        on_the_way: Option<OnTheWay>,
    },
    /// On site, in the interview.
    Arrived {
        /// Since when.
        since: Timestamp,
        /// Whether it was after the promised time.
        late: bool,
    },
    /// The clock runs.
    Working,
    /// The clock stands.
    Paused,
    /// To be continued at an appointment.
    Postponed {
        /// When.
        appointment: Timestamp,
        /// When the technician left for it, once they did.
        on_the_way: Option<OnTheWay>,
    },
    /// Done, for good.
    Finished {
        /// When.
        at: Timestamp,
        /// The final price.
        price: Money,
    },
    /// Called off, for good.
    Cancelled {
        /// When.
        at: Timestamp,
        /// What the customer owes.
        fee: Money,
        /// Why.
        cause: Cause,
    },
    /// Nobody took it, for good.
    Expired,
}

/// A technician under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnTheWay {
    /// When they left.
    pub since: Timestamp,
    /// When they gave the estimate below.
    pub estimated_at: Timestamp,
    /// How many minutes they needed from then on, by their own estimate.
    pub eta_minutes: Option<u16>,
}

/// The name of a stage, as apps see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StageName {
    /// Declared.
    Declared,
    /// Offered.
    Offered,
    /// Waiting.
    Waiting,
    /// Accepted.
    Accepted,
    /// Arrived.
    Arrived,
    /// Working.
    Working,
    /// Paused.
    Paused,
    /// Postponed.
    Postponed,
    /// Finished.
    Finished,
    /// Cancelled.
    Cancelled,
    /// Expired.
    Expired,
    /// For a technician outside of it: nobody has taken it yet (rule 29).
    Open,
    /// For a technician outside of it: another technician has it (rule 29).
    Taken,
    /// For a technician outside of it: it is over (rule 29).
    Ended,
}

impl StageName {
    /// Every stage in the order of an intervention's life. The names for technicians outside of it are no stages: no list
    /// is filtered by them.
    pub const ALL: [Self; 11] = [
        Self::Declared,
        Self::Offered,
        Self::Waiting,
        Self::Accepted,
        Self::Arrived,
        Self::Working,
        Self::Paused,
        Self::Postponed,
        Self::Finished,
        Self::Cancelled,
        Self::Expired,
    ];

    /// As apps spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Offered => "offered",
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Arrived => "arrived",
            Self::Working => "working",
            Self::Paused => "paused",
            Self::Postponed => "postponed",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Ended => "ended",
        }
    }
}

impl TryFrom<String> for StageName {
    type Error = crate::invalid::Invalid;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name).ok_or(crate::invalid::Invalid::Unknown)
    }
}

impl Stage {
    /// Its name.
    pub fn name(&self) -> StageName {
        match self {
            Self::Declared => StageName::Declared,
            Self::Offered { .. } => StageName::Offered,
            Self::Waiting { .. } => StageName::Waiting,
            Self::Accepted { .. } => StageName::Accepted,
            Self::Arrived { .. } => StageName::Arrived,
            Self::Working => StageName::Working,
            Self::Paused => StageName::Paused,
            Self::Postponed { .. } => StageName::Postponed,
            Self::Finished { .. } => StageName::Finished,
            Self::Cancelled { .. } => StageName::Cancelled,
            Self::Expired => StageName::Expired,
        }
    }

    /// Whether nobody has taken it yet, and somebody still may.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Declared | Self::Offered { .. } | Self::Waiting { .. })
    }

    /// All that a technician who has no part in it may know (rule 29).
    pub fn outline(&self) -> StageName {
        if self.is_over() {
            return StageName::Ended;
        }
        if self.is_open() { StageName::Open } else { StageName::Taken }
    }

    /// Whether it is over for good.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Cancelled { .. } | Self::Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_read_back_as_apps_spell_it() {
        for stage in StageName::ALL {
            assert_eq!(StageName::try_from(stage.as_str().to_owned()), Ok(stage));
        }
        assert!(StageName::try_from("Declared".to_owned()).is_err());
    }
}

//! When something happened, and when we learnt of it: a technician in a cellar has no signal.

use jiff::{SignedDuration, Timestamp};

use crate::refusal::Refusal;

/// The two times of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When it happened; billing uses it.
    pub occurred_at: Timestamp,
    /// When we received it.
    pub recorded_at: Timestamp,
}

/// How far back an app that was offline may date a command.
const BACK: SignedDuration = SignedDuration::from_hours(24);
/// How far ahead the clock of a phone may run.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

impl Moment {
    /// A command that happened as it was received.
    pub fn now(received_at: Timestamp) -> Self {
        Self { occurred_at: received_at, recorded_at: received_at }
    }

    /// A command that may have happened earlier, while its app was offline.
    pub fn occurred(occurred_at: Option<Timestamp>, received_at: Timestamp) -> Result<Self, Refusal> {
        let Some(occurred_at) = occurred_at else { return Ok(Self::now(received_at)) };
        let earliest = received_at - BACK;
        let latest = received_at + AHEAD;
        if occurred_at < earliest || occurred_at > latest {
            return Err(Refusal::TimeDisordered { earliest, latest });
        }
        Ok(Self { occurred_at, recorded_at: received_at })
    }

    /// The same, after `previous`: a command without a time of its own follows it, one that claims an earlier
    /// time is refused.
    pub(crate) fn after(self, previous: Timestamp) -> Result<Self, Refusal> {
        if self.occurred_at >= previous {
            return Ok(self);
        }
        if self.occurred_at == self.recorded_at {
            return Ok(Self { occurred_at: previous, ..self });
        }
        Err(Refusal::TimeDisordered { earliest: previous, latest: self.recorded_at + AHEAD })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_command_may_be_dated_a_day_back_and_two_minutes_ahead() {
        assert!(Moment::occurred(Some(at(-86_400)), at(0)).is_ok());
        assert!(Moment::occurred(Some(at(120)), at(0)).is_ok());
        assert!(Moment::occurred(Some(at(-86_401)), at(0)).is_err());
        assert!(Moment::occurred(Some(at(121)), at(0)).is_err());
    }

    #[test]
    fn a_command_cannot_precede_the_event_before_it() {
        let early = Moment::occurred(Some(at(-60)), at(0)).unwrap();

        let refused = early.after(at(-30));

        assert_eq!(refused, Err(Refusal::TimeDisordered { earliest: at(-30), latest: at(120) }));
    }

    #[test]
    fn a_command_without_its_own_time_follows_a_phone_whose_clock_runs_ahead() {
        let moment = Moment::now(at(0)).after(at(90)).unwrap();

        assert_eq!(moment, Moment { occurred_at: at(90), recorded_at: at(0) });
    }
}

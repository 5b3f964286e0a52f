//! When something happened, and when we received it: a technician in a cellar has no signal (rules 32 and 34).

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

/// How a command was submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    /// When it counts as happened, and when we received it.
    pub moment: Moment,
    /// The time that the app stated (`occurredAt`), if it stated one.
    pub stated: Option<Timestamp>,
    /// Whether the command bears an idempotency key that is new here: then it is a command of its own, never a repeat.
    pub is_keyed: bool,
}

/// How far back an app that was offline may date a command that lowers the bill (rule 32).
const BACK_MAX: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How far back it may date any other command (rule 32).
const BACK: SignedDuration = SignedDuration::from_hours(24);
/// How far ahead the clock of a phone may run.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);
/// How far a phone may set its clock back between two commands: the later command counts as given with the earlier one.
const SET_BACK: SignedDuration = SignedDuration::from_mins(5);

impl Moment {
    /// A command that happened as it was received.
    pub fn now(received_at: Timestamp) -> Self {
        Self { occurred_at: received_at, recorded_at: received_at }
    }

    /// A command that may have happened earlier, while its app was offline. Nothing happens after it was received: a
    /// clock that runs up to two minutes ahead is put right.
    pub fn occurred(stated: Option<Timestamp>, received_at: Timestamp) -> Result<Self, Refusal> {
        let stated = stated.unwrap_or(received_at);
        let (earliest, latest) = (received_at - BACK_MAX, received_at + AHEAD);
        if stated < earliest || stated > latest {
            return Err(Refusal::TimeDisordered { earliest, latest });
        }
        Ok(Self { occurred_at: stated.min(received_at), recorded_at: received_at })
    }

    /// The same, after `previous`: a command without a stated time follows it, and so does a command of a phone whose
    /// clock was set back a little; a command that claims an earlier time is refused.
    pub(crate) fn after(self, previous: Timestamp) -> Result<Self, Refusal> {
        if self.occurred_at >= previous {
            return Ok(self);
        }
        if self.occurred_at == self.recorded_at || self.occurred_at + SET_BACK >= previous {
            return Ok(Self { occurred_at: previous, ..self });
        }
        Err(Refusal::TimeDisordered { earliest: previous, latest: self.recorded_at + AHEAD })
    }
}

impl Moment {
    /// Whether a command that stated this time was recorded so: as it was, or put right by [`Moment::occurred`] or
    /// [`Moment::after`]. `before` is the author's entry before it.
    pub(crate) fn was_stated_as(self, stated: Timestamp, before: Option<Self>, is_last: bool) -> bool {
        let at = self.occurred_at;
        let was_ahead = is_last && at == self.recorded_at && at < stated && stated <= at + AHEAD;
        let was_set_back =
            before.is_some_and(|before| before.occurred_at == at) && stated < at && stated + SET_BACK >= at;
        at == stated || was_ahead || was_set_back
    }
}

impl Submission {
    /// A command that is carried out as it is received, without a key.
    pub fn now(received_at: Timestamp) -> Self {
        Self { moment: Moment::now(received_at), stated: None, is_keyed: false }
    }

    /// When it counts as happened.
    pub fn at(&self) -> Timestamp {
        self.moment.occurred_at
    }

    /// Whether it happened noticeably before it was received.
    pub(crate) fn is_sent_late(&self) -> bool {
        self.moment.occurred_at < self.moment.recorded_at - SET_BACK
    }

    /// The refusal of a time before that one.
    pub(crate) fn not_before(&self, earliest: Timestamp) -> Refusal {
        Refusal::TimeDisordered { earliest, latest: self.moment.recorded_at + AHEAD }
    }

    /// A time that raises the bill, or moves nothing of it, is accepted up to a day late (rule 32).
    pub(crate) fn check_within_a_day(&self) -> Result<(), Refusal> {
        let Moment { occurred_at, recorded_at } = self.moment;
        let (earliest, latest) = (recorded_at - BACK, recorded_at + AHEAD);
        if occurred_at < earliest { Err(Refusal::TimeDisordered { earliest, latest }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + seconds).unwrap()
    }

    #[test]
    fn rule_32_a_command_may_be_dated_a_week_back_and_two_minutes_ahead() {
        assert!(Moment::occurred(Some(at(-7 * 86_400)), at(0)).is_ok());
        assert!(Moment::occurred(Some(at(-7 * 86_400 - 1)), at(0)).is_err());
        assert!(Moment::occurred(Some(at(121)), at(0)).is_err());
    }

    #[test]
    fn rule_32_only_a_time_that_lowers_the_bill_may_be_older_than_a_day() {
        let late = |seconds| Submission {
            moment: Moment { occurred_at: at(seconds), recorded_at: at(0) },
            stated: Some(at(seconds)),
            is_keyed: false,
        };

        assert!(late(-86_400).check_within_a_day().is_ok());
        assert!(late(-86_401).check_within_a_day().is_err());
    }

    #[test]
    fn rule_34_nothing_happens_after_it_was_received() {
        assert_eq!(Moment::occurred(Some(at(120)), at(0)), Ok(Moment::now(at(0))));
    }

    #[test]
    fn rule_34_a_command_cannot_precede_the_command_before_it() {
        let early = Moment::occurred(Some(at(-600)), at(0)).unwrap();

        let refused = early.after(at(-200));

        assert_eq!(refused, Err(Refusal::TimeDisordered { earliest: at(-200), latest: at(120) }));
    }

    #[test]
    fn rule_34_a_clock_that_was_set_back_three_minutes_loses_no_command() {
        let set_back = Moment::occurred(Some(at(-380)), at(0)).unwrap();

        let moment = set_back.after(at(-200)).unwrap();

        assert_eq!(moment, Moment { occurred_at: at(-200), recorded_at: at(0) });
    }

    #[test]
    fn a_command_without_a_stated_time_follows_the_command_before_it() {
        let moment = Moment::now(at(0)).after(at(90)).unwrap();

        assert_eq!(moment, Moment { occurred_at: at(90), recorded_at: at(0) });
    }
}

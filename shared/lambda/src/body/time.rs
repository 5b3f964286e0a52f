//! Times: RFC 3339 with any offset, and last days.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    Timestamp, calendar,
    invalid::{Form, Invalid},
};
use jiff::civil::Date;

use super::{Faults, text};

struct Time(Timestamp);

/// The last day on which something is good, such as `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay(Date);

impl LastDay {
    /// The instant from which it is good no more: the midnight in France after the day.
    pub fn end(self) -> Timestamp {
        calendar::end_of(self.0)
    }
}

impl TryFrom<String> for Time {
    type Error = Invalid;

    /// To the millisecond, which is what is stored.
    fn try_from(text: String) -> Result<Self, Invalid> {
        let time: Option<Timestamp> = text.parse().ok();
        let whole = time.and_then(|time| Timestamp::from_millisecond(time.as_millisecond()).ok());
        whole.map(Self).ok_or(Invalid::Malformed(Form::Time))
    }
}

impl TryFrom<String> for LastDay {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let day: Option<Date> = text.parse().ok().filter(|_| text.len() == "2026-12-31".len());
        day.filter(|day| day.tomorrow().is_ok()).map(Self).ok_or(Invalid::Malformed(Form::Day))
    }
}

impl Deserr<Faults> for Timestamp {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at).map(|Time(time)| time)
    }
}

impl Deserr<Faults> for LastDay {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        text(value, at)
    }
}

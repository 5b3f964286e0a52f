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
        let time: Option<Timestamp> = text.parse().ok().filter(|_| is_rfc_3339(&text));
        let whole = time.and_then(|time| Timestamp::from_millisecond(time.as_millisecond()).ok());
        whole.map(Self).ok_or(Invalid::Malformed(Form::Time))
    }
}

/// Whether a text has the form that the contract names; the parser takes more than that, and as it sees fit.
fn is_rfc_3339(text: &str) -> bool {
    let digits = |part: &str, form: &str| {
        part.len() == form.len()
            && part.bytes().zip(form.bytes()).all(|(one, form)| {
                if form == b'0' { one.is_ascii_digit() } else { one.eq_ignore_ascii_case(&form) }
            })
    };
    let Some((whole, rest)) = text.split_at_checked("2026-11-23T07:42:10".len()) else { return false };
    let offset_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (fraction, offset) = rest.split_at(offset_at);
    let is_fraction = fraction.is_empty()
        || fraction
            .strip_prefix('.')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()));
    let is_offset = digits(offset, "Z")
        || ["+00:00", "-00:00"].iter().any(|form| digits(offset, form)) && offset[1..3] < *"24";
    digits(whole, "0000-00-00T00:00:00") && is_fraction && is_offset
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

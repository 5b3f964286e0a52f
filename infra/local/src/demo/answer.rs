//! What an answer holds, or why the story cannot go on without it.

use serde_json::Value;

use crate::Error;

/// The text at a pointer.
pub(super) fn text<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str, Error> {
    answer.pointer(pointer).and_then(Value::as_str).ok_or_else(|| missing(pointer))
}

/// The whole number at a pointer.
pub(super) fn number(answer: &Value, pointer: &str) -> Result<i64, Error> {
    answer.pointer(pointer).and_then(Value::as_i64).ok_or_else(|| missing(pointer))
}

/// The cents of the amount at a pointer.
pub(super) fn cents(answer: &Value, pointer: &str) -> Result<i64, Error> {
    number(answer, &format!("{pointer}/cents"))
}

/// The list at a pointer.
pub(super) fn items<'a>(answer: &'a Value, pointer: &str) -> Result<&'a [Value], Error> {
    answer.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).ok_or_else(|| missing(pointer))
}

/// Goes on only if a text is as the story wants it.
pub(super) fn expect_text(what: &str, found: &str, wanted: &str) -> Result<(), Error> {
    if found == wanted { Ok(()) } else { Err(surprising(what, format!("{found}, not {wanted}"))) }
}

/// Goes on only if an amount is right to the cent.
pub(super) fn expect_cents(what: &str, found: i64, wanted: i64) -> Result<(), Error> {
    if found == wanted { Ok(()) } else { Err(surprising(what, format!("{found} cents, not {wanted}"))) }
}

/// Ends the story: the cloud answered, and not as the FAQ says.
pub(super) fn surprising(what: &str, why: impl Into<String>) -> Error {
    Error::Unexpected { call: what.into(), why: why.into() }
}

fn missing(pointer: &str) -> Error {
    surprising("the API", format!("there is no {pointer} in it"))
}

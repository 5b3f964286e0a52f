//! Between rows and items, and the small values that several rows share.

use std::collections::HashMap;

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use domain::{
    Timestamp, calendar, idempotency,
    invalid::Invalid,
    place::{Address, Location},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::ByteArray;
use trace::Span;

use crate::{
    error::Error,
    key::{Key, PK, SK},
};

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The attribute that carries the trace of a call to what follows from it: 22 bytes, in no index.
pub(crate) const TRACE: &str = "trace";

/// A row that knows what it is called.
pub(crate) trait Row: Serialize + DeserializeOwned {
    /// For messages: which kind of row.
    const KIND: &'static str;
    /// Whether effects follow from a change of the row: it then keeps the trace of the call that wrote it.
    const IS_TRACED: bool = false;

    /// The item to write.
    fn item(&self, key: Key) -> Result<Item, Error> {
        let written = serde_dynamo::to_item::<_, Item>(self);
        let mut item = written.map_err(|_| Error::Row { kind: Self::KIND, done: "written" })?;
        item.extend(key.attributes());
        if let Some(trace) = Span::current().trace.filter(|_| Self::IS_TRACED) {
            item.insert(TRACE.to_owned(), AttributeValue::B(Blob::new(trace.bytes())));
        }
        Ok(item)
    }

    /// The row that was read.
    fn of_item(item: impl Into<serde_dynamo::Item>) -> Result<Self, Error> {
        serde_dynamo::from_item(item.into()).map_err(|_| Error::Row { kind: Self::KIND, done: "read" })
    }
}

/// The key of an item that was read.
pub(crate) fn key_of(item: &Item) -> Result<Key, Error> {
    Ok(Key { pk: text(item, PK)?.to_owned(), sk: text(item, SK)?.to_owned() })
}

/// A text attribute of an item that was read.
pub(crate) fn text<'a>(item: &'a Item, name: &str) -> Result<&'a str, Error> {
    let found = item.get(name).and_then(|value| value.as_s().ok());
    found.map(String::as_str).ok_or(Error::Row { kind: "key", done: "read" })
}

/// What follows the last `#` of a key, as the id it is.
pub(crate) fn last_part<T: TryFrom<String, Error = Invalid>>(key: &str) -> Result<T, Error> {
    parse(key.rsplit('#').next().unwrap_or_default().to_owned())
}

/// A text with a rule, as it was stored.
pub(crate) fn parse<T: TryFrom<String, Error = Invalid>>(text: String) -> Result<T, Error> {
    Ok(T::try_from(text)?)
}

/// A text that may be absent.
pub(crate) fn parse_some<T: TryFrom<String, Error = Invalid>>(
    text: Option<String>,
) -> Result<Option<T>, Error> {
    text.map(parse).transpose()
}

/// A text that may be absent, to be stored.
pub(crate) fn spell_some(text: Option<&impl ToString>) -> Option<String> {
    text.map(ToString::to_string)
}

/// Epoch milliseconds, as the table keeps every time.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The time that was stored.
pub(crate) fn time(millis: i64) -> Result<Timestamp, Error> {
    Timestamp::from_millisecond(millis).map_err(|_| Error::Time)
}

/// A point: latitude, longitude.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlaceRow(f64, f64);

impl PlaceRow {
    pub(crate) fn of(place: Location) -> Self {
        Self(place.latitude(), place.longitude())
    }

    pub(crate) fn place(self) -> Result<Location, Error> {
        Ok(Location::new(self.0, self.1)?)
    }
}

/// The end of a last day. Older rows end it at midnight UTC, which is never a midnight in France.
pub(crate) fn end_of_day(milliseconds: i64) -> Result<Timestamp, Error> {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let end = time(milliseconds)?;
    let last = (milliseconds % DAY == 0).then(|| calendar::day(end).yesterday().ok()).flatten();
    Ok(last.map_or(end, calendar::end_of))
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AddressRow {
    line1: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line2: Option<String>,
    postcode: String,
    city: String,
}

impl AddressRow {
    pub(crate) fn of(address: &Address) -> Self {
        Self {
            line1: address.line1.to_string(),
            line2: spell_some(address.line2.as_ref()),
            postcode: address.postcode.as_str().to_owned(),
            city: address.city.to_string(),
        }
    }

    pub(crate) fn address(self) -> Result<Address, Error> {
        Ok(Address {
            line1: parse(self.line1)?,
            line2: parse_some(self.line2)?,
            postcode: parse(self.postcode)?,
            city: parse(self.city)?,
        })
    }
}

/// An idempotency key: 12 bytes of the command, 8 of the body.
pub(crate) type KeyRow = ByteArray<20>;

/// The bytes to store of a key.
pub(crate) fn key_row(key: idempotency::Key) -> KeyRow {
    let mut bytes = [0; 20];
    bytes[..12].copy_from_slice(&key.command);
    bytes[12..].copy_from_slice(&key.body);
    ByteArray::new(bytes)
}

/// The key that was stored.
pub(crate) fn stored_key(row: KeyRow) -> idempotency::Key {
    let mut key = idempotency::Key { command: [0; 12], body: [0; 8], former: None };
    key.command.copy_from_slice(&row[..12]);
    key.body.copy_from_slice(&row[12..]);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_4_an_old_row_that_ends_a_day_at_midnight_utc_ends_it_at_midnight_in_france() {
        let end = |stored: &str| end_of_day(stored.parse::<Timestamp>().unwrap().as_millisecond()).unwrap();

        let midnight: Timestamp = "2027-03-31T22:00:00Z".parse().unwrap();
        assert_eq!(end("2027-04-01T00:00:00Z"), midnight);
        assert_eq!(end("2027-03-31T22:00:00Z"), midnight);
    }
}

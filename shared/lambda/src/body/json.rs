//! A body as JSON, with what JSON allows and no body of ours may hold: a member twice, `null`, and the character that
//! stands for bytes that were no UTF-8.

use std::{borrow::Cow, collections::HashSet, fmt};

use domain::invalid::{Form, Invalid};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

use super::{Faults, Wrong};

/// A gateway that gets other bytes than UTF-8 puts this character in their place before we see them.
const REPLACEMENT: char = '\u{fffd}';

/// So many faults of this kind are told at most: a body of 64 KiB could hold thousands.
const TOLD_MAX: usize = 100;

/// A body that is JSON.
#[derive(Debug)]
pub(crate) struct Json {
    value: Value,
    found: Found,
}

/// Places in a body, each with what is wrong there.
#[derive(Debug, Default)]
struct Found(Vec<(String, Wrong)>);

impl Json {
    /// Reads a body; none and blanks are an empty object.
    pub(crate) fn read(body: &[u8]) -> serde_json::Result<Self> {
        let body = if body.trim_ascii().is_empty() { b"{}".as_slice() } else { body };
        let (mut found, mut reader) = (Found::default(), Deserializer::from_slice(body));
        let value = Node { place: &Place::Whole, found: &mut found }.deserialize(&mut reader)?;
        reader.end()?;
        Ok(Self { value, found })
    }

    /// Reads it as a command, and reports every fault, one for a place. What is inside a refused value is not told.
    pub(crate) fn parse<T: deserr::Deserr<Faults>>(self) -> Result<T, Faults> {
        let Self { value, found: Found(found) } = self;
        let parsed = deserr::deserialize::<T, _, Faults>(value);
        let mut faults = match &parsed {
            Ok(_) => Faults::default(),
            Err(faults) => faults.clone(),
        };
        let refused: HashSet<String> = faults.all().iter().map(|fault| fault.pointer.clone()).collect();
        for (pointer, wrong) in found {
            if !refused.contains(&pointer) && !outer(&pointer).any(|outer| refused.contains(outer)) {
                faults.push(pointer, wrong);
            }
        }
        if faults.is_empty() { parsed } else { Err(faults) }
    }

    /// Its canonical form (RFC 8785): neither spaces, nor the order of members, nor the way in which a number is
    /// written make another body.
    pub(crate) fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        serde_json_canonicalizer::to_vec(&self.value)
    }
}

/// The places that a place stands in, up to the whole body.
fn outer(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(pointer.rsplit_once('/'), |(outer, _)| outer.rsplit_once('/'))
        .map(|(outer, _)| outer)
}

impl Found {
    fn push(&mut self, place: &Place<'_>, wrong: impl Into<Wrong>) {
        let (pointer, wrong) = (place.pointer(), wrong.into());
        let is_known = self.0.iter().any(|(known, _)| *known == pointer);
        if self.0.len() < TOLD_MAX && !is_known {
            self.0.push((pointer, wrong));
        }
    }
}

/// Where a value stands. A pointer is spelt for the few places that are told.
enum Place<'a> {
    Whole,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Member(outer, name) => {
                format!("{}/{}", outer.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(outer, index) => format!("{}/{index}", outer.pointer()),
        }
    }
}

/// A value that is about to be read.
struct Node<'a> {
    place: &'a Place<'a>,
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        if text.contains(REPLACEMENT) {
            self.found.push(self.place, Invalid::Malformed(Form::Text));
        }
        Ok(text.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.found.push(self.place, Wrong::Null);
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items
            .next_element_seed(Node { place: &Place::Item(self.place, list.len()), found: self.found })?
        {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            let place = Place::Member(self.place, &name);
            if object.contains_key(name.as_ref()) {
                self.found.push(&place, Invalid::Twice);
            }
            let value = members.next_value_seed(Node { place: &place, found: self.found })?;
            object.insert(name.into_owned(), value);
        }
        Ok(object.into())
    }
}

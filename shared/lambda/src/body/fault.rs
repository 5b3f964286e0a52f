//! What is wrong with a body: every fault with its place.

use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use domain::invalid::{Form, Invalid};

/// All faults of a body or query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer into the body (RFC 6901), or the name of a query parameter.
    pub pointer: String,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What can be wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It is not there.
    Missing,
    /// It should not be there.
    Superfluous,
    /// It is `null`: a field that does not apply is absent.
    Null,
    /// It is something else in JSON.
    Kind(Expected),
    /// The list is too short.
    FewItems {
        /// The fewest allowed.
        min: usize,
    },
    /// The list is too long.
    ManyItems {
        /// The most allowed.
        max: usize,
    },
    /// A rule of the value itself refuses it.
    Invalid(Invalid),
}

/// What a value should be in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `"…"`.
    Text,
    /// A number without a fraction.
    Whole,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `[…]`.
    List,
    /// `{…}`.
    Object,
    /// `null`.
    Null,
}

impl From<Invalid> for Wrong {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl Faults {
    /// A fault alone.
    pub fn one(at: ValuePointerRef, wrong: impl Into<Wrong>) -> Self {
        Self(vec![Fault { pointer: pointer(at), wrong: wrong.into() }])
    }

    /// A value that other values of the body ask for is not there.
    pub fn missing(pointer: &str) -> Self {
        Self(vec![Fault { pointer: pointer.to_owned(), wrong: Wrong::Missing }])
    }

    /// The faults of a body whose kind one field names: what is wrong with the name is told there, not of the body.
    #[must_use]
    pub fn named_by(mut self, at: ValuePointerRef, field: &str) -> Self {
        let (whole, place) = (pointer(at), pointer(at.push_key(field)));
        for fault in self.0.iter_mut().filter(|fault| fault.pointer == whole) {
            match fault.wrong {
                Wrong::Kind(Expected::Object) => {}
                Wrong::Kind(_) => fault.pointer.clone_from(&place),
                Wrong::Missing
                | Wrong::Superfluous
                | Wrong::Null
                | Wrong::FewItems { .. }
                | Wrong::ManyItems { .. }
                | Wrong::Invalid(_) => {
                    *fault = Fault { pointer: place.clone(), wrong: Invalid::Unknown.into() }
                }
            }
        }
        self
    }

    /// The faults in the order in which they were found.
    pub fn all(&self) -> &[Fault] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, pointer: impl Into<String>, wrong: impl Into<Wrong>) {
        self.0.push(Fault { pointer: pointer.into(), wrong: wrong.into() });
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// The faults of a query, which are known by the names of parameters.
    pub(crate) fn with_names_of(mut self, faults: Self) -> Self {
        for Fault { pointer, wrong } in faults.0 {
            self.push(pointer.trim_start_matches('/'), wrong);
        }
        self
    }
}

impl MergeWithError<Self> for Faults {
    fn merge(known: Option<Self>, other: Self, _: ValuePointerRef) -> ControlFlow<Self, Self> {
        let mut faults = known.unwrap_or_default();
        faults.add(other);
        ControlFlow::Continue(faults)
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(
        known: Option<Self>,
        kind: ErrorKind<V>,
        at: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        let fault = match kind {
            ErrorKind::IncorrectValueKind { accepted, .. } => Self::one(at, Wrong::Kind(expected(accepted))),
            ErrorKind::MissingField { field } => Self::one(at.push_key(field), Wrong::Missing),
            ErrorKind::UnknownKey { key, .. } => Self::one(at.push_key(key), Wrong::Superfluous),
            ErrorKind::UnknownValue { .. } => Self::one(at, Invalid::Unknown),
            ErrorKind::BadSequenceLen { expected, .. } => Self::one(at, Wrong::FewItems { min: expected }),
            ErrorKind::Unexpected { .. } => Self::one(at, Invalid::Malformed(Form::Text)),
        };
        Self::merge(known, fault, at)
    }
}

fn expected(accepted: &[ValueKind]) -> Expected {
    match accepted.first() {
        Some(ValueKind::String) => Expected::Text,
        Some(ValueKind::Integer | ValueKind::NegativeInteger) => Expected::Whole,
        Some(ValueKind::Float) => Expected::Number,
        Some(ValueKind::Boolean) => Expected::Boolean,
        Some(ValueKind::Sequence) => Expected::List,
        Some(ValueKind::Map) => Expected::Object,
        Some(ValueKind::Null) | None => Expected::Null,
    }
}

/// A place as RFC 6901 spells it; the whole body is the empty text.
fn pointer(at: ValuePointerRef) -> String {
    match at {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => {
            format!("{}/{}", pointer(*prev), key.replace('~', "~0").replace('/', "~1"))
        }
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(*prev)),
    }
}

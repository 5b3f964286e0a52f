//! Lists of `MIN` to `MAX` items.

use deserr::{Deserr, IntoValue, Sequence, Value, ValuePointerRef};

use super::{Faults, Wrong};

/// A list whose length is within limits, and all of whose items are sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// The items in order.
    pub fn into_items(self) -> Vec<T> {
        self.0
    }
}

impl<T: Deserr<Faults>, const MIN: usize, const MAX: usize> Deserr<Faults> for List<T, MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        // Counted before they are read: thousands of items would have an answer of megabytes for their faults.
        if let Value::Sequence(items) = &value {
            if items.len() < MIN {
                return Err(Faults::one(at, Wrong::FewItems { min: MIN }));
            }
            if items.len() > MAX {
                return Err(Faults::one(at, Wrong::ManyItems { max: MAX }));
            }
        }
        Vec::deserialize_from_value(value, at).map(Self)
    }
}

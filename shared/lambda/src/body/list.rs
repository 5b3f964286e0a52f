//! Lists of `MIN` to `MAX` items.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};

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
        let items = Vec::deserialize_from_value(value, at)?;
        if items.len() < MIN {
            return Err(Faults::one(at, Wrong::FewItems { min: MIN }));
        }
        if items.len() > MAX {
            return Err(Faults::one(at, Wrong::ManyItems { max: MAX }));
        }
        Ok(Self(items))
    }
}

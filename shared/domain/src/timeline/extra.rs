//! Extras: material and software on top of the price (rules 15 and 18).

use crate::{id::ExtraId, money::Money, text::Label};

/// Material or software on top of the price (rule 18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Unique within the intervention.
    pub id: ExtraId,
    /// What sort of thing.
    pub kind: ExtraKind,
    /// What it is.
    pub label: Label,
    /// How many.
    pub quantity: u32,
    /// The price of one, all taxes included.
    pub unit_price: Money,
}

impl Extra {
    /// Whether it is the same part at the same price and quantity, under whatever id.
    pub(crate) fn is_same_part(&self, other: &Self) -> bool {
        Self { id: other.id.clone(), ..self.clone() } == *other
    }

    /// The price of all.
    pub fn total(&self) -> Money {
        self.unit_price.times(self.quantity)
    }
}

/// The sorts of extras.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraKind {
    /// A part.
    Material,
    /// A licence.
    Software,
}

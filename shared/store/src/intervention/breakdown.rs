//! The breakdown row: the words of the declaration, written once.

use domain::{breakdown::Breakdown, place::Access};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    row::{AddressRow, Row, parse, parse_some, spell_some},
};

/// Where, how to get in, what is broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BreakdownRow {
    address: AddressRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    floor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    door_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    description: String,
}

impl Row for BreakdownRow {
    const KIND: &'static str = "breakdown";
}

impl BreakdownRow {
    pub(crate) fn of(breakdown: &Breakdown) -> Self {
        let Access { floor, door_code, note } = &breakdown.access;
        Self {
            address: AddressRow::of(&breakdown.address),
            floor: spell_some(floor.as_ref()),
            door_code: spell_some(door_code.as_ref()),
            note: spell_some(note.as_ref()),
            description: breakdown.description.to_string(),
        }
    }

    pub(crate) fn breakdown(self) -> Result<Breakdown, Error> {
        Ok(Breakdown {
            address: self.address.address()?,
            access: Access {
                floor: parse_some(self.floor)?,
                door_code: parse_some(self.door_code)?,
                note: parse_some(self.note)?,
            },
            description: parse(self.description)?,
        })
    }
}

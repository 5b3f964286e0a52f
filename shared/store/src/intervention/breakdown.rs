//! The breakdown row: the words of the declaration, and when the job of the retention looks at them (rule 30).

use domain::{Timestamp, breakdown::Breakdown, id::InterventionId, place::Access};
use serde::{Deserialize, Serialize};

use crate::{
    deadlines::DueKind,
    error::Error,
    key,
    row::{AddressRow, Row, millis, parse, parse_some, spell_some},
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
    /// None once nothing is left to erase. The timeline has no room for it: an attribute more, and the row of a typical
    /// life is above 1 KB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline_bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<i64>,
}

impl Row for BreakdownRow {
    const KIND: &'static str = "breakdown";
}

impl BreakdownRow {
    pub(crate) fn of(breakdown: &Breakdown, id: &InterventionId, looked_at: Option<Timestamp>) -> Self {
        let Access { floor, door_code, note } = &breakdown.access;
        Self {
            address: AddressRow::of(&breakdown.address),
            floor: spell_some(floor.as_ref()),
            door_code: spell_some(door_code.as_ref()),
            note: spell_some(note.as_ref()),
            description: breakdown.description.to_string(),
            deadline_bucket: looked_at.map(|at| key::deadline_bucket(DueKind::Retention, at, key::shard(id))),
            deadline: looked_at.map(millis),
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

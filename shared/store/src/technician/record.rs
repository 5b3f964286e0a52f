//! What counts against a technician: each thing once (rules 10 and 21).

use domain::{
    failure::Failure,
    id::{InterventionId, TechnicianId},
};
use serde::{Deserialize, Serialize};

use crate::{
    batch::pause,
    client::Store,
    key,
    row::Row,
    transaction::{Condition, Transacted},
};

/// What counts against a technician.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// They were late.
    Late,
    /// They called off.
    Cancelled,
}

impl RecordKind {
    /// As keys and counters spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Cancelled => "cancelled",
        }
    }
}

/// That it was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RecordRow {}

impl Row for RecordRow {
    const KIND: &'static str = "record";
}

/// So often may others be counting for the same technician.
const RACES_MAX: u32 = 5;

impl Store {
    /// Counts it against the technician, once for an intervention.
    pub async fn record_against(
        &self,
        technician: &TechnicianId,
        intervention: &InterventionId,
        kind: RecordKind,
    ) -> Result<(), Failure> {
        let key = key::record(technician, intervention, kind);
        let record = self.transact_put(key, &RecordRow {}, &Condition::New)?;
        let counter = self.transact_add(key::statistics(technician), &[(kind.name(), 1)])?;
        for round in 0..RACES_MAX {
            match self.transact(vec![record.clone(), counter.clone()]).await? {
                Transacted::Done | Transacted::Failed(_) => return Ok(()),
                Transacted::Crossed => pause(round).await,
            }
        }
        Err(Failure::Busy)
    }
}

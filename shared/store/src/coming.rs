//! That a technician came online, or elsewhere: the stream tells it, and no heartbeat in between (rules 7 and 28).

use domain::{id::TechnicianId, technician::Presence};
use serde::{Deserialize, Serialize};

use crate::{
    client::Store,
    error::Error,
    key,
    presence::PresenceRow,
    row::{PlaceRow, Row, millis, time},
    transaction::{Condition, Transacted},
};

/// Where they came, and until when they are there without a heartbeat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ComingRow {
    location: PlaceRow,
    until: i64,
}

impl Row for ComingRow {
    const KIND: &'static str = "coming";
    const IS_TRACED: bool = true;
}

impl ComingRow {
    pub(crate) fn presence(&self) -> Result<Presence, Error> {
        Ok(Presence { location: self.location.place()?, until: time(self.until)? })
    }
}

impl Store {
    /// Remembers that a technician comes online, or elsewhere, at once with the row that says so, if it changes.
    pub(crate) async fn announce(
        &self,
        technician: &TechnicianId,
        presence: Presence,
        present: Option<&PresenceRow>,
    ) -> Result<(), Error> {
        let row = ComingRow { location: PlaceRow::of(presence.location), until: millis(presence.until) };
        let Some(present) = present else {
            return self.put(key::coming(technician), &row).await;
        };
        let present = self.transact_put(key::presence(technician), present, &Condition::Any)?;
        let coming = self.transact_put(key::coming(technician), &row, &Condition::Any)?;
        match self.transact(vec![present, coming]).await? {
            Transacted::Done => Ok(()),
            // Another device of the same person: this one asks again.
            Transacted::Crossed | Transacted::Failed(_) => Err(Error::Busy),
        }
    }
}

//! That a technician came online, or elsewhere: the stream tells it, and no heartbeat in between (rules 7 and 28).

use domain::{failure::Failure, id::TechnicianId, technician::Presence};
use serde::{Deserialize, Serialize};

use crate::{
    client::Store,
    error::Error,
    key,
    row::{PlaceRow, Row, millis, time},
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
    /// Remembers that a technician comes online, or elsewhere. To be kept before their presence: a command that is
    /// cut in between is a coming again when it is repeated.
    pub async fn announce(&self, technician: &TechnicianId, presence: Presence) -> Result<(), Failure> {
        let row = ComingRow { location: PlaceRow::of(presence.location), until: millis(presence.until) };
        Ok(self.put(key::coming(technician), &row).await?)
    }
}

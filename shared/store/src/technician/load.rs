//! Reading a technician: profile, application, presence and statistics in one query.

use domain::{failure::Failure, id::TechnicianId, technician::Technician};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    presence::PresenceRow,
    row::{Row, key_of},
    technician::{ApplicationRow, ProfileRow, StatisticsRow},
};

/// The rows of a technician's own partition.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnRows {
    pub(crate) profile: Option<ProfileRow>,
    pub(crate) application: Option<ApplicationRow>,
    pub(crate) presence: Option<PresenceRow>,
    pub(crate) statistics: StatisticsRow,
}

impl Store {
    /// A technician with presence and rating, whether approved or not; it may miss the last second, unless they are not found at all.
    pub async fn technician(&self, id: &TechnicianId) -> Result<Technician, Failure> {
        match self.technician_read(id, Read::Eventual).await {
            Err(Failure::NotFound) => self.technician_consistent(id).await,
            read => read,
        }
    }

    /// As they stand after every write that was answered: for whoever acts on what the technician did a moment ago.
    pub async fn technician_consistent(&self, id: &TechnicianId) -> Result<Technician, Failure> {
        self.technician_read(id, Read::Consistent).await
    }

    async fn technician_read(&self, id: &TechnicianId, read: Read) -> Result<Technician, Failure> {
        let rows = self.own_rows(id, read).await?;
        let profile = rows.profile.ok_or(Failure::NotFound)?;
        let presence = rows.presence.map(|row| row.presence()).transpose()?;
        Ok(profile.technician(id.clone(), presence, rows.statistics.rating())?)
    }

    pub(crate) async fn own_rows(&self, id: &TechnicianId, read: Read) -> Result<OwnRows, Error> {
        let mut rows = OwnRows::default();
        for item in self.partition(&key::technician(id), Some(key::SELF), read).await? {
            let found = key_of(&item)?;
            if found == key::profile(id) {
                rows.profile = Some(ProfileRow::of_item(item)?);
            } else if found == key::application(id) {
                rows.application = Some(ApplicationRow::of_item(item)?);
            } else if found == key::presence(id) {
                rows.presence = Some(PresenceRow::of_item(item)?);
            } else if found == key::statistics(id) {
                rows.statistics = StatisticsRow::of_item(item)?;
            }
        }
        Ok(rows)
    }
}

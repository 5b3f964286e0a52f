//! Deleting a technician: every row by which they are found, then what is known of them, the profile last (rule 30).

use domain::{cell::Home, failure::Failure, id::TechnicianId};

use crate::{
    batch::delete_request,
    client::{Read, Store},
    error::Error,
    key::{self, Key, Shelf},
    presence::Shelves,
    row::{Item, key_of, parse},
    technician::save::left_by,
};

/// So many rows are deleted at once.
const AT_ONCE: usize = 500;

impl Store {
    /// Where a technician's agenda is kept; none for a person who has no profile.
    pub(crate) async fn home_of(&self, id: &TechnicianId) -> Result<Option<Home>, Error> {
        let profile = self.own_rows(id, Read::Consistent).await?.profile;
        profile.map(|profile| parse(profile.home)).transpose()
    }

    /// Deletes all that is kept of a technician but their numbers of invoices. The profile goes late, because it tells
    /// where their rows stand. The application goes last: without it, a profile is that of an approved technician.
    pub async fn delete_technician(&self, id: &TechnicianId) -> Result<(), Failure> {
        let rows = self.own_rows(id, Read::Consistent).await?;
        if let Some(presence) = &rows.presence {
            let left = [presence.shelves().clone()];
            self.fill(Shelf::Online, id, &Shelves::default(), &left).await?;
        }
        self.fill(Shelf::Base, id, &Shelves::default(), &left_by(&rows, id)?).await?;
        for prefix in [key::OFFER, key::NOTICE, key::RECORD] {
            let items = self.partition(&key::technician(id), Some(prefix), Read::Consistent).await?;
            self.delete_all(&items).await?;
        }
        for key in [key::presence(id), key::coming(id), key::statistics(id), key::profile(id)] {
            self.delete(key).await?;
        }
        Ok(self.delete_application(id, &rows).await?)
    }

    async fn delete_all(&self, items: &[Item]) -> Result<(), Error> {
        let keys = items.iter().map(key_of).collect::<Result<Vec<Key>, Error>>()?;
        for some in keys.chunks(AT_ONCE) {
            let deletes = some.iter().cloned().map(delete_request);
            self.write_many(deletes.collect::<Result<_, _>>()?).await?;
        }
        Ok(())
    }
}

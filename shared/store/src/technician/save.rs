//! Keeping what a technician tells, and the rows by which a match finds them.

use domain::{
    application::Status, cell::Home, failure::Failure, id::TechnicianId, idempotency::Request,
    reliability::Reliability, technician::Technician,
};

use crate::{
    client::{Read, Store},
    customer::same_revision,
    error::Error,
    key::{self, Shelf},
    presence::{Shelves, ShelvesRow},
    remembered::RememberedRow,
    row::parse,
    technician::{ProfileRow, load::OwnRows},
    transaction::Condition,
};

/// So often may another device of the same person be faster.
const RACES_MAX: usize = 5;

impl Store {
    /// Keeps a profile, then puts it on its shelves. Their home stays the one of their first registration.
    ///
    /// A person who is not approved stands on no shelf (rule 35). The team may decide between two steps, so how the
    /// person stands is read after the profile was kept: whichever of the two writes last finds the other's row.
    ///
    /// A repeat leaves the profile alone but fills the shelves again: the first call may have been cut between.
    pub async fn save_technician(&self, technician: &Technician, request: Request) -> Result<(), Failure> {
        for _ in 0..RACES_MAX {
            let rows = self.own_rows(&technician.id, Read::Consistent).await?;
            let left = left_by(&rows, &technician.id)?;
            let Some(kept) = self.keep_profile(technician, &rows, request).await? else { continue };
            if rows.application.is_some() && !self.is_approved(&kept.id).await? {
                return Ok(());
            }
            let reliability = self.reliability_of(&kept.id).await?;
            self.fill(Shelf::Base, &kept.id, &Shelves::base(&kept, reliability), &left).await?;
            if let Some(known) = &rows.presence {
                let shelved =
                    self.shelve_presence(&kept, Some(known), known.presence()?, reliability).await?;
                if let Some(row) = shelved {
                    self.put(key::presence(&kept.id), &row).await?;
                }
            }
            return Ok(());
        }
        Err(Failure::Busy)
    }

    async fn is_approved(&self, id: &TechnicianId) -> Result<bool, Error> {
        Ok(self.own_rows(id, Read::Consistent).await?.status()? == Status::Approved)
    }

    /// The technician as kept; none if another device was faster.
    async fn keep_profile(
        &self,
        technician: &Technician,
        rows: &OwnRows,
        request: Request,
    ) -> Result<Option<Technician>, Failure> {
        let rating = rows.statistics.rating();
        let Some(known) = rows.profile.clone() else {
            let keys = RememberedRow::default().with(request.key);
            let row = ProfileRow::of(technician, 1, ShelvesRow::default(), keys);
            let kept = self.put_if(key::profile(&technician.id), &row, &Condition::New).await?;
            return Ok(kept.then(|| Technician { rating, ..technician.clone() }));
        };
        if known.keys.knows(request.key)? {
            return Ok(Some(known.technician(technician.id.clone(), None, rating)?));
        }
        let home = parse::<Home>(known.home.clone())?;
        let technician = Technician { home, rating, ..technician.clone() };
        let (unchanged, keys) = (same_revision(known.revision), known.keys.clone().with(request.key));
        let revision = known.revision + 1;
        let before = known.technician(technician.id.clone(), None, rating)?;
        let row = ProfileRow::of(
            &technician,
            revision,
            ShelvesRow::of(&Shelves::base(&before, Reliability::default())),
            keys,
        );
        let kept = self.put_if(key::profile(&technician.id), &row, &unchanged).await?;
        Ok(kept.then_some(technician))
    }
}

/// Wherever rows of earlier profiles may stand.
pub(crate) fn left_by(rows: &OwnRows, id: &TechnicianId) -> Result<Vec<ShelvesRow>, Error> {
    let Some(known) = rows.profile.clone() else { return Ok(Vec::new()) };
    let older = known.left.clone();
    let before = known.technician(id.clone(), None, rows.statistics.rating())?;
    Ok(vec![older, ShelvesRow::of(&Shelves::base(&before, Reliability::default()))])
}

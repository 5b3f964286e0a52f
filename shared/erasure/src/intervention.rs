//! One intervention: the objects in the bucket, then all of its rows together.

use domain::{
    Timestamp, dossier::Dossier, failure::Failure, id::InterventionId, intervention::Erasure, timeline::Actor,
};

use crate::Eraser;

/// So often may a writer change an intervention between the look at it and its erasure.
const RACES_MAX: usize = 5;

impl Eraser {
    /// Erases a part of an intervention; false if that was erased before.
    pub async fn erase_intervention(
        &self,
        id: &InterventionId,
        erasure: &Erasure,
        by: Actor,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        for _ in 0..RACES_MAX {
            let dossier = match self.store.dossier_consistent(id).await {
                Ok(dossier) => dossier,
                // An entry of an index may outlive its row by a moment.
                Err(Failure::NotFound) => return Ok(false),
                Err(failure) => return Err(failure),
            };
            if dossier.erased(erasure, by, now)?.is_none() {
                return Ok(false);
            }
            self.erase_objects(&dossier, erasure).await?;
            if self.store.erase(&dossier, erasure, by, now).await? {
                return Ok(true);
            }
        }
        Err(Failure::Busy)
    }

    async fn erase_objects(&self, dossier: &Dossier, erasure: &Erasure) -> Result<(), Failure> {
        let (id, media) = (dossier.intervention.id(), dossier.media.all());
        if !media.is_empty() && media.iter().all(|medium| erasure.takes(medium)) {
            return Ok(self.bucket.erase_all(id).await?);
        }
        for medium in media.iter().filter(|medium| erasure.takes(medium)) {
            self.bucket.erase(id, medium).await?;
        }
        Ok(())
    }
}

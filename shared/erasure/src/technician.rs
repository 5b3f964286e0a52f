//! A person as a technician: their name in what they took, and every row by which they are found.

use domain::{
    Timestamp,
    failure::Failure,
    id::InterventionId,
    intervention::{Erasure, Party},
    person::{Person, Unsettled},
    reliability::Deed,
    timeline::Actor,
};
use store::Page;

use crate::{Eraser, Outcome};

/// So many deeds are read at once.
const PAGE: usize = 200;

impl Eraser {
    /// Erases a technician; nothing for a person who is none.
    ///
    /// Their agenda is closed first: an acceptance and the closing write the same row, so from then on they take
    /// nothing. The profile goes last, as it leads to the rest.
    pub(crate) async fn erase_technician(&self, person: &Person, now: Timestamp) -> Result<Outcome, Failure> {
        let id = &person.technician;
        self.store.close_agenda(id, now).await?;
        let party = Party::Technician(id.clone());
        let erase = async |taken: InterventionId| self.erase_taken(person, &taken, now).await;
        let outcome = self.each_of_history(&party, erase).await?;
        if outcome == Outcome::Running {
            return Ok(outcome);
        }
        self.erase_promises(person, now).await?;
        self.store.delete_technician(id).await?;
        Ok(Outcome::Erased)
    }

    async fn erase_taken(
        &self,
        person: &Person,
        id: &InterventionId,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let dossier = self.store.dossier_consistent(id).await?;
        if let Some(unsettled) = Unsettled::of(&dossier) {
            return Err(unsettled.into());
        }
        let erasure = Erasure::Technician(person.technician.clone());
        self.erase_intervention(id, &erasure, Actor::Technician, now).await
    }

    /// Interventions that they took and lost name them too; their record leads there.
    async fn erase_promises(&self, person: &Person, now: Timestamp) -> Result<(), Failure> {
        let erasure = Erasure::Technician(person.technician.clone());
        let mut after = None;
        loop {
            let page = Page { limit: PAGE, after, from: None, to: None };
            let listed = self.store.deeds_of(&person.technician, page).await?;
            for deed in listed.items.into_iter().filter(|deed| is_promise(deed.deed)) {
                self.erase_intervention(&deed.intervention, &erasure, Actor::Technician, now).await?;
            }
            after = listed.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

fn is_promise(deed: Deed) -> bool {
    match deed {
        Deed::Excused | Deed::OnTime | Deed::Late | Deed::GivenUp => true,
        Deed::Ignored | Deed::Declined => false,
    }
}

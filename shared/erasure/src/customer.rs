//! A person as a customer: interventions, questions, profile.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Request,
    intervention::{Erasure, Intervention, Party, Step},
    person::{Person, Unsettled},
    timeline::Actor,
};
use store::Transition;

use crate::{Eraser, Outcome};

impl Eraser {
    /// Erases a customer. Requests that nobody took are cancelled first.
    pub(crate) async fn erase_customer(&self, person: &Person, now: Timestamp) -> Result<Outcome, Failure> {
        let party = Party::Customer(person.customer.clone());
        let erase = async |id: InterventionId| self.erase_declared(person, &id, now).await;
        let outcome = self.each_of_history(&party, erase).await?;
        if outcome == Outcome::Running {
            return Ok(outcome);
        }
        self.store.delete_questions(person).await?;
        self.store.delete_customer(person).await?;
        Ok(Outcome::Erased)
    }

    async fn erase_declared(
        &self,
        person: &Person,
        id: &InterventionId,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let mut dossier = match self.store.dossier_consistent(id).await {
            Ok(dossier) => dossier,
            Err(Failure::NotFound) => return Ok(false),
            Err(failure) => return Err(failure),
        };
        if dossier.intervention.stage().is_open() {
            dossier = self.cancel(person, id, now).await?;
        }
        if let Some(unsettled) = Unsettled::of(&dossier) {
            return Err(unsettled.into());
        }
        self.erase_intervention(id, &Erasure::Customer, Actor::Customer, now).await
    }

    /// Free of charge, as nobody took it; one that somebody took meanwhile stays as it is.
    async fn cancel(&self, person: &Person, id: &InterventionId, now: Timestamp) -> Result<Dossier, Failure> {
        let request = Request::default();
        let transition = Transition { id: id.clone(), request, by: Actor::Customer, occurred_at: None, now };
        let decide = |intervention: &Intervention, _| {
            if intervention.stage().is_open() {
                intervention.cancel(&person.customer, now, self.store.policy())
            } else {
                Ok(Step::Unchanged)
            }
        };
        self.store.transition(&transition, decide).await
    }
}

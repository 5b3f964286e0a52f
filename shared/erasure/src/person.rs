//! A person in both roles, and their account at last.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{
    Timestamp,
    failure::Failure,
    id::InterventionId,
    intervention::Party,
    person::{Person, Unsettled},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use store::{ErasureStage, Page};

use crate::Eraser;

/// The outcome of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left but what the law keeps.
    Erased,
    /// The history is longer than one run: the next one goes on.
    Running,
}

/// So many interventions one run changes, so that it ends within 29 seconds: then API Gateway gives up.
const CHANGED_MAX: usize = 300;
/// So many interventions are worked on at once.
const AT_ONCE: usize = 16;
/// So many entries of a history are read at once.
const PAGE: usize = 100;
/// So many interventions a refusal names.
const NAMED_MAX: usize = 20;

impl Eraser {
    /// Erases a person: everything but what the law keeps, the account last.
    ///
    /// Refused with [`Unsettled`] while work runs or a document must still be printed. Nothing is written then.
    pub async fn erase_person(&self, person: &Person, now: Timestamp) -> Result<Outcome, Failure> {
        self.refuse_unsettled(person).await?;
        self.store.begin_erasure(person, now).await?;
        let erased = self.erase_data(person, now).await;
        match erased {
            // Somebody took a request between the two looks.
            Err(Failure::Unsettled(unsettled)) => {
                self.withdraw(person).await?;
                Err(unsettled.into())
            }
            Ok(Outcome::Erased) => {
                self.accounts.delete(person).await?;
                self.store.finish_erasure(person, now).await?;
                Ok(Outcome::Erased)
            }
            Ok(Outcome::Running) | Err(_) => erased,
        }
    }

    /// Completes an erasure that was cut, or takes the last look at one that was completed.
    pub async fn resume_erasure(&self, person: &Person, now: Timestamp) -> Result<(), Failure> {
        match self.store.erasure(person).await? {
            None => Ok(()),
            Some(ErasureStage::Running) => match self.erase_person(person, now).await {
                // The call that was cut would have been refused.
                Err(Failure::Unsettled(_)) => self.withdraw(person).await,
                Ok(Outcome::Erased | Outcome::Running) => Ok(()),
                Err(failure) => Err(failure),
            },
            Some(ErasureStage::Erased) => match self.erase_data(person, now).await {
                Ok(Outcome::Erased) => {
                    self.store.sweep_shelves(person).await?;
                    self.store.forget_erasure(person).await
                }
                // What somebody declared or took with their last token is erased once it is over.
                Ok(Outcome::Running) | Err(Failure::Unsettled(_)) => {
                    self.store.finish_erasure(person, now).await
                }
                Err(failure) => Err(failure),
            },
        }
    }

    async fn erase_data(&self, person: &Person, now: Timestamp) -> Result<Outcome, Failure> {
        let customer = self.erase_customer(person, now).await?;
        if customer == Outcome::Running {
            return Ok(customer);
        }
        self.store.delete_appointments(&person.operator()).await?;
        self.erase_technician(person, now).await
    }

    async fn withdraw(&self, person: &Person) -> Result<(), Failure> {
        self.store.open_agenda(&person.technician).await?;
        self.store.forget_erasure(person).await
    }

    /// Looks at every intervention of the person before anything is written.
    async fn refuse_unsettled(&self, person: &Person) -> Result<(), Failure> {
        let parties =
            [Party::Customer(person.customer.clone()), Party::Technician(person.technician.clone())];
        let (mut running, mut pending) = (Vec::new(), Vec::new());
        for party in parties {
            let mut after = None;
            loop {
                let listed = self.store.history_ids(&party, page(after)).await?;
                let looks = stream::iter(listed.items).map(|id| self.unsettled(id));
                for unsettled in looks.buffered(AT_ONCE).try_collect::<Vec<_>>().await?.into_iter().flatten()
                {
                    match unsettled {
                        Unsettled::WorkRunning(ids) | Unsettled::IssuerBound(ids) => running.extend(ids),
                        Unsettled::DocumentsPending(ids) => pending.extend(ids),
                    }
                }
                after = listed.next;
                if after.is_none() {
                    break;
                }
            }
        }
        running.truncate(NAMED_MAX);
        pending.truncate(NAMED_MAX);
        match (running.is_empty(), pending.is_empty()) {
            (true, true) => Ok(()),
            (false, _) => Err(Unsettled::WorkRunning(running).into()),
            (true, false) => Err(Unsettled::DocumentsPending(pending).into()),
        }
    }

    /// None for a request that nobody took: it is cancelled.
    async fn unsettled(&self, id: InterventionId) -> Result<Option<Unsettled>, Failure> {
        match self.store.dossier_consistent(&id).await {
            Ok(dossier) if dossier.intervention.stage().is_open() => Ok(None),
            Ok(dossier) => Ok(Unsettled::of(&dossier)),
            Err(Failure::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Erases the interventions of a party, as many as one run changes; `erase` says whether it changed anything.
    pub(crate) async fn each_of_history(
        &self,
        party: &Party,
        erase: impl AsyncFn(InterventionId) -> Result<bool, Failure>,
    ) -> Result<Outcome, Failure> {
        let changed = AtomicUsize::new(0);
        let mut after = None;
        loop {
            let listed = self.store.history_ids(party, page(after)).await?;
            let count = async |id| {
                changed.fetch_add(usize::from(erase(id).await?), Ordering::Relaxed);
                Ok::<_, Failure>(())
            };
            stream::iter(listed.items.into_iter().map(Ok)).try_for_each_concurrent(AT_ONCE, count).await?;
            after = listed.next;
            match after {
                None => return Ok(Outcome::Erased),
                Some(_) if changed.load(Ordering::Relaxed) >= CHANGED_MAX => return Ok(Outcome::Running),
                Some(_) => {}
            }
        }
    }
}

fn page(after: Option<String>) -> Page {
    Page { limit: PAGE, after, from: None, to: None }
}

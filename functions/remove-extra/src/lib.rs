//! The technician takes an extra off the price while the work goes on; the timeline remembers both (rule 15).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{ExtraId, InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician takes off.
#[derive(Debug, Clone)]
pub struct RemoveExtra {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// Which extra.
    pub extra: ExtraId,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Takes the extra off the price, or says why not.
pub async fn remove_extra(store: &Store, command: RemoveExtra, now: Timestamp) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    store
        .transition(&transition, |intervention, submission| {
            intervention.remove_extra(&command.technician, &command.extra, &submission, store.policy())
        })
        .await
}

#[cfg(test)]
mod tests {
    use domain::{intervention::StageName, money::Money, refusal::Refusal, technician::Technician};
    use embedded::{embedded, given};

    use super::*;

    fn command(id: &InterventionId, technician: &Technician, extra: &ExtraId) -> RemoveExtra {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        RemoveExtra {
            intervention,
            technician,
            extra: extra.clone(),
            occurred_at: None,
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn an_extra_that_was_removed_costs_nothing_and_is_remembered() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let (id, extra) = given::working_with_extra(&table.store, &karim).await;

        let removed = remove_extra(&table.store, command(&id, &karim, &extra), given::at(30)).await.unwrap();

        let price = removed.intervention.price(given::at(30), table.store.policy());
        assert_eq!(price.extras, Money::ZERO);
        assert_eq!(removed.intervention.extras(), []);
    }

    #[tokio::test]
    async fn a_second_removal_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let (id, extra) = given::working_with_extra(&table.store, &karim).await;
        let first = remove_extra(&table.store, command(&id, &karim, &extra), given::at(30)).await.unwrap();

        let second = remove_extra(&table.store, command(&id, &karim, &extra), given::at(31)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn what_was_not_added_cannot_be_removed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;

        let unknown = command(&id, &karim, &ExtraId::numbered(99));
        let refused = remove_extra(&table.store, unknown, given::at(30)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NoSuchExtra));
    }

    #[tokio::test]
    async fn another_technician_removes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let (id, extra) = given::working_with_extra(&table.store, &karim).await;

        let refused = remove_extra(&table.store, command(&id, &nadia, &extra), given::at(30)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }

    #[tokio::test]
    async fn rule_24_nothing_is_removed_from_finished_work() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;

        let late = command(&id, &karim, &ExtraId::numbered(7));
        let refused = remove_extra(&table.store, late, given::at(90)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::StageForbids { stage: StageName::Finished }));
    }
}

//! A technician declines an offer: the next technicians need not wait for its end (rule 6).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician declines.
#[derive(Debug, Clone)]
pub struct DeclineRequest {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Takes the technician off the offer; once all have declined, the next wave goes out.
pub async fn decline_request(
    store: &Store,
    command: DeclineRequest,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: None,
        now,
    };
    store.transition(&transition, |intervention, _| intervention.decline(&command.technician, now)).await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        refusal::Refusal,
        technician::Technician,
        timeline::Fact,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(id: &InterventionId, technician: &Technician) -> DeclineRequest {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        DeclineRequest { intervention, technician, request: Request::default() }
    }

    #[tokio::test]
    async fn an_offer_that_all_have_declined_asks_nobody_any_more() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;

        let declined = decline_request(&table.store, command(&id, &karim), given::at(0)).await.unwrap();

        let Stage::Offered { to, wave: 0, .. } = declined.intervention.stage() else {
            panic!("{declined:?}")
        };
        assert_eq!(to, &[]);
        let last = declined.intervention.timeline().last().map(|entry| &entry.fact);
        assert_eq!(last, Some(&Fact::Declined { technician: karim.id }));
    }

    #[tokio::test]
    async fn a_second_no_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;
        let first = decline_request(&table.store, command(&id, &karim), given::at(0)).await.unwrap();

        let second = decline_request(&table.store, command(&id, &karim), given::at(1)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn who_was_not_asked_may_not_know_of_the_offer() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::offered(&table.store, &karim).await;

        let refused = decline_request(&table.store, command(&id, &nadia), given::at(0)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }

    #[tokio::test]
    async fn what_was_accepted_is_cancelled_not_declined() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;

        let refused = decline_request(&table.store, command(&id, &karim), given::at(2)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::StageForbids { stage: StageName::Accepted }));
    }
}

//! The customer agrees to another appointment: the same intervention goes on then (rule 13).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{CustomerId, InterventionId},
    idempotency::Request,
    intervention::Intervention,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the customer agrees to.
#[derive(Debug, Clone)]
pub struct ConfirmPostponement {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// Who agrees.
    pub customer: CustomerId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Postpones the intervention to the proposed appointment, or says why not.
pub async fn confirm_postponement(
    store: &Store,
    command: ConfirmPostponement,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Customer,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| {
        intervention.confirm_postponement(&command.customer, now, store.policy())
    };
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        refusal::Refusal,
        technician::Technician,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(intervention: &InterventionId) -> ConfirmPostponement {
        let (customer, request) = (given::customer(), Request::default());
        ConfirmPostponement { intervention: intervention.clone(), customer, request }
    }

    /// In a pause, with an appointment proposed a day later.
    async fn proposed(store: &Store, technician: &Technician) -> InterventionId {
        let id = given::paused(store, technician).await;
        let propose = |one: &Intervention, told: domain::moment::Submission| {
            one.propose_postponement(
                &technician.id,
                given::at(1_500),
                &told,
                &domain::policy::Policy::default(),
            )
        };
        given::step(store, &id, Actor::Technician, 57, propose).await;
        id
    }

    #[tokio::test]
    async fn rule_13_the_same_intervention_goes_on_at_the_appointment() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;

        let postponed = confirm_postponement(&table.store, command(&id), given::at(58)).await.unwrap();

        assert_eq!(
            postponed.intervention.stage(),
            &Stage::Postponed { appointment: given::at(1_500), on_the_way: None }
        );
        assert_eq!(postponed.intervention.work().worked_seconds(given::at(900)), 30 * 60);
    }

    #[tokio::test]
    async fn rule_11_an_appointment_that_collides_with_one_accepted_since_the_proposal_is_refused() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;
        given::accepted_for(&table.store, &karim, given::at(1_440)).await;

        let refused = confirm_postponement(&table.store, command(&id), given::at(58)).await;

        let collides = Refusal::AgendaCollides { at: given::at(1_440), stage: StageName::Paused };
        assert_eq!(given::refusal(refused), Some(collides));
    }

    #[tokio::test]
    async fn without_a_proposal_there_is_nothing_to_confirm() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let refused = confirm_postponement(&table.store, command(&id), given::at(58)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NothingToConfirm { stage: StageName::Paused }));
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;
        let first = confirm_postponement(&table.store, command(&id), given::at(58)).await.unwrap();
        let before = table.dump().await;

        let second = confirm_postponement(&table.store, command(&id), given::at(59)).await.unwrap();

        assert_eq!(second, first);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nobody_else_confirms_an_appointment() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;
        let nosy = ConfirmPostponement { customer: given::word("nosy"), ..command(&id) };

        let refused = confirm_postponement(&table.store, nosy, given::at(58)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}

//! The customer does not agree to another appointment: the technician goes on, proposes another or finishes (rule 13).

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

/// The quote or the postponement that the customer refuses.
#[derive(Debug, Clone)]
pub struct RefusePostponement {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// The customer who refuses.
    pub customer: CustomerId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Refuses the proposed appointment, or says why not.
pub async fn refuse_postponement(
    store: &Store,
    command: RefusePostponement,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Customer,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| intervention.refuse_postponement(&command.customer);
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

    fn command(intervention: &InterventionId) -> RefusePostponement {
        let (customer, request) = (given::customer(), Request::default());
        RefusePostponement { intervention: intervention.clone(), customer, request }
    }

    /// In a pause, with an appointment proposed a day later.
    async fn proposed(store: &Store, technician: &Technician) -> InterventionId {
        let id = given::paused(store, technician).await;
        let propose = |one: &Intervention, told: domain::moment::Submission| {
            one.propose_postponement(&technician.id, given::at(1_500), &told, store.policy())
        };
        given::step(store, &id, Actor::Technician, 57, propose).await;
        id
    }

    #[tokio::test]
    async fn rule_13_a_refused_appointment_cannot_be_confirmed_and_work_goes_on() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;

        let refused = refuse_postponement(&table.store, command(&id), given::at(58)).await.unwrap();

        assert_eq!(refused.intervention.stage(), &Stage::Paused);
        assert_eq!(refused.intervention.postponement(), None);
        let confirm = Transition {
            id: id.clone(),
            request: Request::default(),
            by: Actor::Customer,
            occurred_at: None,
            now: given::at(59),
        };
        let confirmed = table.store.transition(&confirm, |one, _| {
            one.confirm_postponement(&given::customer(), given::at(59), table.store.policy())
        });
        let nothing = Refusal::NothingToConfirm { stage: StageName::Paused };
        assert_eq!(given::refusal(confirmed.await), Some(nothing));
        let resume = |one: &Intervention, told| one.resume(&karim.id, &told, table.store.policy());
        let resumed = given::step(&table.store, &id, Actor::Technician, 60, resume).await;
        assert_eq!(resumed.intervention.stage(), &Stage::Working);
    }

    #[tokio::test]
    async fn without_a_proposal_there_is_nothing_to_refuse() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let refused = refuse_postponement(&table.store, command(&id), given::at(58)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NothingToConfirm { stage: StageName::Paused }));
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;
        let first = refuse_postponement(&table.store, command(&id), given::at(58)).await.unwrap();
        let before = table.dump().await;

        let second = refuse_postponement(&table.store, command(&id), given::at(59)).await.unwrap();

        assert_eq!(second.intervention, first.intervention);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nobody_else_refuses_an_appointment() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = proposed(&table.store, &karim).await;
        let nosy = RefusePostponement { customer: given::word("nosy"), ..command(&id) };

        let refused = refuse_postponement(&table.store, nosy, given::at(58)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}

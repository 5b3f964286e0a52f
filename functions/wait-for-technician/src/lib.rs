//! The customer waits for whoever comes online; from a late technician they leave with priority (rules 7 and 10).

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

/// What the customer asks for.
#[derive(Debug, Clone)]
pub struct WaitForTechnician {
    /// Which request shall wait.
    pub intervention: InterventionId,
    /// Who waits.
    pub customer: CustomerId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Puts the request on the waiting list, or says why not.
pub async fn wait_for_technician(
    store: &Store,
    command: WaitForTechnician,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Customer,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| intervention.wait(&command.customer, now, store.policy());
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        refusal::Refusal,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(intervention: &InterventionId) -> WaitForTechnician {
        let (customer, request) = (given::customer(), Request::default());
        WaitForTechnician { intervention: intervention.clone(), customer, request }
    }

    #[tokio::test]
    async fn rule_6_the_customer_may_wait_instead_of_choosing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let declared = given::declared(&table.store).await;
        let offered = given::offered(&table.store, &karim).await;

        for id in [declared, offered] {
            let waiting = wait_for_technician(&table.store, command(&id), given::at(1)).await.unwrap();

            assert_eq!(waiting.intervention.stage(), &Stage::Waiting { since: given::at(1) });
            assert!(!waiting.intervention.has_priority());
        }
    }

    #[tokio::test]
    async fn rule_10_a_late_technician_is_left_with_priority_and_an_early_one_is_not() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let due = table.store.dossier(&id).await.unwrap().intervention;
        let Stage::Accepted { due, .. } = *due.stage() else { panic!("not accepted") };

        let early = wait_for_technician(&table.store, command(&id), given::at(44)).await;
        let late = wait_for_technician(&table.store, command(&id), due).await.unwrap();

        assert_eq!(given::refusal(early), Some(Refusal::NotLate { due, stage: StageName::Accepted }));
        assert_eq!(late.intervention.stage(), &Stage::Waiting { since: due });
        assert!(late.intervention.has_priority());
        assert_eq!(late.intervention.acceptance(), None);
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;
        let first = wait_for_technician(&table.store, command(&id), given::at(1)).await.unwrap();
        let before = table.dump().await;

        let second = wait_for_technician(&table.store, command(&id), given::at(2)).await.unwrap();

        assert_eq!(second, first);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nobody_else_makes_a_request_wait() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;
        let nosy = WaitForTechnician { customer: given::word("nosy"), ..command(&id) };

        let refused = wait_for_technician(&table.store, nosy, given::at(1)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}

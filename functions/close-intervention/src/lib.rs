//! The customer closes an intervention that nobody continues: worked time is billed, nothing else (rule 31).

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

/// What the customer closes.
#[derive(Debug, Clone)]
pub struct CloseIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who closes it.
    pub customer: CustomerId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Closes the intervention, or says from when on it can be closed.
pub async fn close_intervention(
    store: &Store,
    command: CloseIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Customer,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| intervention.close(&command.customer, now, store.policy());
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        money::Money,
        refusal::Refusal,
        timeline::{Fact, Stall},
    };
    use embedded::{embedded, given};

    use super::*;

    /// The pause of [`given::paused`] is 24 hours old.
    const A_DAY_LATER: i64 = 55 + 24 * 60;

    fn command(intervention: &InterventionId) -> CloseIntervention {
        let (customer, request) = (given::customer(), Request::default());
        CloseIntervention { intervention: intervention.clone(), customer, request }
    }

    #[tokio::test]
    async fn rule_31_work_paused_for_a_day_is_closed_and_its_worked_time_billed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let early = close_intervention(&table.store, command(&id), given::at(A_DAY_LATER - 1)).await;
        let closed = close_intervention(&table.store, command(&id), given::at(A_DAY_LATER))
            .await
            .unwrap()
            .intervention;

        let from = given::at(A_DAY_LATER);
        assert_eq!(given::refusal(early), Some(Refusal::NotClosableYet { from, stage: StageName::Paused }));
        let price = Money::of_cents(4_999);
        assert_eq!(closed.stage(), &Stage::Finished { at: from, price });
        let last = closed.timeline().last().map(|entry| entry.fact.clone());
        assert_eq!(last, Some(Fact::Closed { price, stall: Stall::LongPause }));
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        let first = close_intervention(&table.store, command(&id), given::at(A_DAY_LATER)).await.unwrap();
        let before = table.dump().await;

        let second =
            close_intervention(&table.store, command(&id), given::at(A_DAY_LATER + 1)).await.unwrap();

        assert_eq!(second, first);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nobody_else_closes_it() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        let nosy = CloseIntervention { customer: given::word("nosy"), ..command(&id) };

        let refused = close_intervention(&table.store, nosy, given::at(A_DAY_LATER)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}

//! An operator ends or repairs an intervention; author and reason stand in its timeline (rule 33).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, OperatorId},
    idempotency::Request,
    intervention::{Decision, Intervention},
    text::Remark,
    timeline::Actor,
};
use store::{Store, Transition};

/// The command of the operator.
#[derive(Debug, Clone)]
pub struct ResolveIntervention {
    /// About which intervention.
    pub intervention: InterventionId,
    /// The operator.
    pub operator: OperatorId,
    /// Why.
    pub reason: Remark,
    /// What.
    pub decision: Decision,
    /// When the work ended, if the decision is to finish it and it ended earlier.
    pub at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Carries the decision out, or says why not.
pub async fn resolve_intervention(
    store: &Store,
    command: ResolveIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let ResolveIntervention { intervention, operator, reason, decision, at, request } = command;
    let transition = Transition { id: intervention, request, by: Actor::Operator, occurred_at: at, now };
    let decide = |intervention: &Intervention, submission| {
        intervention.resolve(&operator, &reason, &decision, &submission, store.policy())
    };
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        money::Money,
        refusal::Refusal,
        timeline::{Cause, Fact, Resolution},
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(intervention: &InterventionId, decision: Decision) -> ResolveIntervention {
        ResolveIntervention {
            intervention: intervention.clone(),
            operator: given::word("lea"),
            reason: given::word("Le technicien est injoignable"),
            decision,
            at: None,
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_33_a_decision_stands_in_the_timeline_with_its_author_and_reason() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;

        let cancel = command(&id, Decision::Cancel { fee: Money::of_cents(1_500) });
        let resolved = resolve_intervention(&table.store, cancel.clone(), given::at(300)).await.unwrap();

        let known = table.store.dossier(&id).await.unwrap().intervention;
        assert_eq!(known, resolved.intervention);
        let last = known.timeline().last().unwrap();
        let ResolveIntervention { operator, reason, .. } = cancel;
        let resolution = Resolution::Cancelled { fee: Money::of_cents(1_500) };
        assert_eq!(
            (last.by, &last.fact),
            (Actor::Operator, &Fact::Resolved { operator, reason, resolution })
        );
        let (at, fee) = (given::at(300), Money::of_cents(1_500));
        assert_eq!(known.stage(), &Stage::Cancelled { at, fee, cause: Cause::OperatorDecided });
    }

    #[tokio::test]
    async fn rule_33_work_that_stopped_weeks_ago_is_finished_at_its_time() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let finish = command(&id, Decision::Finish { undone: Vec::new() });
        let finish = ResolveIntervention { at: Some(given::at(50)), ..finish };
        let resolved = resolve_intervention(&table.store, finish, given::at(40 * 24 * 60)).await.unwrap();

        assert_eq!(resolved.intervention.ended_at(), Some(given::at(50)));
        assert_eq!(resolved.intervention.amount_due(), Some(Money::of_cents(4_999)));
    }

    #[tokio::test]
    async fn rule_11_a_moved_appointment_moves_in_the_agenda_or_is_refused() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted_for(&table.store, &karim, given::at(1_440)).await;
        given::accepted_for(&table.store, &karim, given::at(2_880)).await;

        let move_to = |minute| command(&id, Decision::Extend { until: given::at(minute) });
        let refused = resolve_intervention(&table.store, move_to(2_880), given::at(60)).await;
        let moved = resolve_intervention(&table.store, move_to(4_320), given::at(60)).await.unwrap();
        let third = given::accepted_for(&table.store, &karim, given::at(1_440)).await;

        let collides = Refusal::AgendaCollides { at: given::at(2_880), stage: StageName::Accepted };
        assert_eq!(given::refusal(refused), Some(collides));
        let Stage::Accepted { due, .. } = moved.intervention.stage() else {
            panic!("{:?}", moved.intervention)
        };
        assert_eq!(*due, given::at(4_320));
        assert!(table.store.dossier(&third).await.is_ok());
    }

    #[tokio::test]
    async fn rule_24_what_is_finished_stays_so() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;

        let cancel = command(&id, Decision::Cancel { fee: Money::ZERO });
        let refused = resolve_intervention(&table.store, cancel, given::at(300)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::EndedForGood { stage: StageName::Finished }));
    }
}

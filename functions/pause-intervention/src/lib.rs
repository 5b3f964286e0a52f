//! The work pauses: time until it resumes is not billed (rule 13).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician tells when the work pauses.
#[derive(Debug, Clone)]
pub struct PauseIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Stands the clock.
pub async fn pause_intervention(
    store: &Store,
    command: PauseIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let policy = store.policy();
    store
        .transition(&transition, |intervention, submission| {
            intervention.pause(&command.technician, &submission, policy)
        })
        .await
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

    fn command(id: &InterventionId, technician: &Technician) -> PauseIntervention {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        PauseIntervention { intervention, technician, occurred_at: None, request: Request::default() }
    }

    #[tokio::test]
    async fn rule_13_a_pause_is_not_billed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;

        let paused = pause_intervention(&table.store, command(&id, &karim), given::at(40)).await.unwrap();

        let intervention = paused.intervention;
        assert_eq!(intervention.stage(), &Stage::Paused);
        assert_eq!(intervention.work().worked_seconds(given::at(600)), 15 * 60);
    }

    #[tokio::test]
    async fn a_pause_from_a_cellar_bills_until_when_it_happened() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let from_a_cellar = PauseIntervention { occurred_at: Some(given::at(30)), ..command(&id, &karim) };

        let paused = pause_intervention(&table.store, from_a_cellar, given::at(40)).await.unwrap();

        assert_eq!(paused.intervention.work().worked_seconds(given::at(40)), 5 * 60);
    }

    #[tokio::test]
    async fn a_second_pause_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let first = pause_intervention(&table.store, command(&id, &karim), given::at(40)).await.unwrap();

        let second = pause_intervention(&table.store, command(&id, &karim), given::at(41)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn only_work_that_runs_pauses_and_only_its_technician_pauses_it() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::arrived(&table.store, &karim).await;

        let early = pause_intervention(&table.store, command(&id, &karim), given::at(40)).await;
        let foreign = pause_intervention(&table.store, command(&id, &nadia), given::at(40)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Arrived }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}

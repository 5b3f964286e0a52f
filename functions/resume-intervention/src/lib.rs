//! The work resumes: the clock runs again, unless the customer still thinks about a quote (rule 13).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician tells when the work resumes.
#[derive(Debug, Clone)]
pub struct ResumeIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Runs the clock again, or says why not.
pub async fn resume_intervention(
    store: &Store,
    command: ResumeIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    store
        .transition(&transition, |intervention, submission| {
            intervention.resume(&command.technician, &submission, store.policy())
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

    fn command(id: &InterventionId, technician: &Technician) -> ResumeIntervention {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        ResumeIntervention { intervention, technician, occurred_at: None, request: Request::default() }
    }

    #[tokio::test]
    async fn rule_19_only_worked_segments_count() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let resumed = resume_intervention(&table.store, command(&id, &karim), given::at(90)).await.unwrap();

        let intervention = resumed.intervention;
        assert_eq!(intervention.stage(), &Stage::Working);
        assert_eq!(intervention.work().worked_seconds(given::at(95)), 35 * 60);
    }

    #[tokio::test]
    async fn rule_13_work_does_not_resume_while_a_quote_is_pending() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let before = table.dump().await;

        let refused = resume_intervention(&table.store, command(&id, &karim), given::at(90)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::QuotePending { stage: StageName::Paused }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_second_resumption_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        let first = resume_intervention(&table.store, command(&id, &karim), given::at(90)).await.unwrap();

        let second = resume_intervention(&table.store, command(&id, &karim), given::at(91)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn work_that_never_paused_does_not_resume() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;

        let refused = resume_intervention(&table.store, command(&id, &karim), given::at(40)).await;

        assert_eq!(given::refusal(refused).and_then(|refusal| refusal.stage()), Some(StageName::Working));
    }

    #[tokio::test]
    async fn only_work_that_paused_resumes_and_only_by_its_technician() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::arrived(&table.store, &karim).await;

        let early = resume_intervention(&table.store, command(&id, &karim), given::at(90)).await;
        let foreign = resume_intervention(&table.store, command(&id, &nadia), given::at(90)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Arrived }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}

//! The work is done: the report is kept, the price is final, the invoice follows from it (rules 22 to 24).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, QuoteId, TechnicianId},
    idempotency::Request,
    intervention::{Intervention, Report},
    moment::Submission,
    refusal::Refusal,
    timeline::Actor,
};
use store::{Attachment, Store, Transition};

/// What the technician tells at the end.
#[derive(Debug, Clone)]
pub struct FinishIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// What was found and done.
    pub report: Report,
    /// The accepted quotes whose work was not done: they are not billed.
    pub undone: Vec<QuoteId>,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Keeps the report and ends the work at its final price, or says why not.
pub async fn finish_intervention(
    store: &Store,
    command: FinishIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let FinishIntervention { technician, report, undone, .. } = command;
    let decide = |intervention: &Intervention, submission: Submission| {
        intervention.finish(&technician, &undone, &submission, store.policy())
    };
    let attach = |_: &Intervention| Attachment::Report(report.clone());
    let finished = store.transition_with(&transition, decide, attach).await?;
    // A repeat carries the report that is kept; another report is a correction, which comes too late.
    if finished.report.as_ref() != Some(&report) {
        return Err(Refusal::AlreadyFinished { stage: finished.intervention.stage().name() }.into());
    }
    Ok(finished)
}

#[cfg(test)]
mod tests {
    use domain::{
        idempotency::Key,
        intervention::{Stage, StageName},
        money::Money,
        refusal::Refusal,
        technician::Technician,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(id: &InterventionId, technician: &Technician) -> FinishIntervention {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        FinishIntervention {
            intervention,
            technician,
            report: given::report(),
            occurred_at: None,
            undone: Vec::new(),
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_22_the_answer_is_the_final_price_and_the_report_is_kept() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;

        let finished = finish_intervention(&table.store, command(&id, &karim), given::at(60)).await.unwrap();

        let price = Money::of_cents(4_999 + 5 * 120);
        assert_eq!(finished.intervention.stage(), &Stage::Finished { at: given::at(60), price });
        assert_eq!(finished.report, Some(given::report()));
        assert_eq!(table.store.dossier(&id).await.unwrap(), finished);
    }

    #[tokio::test]
    async fn an_end_from_a_cellar_bills_until_when_it_happened() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let from_a_cellar = FinishIntervention { occurred_at: Some(given::at(54)), ..command(&id, &karim) };

        let finished = finish_intervention(&table.store, from_a_cellar, given::at(300)).await.unwrap();

        let stage = Stage::Finished { at: given::at(54), price: Money::of_cents(4_999) };
        assert_eq!(finished.intervention.stage(), &stage);
    }

    #[tokio::test]
    async fn rule_24_a_finished_intervention_never_changes() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let first = finish_intervention(&table.store, command(&id, &karim), given::at(60)).await.unwrap();
        let before = table.dump().await;
        let other = Report { advice: None, signed_by: None, ..given::report() };

        let second = FinishIntervention { report: other, ..command(&id, &karim) };
        let refused = finish_intervention(&table.store, second, given::at(90)).await;
        let repeat = finish_intervention(&table.store, command(&id, &karim), given::at(90)).await.unwrap();

        assert_eq!(given::refusal(refused), Some(Refusal::AlreadyFinished { stage: StageName::Finished }));
        assert_eq!(repeat, first);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn the_same_key_with_another_report_is_an_error_of_the_app() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let keyed = |body: u8| {
            let key = Some(Key { command: [7; 12], body: [body; 8], former: None });
            FinishIntervention { request: Request { key, if_match: None }, ..command(&id, &karim) }
        };
        let first = finish_intervention(&table.store, keyed(1), given::at(60)).await.unwrap();

        let repeat = finish_intervention(&table.store, keyed(1), given::at(61)).await.unwrap();
        let reused = finish_intervention(&table.store, keyed(2), given::at(62)).await;

        assert_eq!(repeat, first);
        assert!(matches!(reused, Err(Failure::KeyReused)), "{reused:?}");
    }

    #[tokio::test]
    async fn rule_14_work_does_not_finish_while_a_quote_is_pending() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let before = table.dump().await;

        let refused = finish_intervention(&table.store, command(&id, &karim), given::at(90)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::QuotePending { stage: StageName::Paused }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn work_that_never_started_is_not_finished_nor_is_another_technicians() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::arrived(&table.store, &karim).await;

        let early = finish_intervention(&table.store, command(&id, &karim), given::at(90)).await;
        let foreign = finish_intervention(&table.store, command(&id, &nadia), given::at(90)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Arrived }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}

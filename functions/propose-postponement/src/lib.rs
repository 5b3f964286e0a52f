//! The technician proposes to go on another day: the same intervention, work log and base price (rule 13).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician proposes.
#[derive(Debug, Clone)]
pub struct ProposePostponement {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// When the work shall go on.
    pub appointment: Timestamp,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Proposes the appointment, which the customer confirms; a newer one replaces it.
pub async fn propose_postponement(
    store: &Store,
    command: ProposePostponement,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let ProposePostponement { technician, appointment, .. } = command;
    store
        .transition(&transition, |intervention, submission| {
            intervention.propose_postponement(&technician, appointment, &submission, store.policy())
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
    use embedded::{Units, embedded, given};

    use super::*;

    const IN_TWO_DAYS: i64 = 2 * 24 * 60;

    fn command(id: &InterventionId, technician: &Technician) -> ProposePostponement {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        ProposePostponement {
            intervention,
            technician,
            appointment: given::at(IN_TWO_DAYS),
            occurred_at: None,
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_13_the_customer_confirms_before_work_is_postponed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let proposed = propose_postponement(&table.store, command(&id, &karim), given::at(60)).await.unwrap();

        assert_eq!(proposed.intervention.stage(), &Stage::Paused);
        assert_eq!(proposed.intervention.postponement(), Some(given::at(IN_TWO_DAYS)));
    }

    #[tokio::test]
    async fn a_newer_proposal_replaces_the_older_and_a_repeat_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        propose_postponement(&table.store, command(&id, &karim), given::at(60)).await.unwrap();
        let later = ProposePostponement { appointment: given::at(2 * IN_TWO_DAYS), ..command(&id, &karim) };

        let newer = propose_postponement(&table.store, later.clone(), given::at(61)).await.unwrap();
        let repeat = propose_postponement(&table.store, later, given::at(62)).await.unwrap();

        assert_eq!(newer.intervention.postponement(), Some(given::at(2 * IN_TWO_DAYS)));
        assert_eq!(repeat, newer);
    }

    #[tokio::test]
    async fn rule_11_an_appointment_that_collides_with_another_cannot_be_proposed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::accepted_for(&table.store, &karim, given::at(IN_TWO_DAYS + 119)).await;
        let id = given::paused(&table.store, &karim).await;
        let before = table.dump().await;

        let refused = propose_postponement(&table.store, command(&id, &karim), given::at(60)).await;

        let at = given::at(IN_TWO_DAYS + 119);
        assert_eq!(given::refusal(refused), Some(Refusal::AgendaCollides { at, stage: StageName::Paused }));
        assert_eq!(table.dump().await, before);
        let earlier = ProposePostponement { appointment: given::at(IN_TWO_DAYS - 1), ..command(&id, &karim) };
        let proposed = propose_postponement(&table.store, earlier, given::at(60)).await.unwrap();
        assert_eq!(proposed.intervention.postponement(), Some(given::at(IN_TWO_DAYS - 1)));
    }

    #[tokio::test]
    async fn rule_11_a_look_at_the_agenda_costs_a_proposal_half_a_read_unit() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        table.reset_units();

        propose_postponement(&table.store, command(&id, &karim), given::at(60)).await.unwrap();

        assert_eq!(table.units(), Units { read: 1.0, write: 1.0 });
    }

    #[tokio::test]
    async fn an_appointment_lies_ahead() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let past = ProposePostponement { appointment: given::at(60), ..command(&id, &karim) };
        let refused = propose_postponement(&table.store, past, given::at(60)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::AppointmentPast { now: given::at(60) }));
    }

    #[tokio::test]
    async fn nothing_is_postponed_while_a_quote_is_pending_or_work_runs_or_by_another() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let omar = given::technician(&table.store, "omar").await;
        let quoted = given::quoted(&table.store, &karim).await;
        let working = given::working(&table.store, &nadia).await;

        let pending = propose_postponement(&table.store, command(&quoted, &karim), given::at(60)).await;
        let running = propose_postponement(&table.store, command(&working, &nadia), given::at(60)).await;
        let foreign = propose_postponement(&table.store, command(&quoted, &omar), given::at(60)).await;

        assert_eq!(given::refusal(pending), Some(Refusal::QuotePending { stage: StageName::Paused }));
        assert_eq!(given::refusal(running), Some(Refusal::StageForbids { stage: StageName::Working }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}

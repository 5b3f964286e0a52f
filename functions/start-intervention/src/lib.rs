//! The work starts: only now does the clock run, and only with the customer's code (rule 12).

use domain::{
    Timestamp,
    breakdown::StartCode,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician tells when the work starts.
#[derive(Debug, Clone)]
pub struct StartIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// The four digits that the customer's app shows.
    pub code: StartCode,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Starts the clock, or says why not.
pub async fn start_intervention(
    store: &Store,
    command: StartIntervention,
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
            intervention.start(&command.technician, command.code, &submission, store.policy())
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

    fn command(id: &InterventionId, technician: &Technician) -> StartIntervention {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        StartIntervention {
            intervention,
            technician,
            code: given::start_code(),
            occurred_at: None,
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_12_the_clock_starts_with_the_work() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;

        let started = start_intervention(&table.store, command(&id, &karim), given::at(25)).await.unwrap();

        let intervention = started.intervention;
        assert_eq!(intervention.stage(), &Stage::Working);
        assert_eq!(intervention.work().worked_seconds(given::at(26)), 60);
    }

    #[tokio::test]
    async fn rule_12_work_does_not_start_with_a_wrong_code() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let before = table.dump().await;
        let other = StartCode::of_random(u128::from(given::start_code().number()) + 1);

        let guess = StartIntervention { code: other, ..command(&id, &karim) };
        let refused = start_intervention(&table.store, guess, given::at(25)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::WrongStartCode));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_start_from_a_cellar_bills_from_when_it_happened() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let from_a_cellar = StartIntervention { occurred_at: Some(given::at(22)), ..command(&id, &karim) };

        let started = start_intervention(&table.store, from_a_cellar, given::at(30)).await.unwrap();

        assert_eq!(started.intervention.work().worked_seconds(given::at(32)), 600);
    }

    #[tokio::test]
    async fn a_start_cannot_precede_the_arrival() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let early = StartIntervention { occurred_at: Some(given::at(19)), ..command(&id, &karim) };

        let refused = start_intervention(&table.store, early, given::at(30)).await;

        let disorder = Refusal::TimeDisordered { earliest: given::at(20), latest: given::at(32) };
        assert_eq!(given::refusal(refused), Some(disorder));
    }

    #[tokio::test]
    async fn a_second_start_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let first = start_intervention(&table.store, command(&id, &karim), given::at(25)).await.unwrap();

        let second = start_intervention(&table.store, command(&id, &karim), given::at(26)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn work_starts_neither_before_the_arrival_nor_by_another() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::accepted(&table.store, &karim).await;

        let early = start_intervention(&table.store, command(&id, &karim), given::at(25)).await;
        let foreign = start_intervention(&table.store, command(&id, &nadia), given::at(25)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Accepted }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}

//! The work starts: only now does the clock run, and only with the customer's code (rule 12).

use domain::{
    Timestamp,
    breakdown::StartCode,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    intervention::{Attempt, Intervention},
    moment::Submission,
    timeline::Actor,
};
use store::{Admission, Store, Transition};

/// What the technician tells when the work starts.
#[derive(Debug, Clone)]
pub struct StartIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// The four digits that the customer's app shows.
    pub code: StartCode,
    /// The code that replaces the customer's after too many wrong ones: chance comes from the edge.
    pub next_code: StartCode,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Starts the clock, or says why not.
///
/// Each comparison of the code takes a counted attempt first (rule 12). A true repeat takes none.
pub async fn start_intervention(
    store: &Store,
    command: StartIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention.clone(),
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let decide = |intervention: &Intervention, submission: Submission| {
        intervention.start_before_code(&command.technician, command.code, &submission, store.policy())
    };
    let admit = async |intervention: &Intervention| admit(store, intervention, &command, now).await;
    store.transition_if(&transition, decide, admit).await
}

async fn admit(
    store: &Store,
    intervention: &Intervention,
    command: &StartIntervention,
    now: Timestamp,
) -> Result<Admission, Failure> {
    let round = intervention.start_round();
    match store.count_start_attempt(&command.intervention, round, now).await? {
        Attempt::Allowed(attempts) => {
            let checked = intervention.check_start_code(command.code);
            if checked.is_err() && attempts.are_used_up(store.policy()) {
                change_code(store, command, round, now).await?;
            }
            Ok(checked.map(|()| Admission::Granted)?)
        }
        Attempt::UsedUp => {
            change_code(store, command, round, now).await?;
            Ok(Admission::Outdated)
        }
        Attempt::Outdated => Ok(Admission::Outdated),
    }
}

/// The customer's app shows another code from now on.
async fn change_code(
    store: &Store,
    command: &StartIntervention,
    round: u64,
    now: Timestamp,
) -> Result<(), Failure> {
    let transition = Transition {
        id: command.intervention.clone(),
        request: Request::default(),
        by: Actor::System,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| {
        intervention.change_start_code(command.next_code, round, now, store.policy())
    };
    store.transition(&transition, decide).await.map(|_| ())
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
            next_code: StartCode::of_random(1_234),
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
        let other = StartCode::of_random(u128::from(given::start_code().number()) + 1);

        let guess = StartIntervention { code: other, ..command(&id, &karim) };
        let refused = start_intervention(&table.store, guess, given::at(25)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::WrongStartCode));
        assert_eq!(table.store.dossier(&id).await.unwrap().intervention.stage().name(), StageName::Arrived);
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
        let early = StartIntervention { occurred_at: Some(given::at(14)), ..command(&id, &karim) };

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

        assert_eq!(second.intervention, first.intervention);
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

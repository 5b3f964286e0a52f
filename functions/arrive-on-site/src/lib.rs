//! The technician is on site: an interview begins, which is not billed (rule 12).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician tells at the door.
#[derive(Debug, Clone)]
pub struct ArriveOnSite {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Says that the technician is there; an appointment now holds them as running work does (rule 11).
pub async fn arrive_on_site(
    store: &Store,
    command: ArriveOnSite,
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
            intervention.arrive(&command.technician, &submission)
        })
        .await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        money::Money,
        refusal::Refusal,
        technician::Technician,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(id: &InterventionId, technician: &Technician) -> ArriveOnSite {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        ArriveOnSite { intervention, technician, occurred_at: None, request: Request::default() }
    }

    #[tokio::test]
    async fn rule_12_the_interview_is_not_billed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;

        let arrived = arrive_on_site(&table.store, command(&id, &karim), given::at(20)).await.unwrap();

        let intervention = arrived.intervention;
        assert_eq!(intervention.stage(), &Stage::Arrived { since: given::at(20), late: false });
        assert_eq!(intervention.price(given::at(60), table.store.policy()).total, Money::ZERO);
    }

    #[tokio::test]
    async fn rule_10_lateness_is_remembered() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;

        let arrived = arrive_on_site(&table.store, command(&id, &karim), given::at(47)).await.unwrap();

        assert_eq!(arrived.intervention.stage(), &Stage::Arrived { since: given::at(47), late: true });
    }

    #[tokio::test]
    async fn rule_11_who_works_elsewhere_cannot_begin_an_appointment() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let appointment = given::accepted_for(&table.store, &karim, given::at(180)).await;
        let running = given::working(&table.store, &karim).await;
        let before = table.dump().await;

        let refused = arrive_on_site(&table.store, command(&appointment, &karim), given::at(178)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::TechnicianBusy { stage: StageName::Accepted }));
        assert_eq!(table.dump().await, before, "{running} goes on");
    }

    #[tokio::test]
    async fn rule_11_the_appointments_before_and_after_send_nobody_away_who_comes_late_or_early() {
        for (minute, late) in [(190, true), (175, false)] {
            let table = embedded().await;
            let karim = given::technician(&table.store, "karim").await;
            given::accepted_for(&table.store, &karim, given::at(60)).await;
            let id = given::accepted_for(&table.store, &karim, given::at(180)).await;
            given::accepted_for(&table.store, &karim, given::at(300)).await;

            let arrived =
                arrive_on_site(&table.store, command(&id, &karim), given::at(minute)).await.unwrap();

            assert_eq!(arrived.intervention.stage(), &Stage::Arrived { since: given::at(minute), late });
        }
    }

    #[tokio::test]
    async fn a_second_arrival_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let first = arrive_on_site(&table.store, command(&id, &karim), given::at(20)).await.unwrap();

        let second = arrive_on_site(&table.store, command(&id, &karim), given::at(21)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn nobody_arrives_for_what_another_accepted() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::accepted(&table.store, &karim).await;

        let refused = arrive_on_site(&table.store, command(&id, &nadia), given::at(20)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}

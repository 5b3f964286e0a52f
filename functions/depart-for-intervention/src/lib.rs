//! The technician sets out: the customer sees them on the way, and the guardian stops nudging (rule 10).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician tells when leaving.
#[derive(Debug, Clone)]
pub struct DepartForIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// How long the technician thinks the drive takes.
    pub eta_minutes: Option<u16>,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Says that the technician is on the way.
pub async fn depart_for_intervention(
    store: &Store,
    command: DepartForIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let DepartForIntervention { technician, eta_minutes, .. } = command;
    store
        .transition(&transition, |intervention, submission| {
            intervention.depart(&technician, eta_minutes, &submission)
        })
        .await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{OnTheWay, Stage, StageName},
        refusal::Refusal,
        technician::Technician,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(id: &InterventionId, technician: &Technician) -> DepartForIntervention {
        let eta_minutes = Some(14);
        let (intervention, technician) = (id.clone(), technician.id.clone());
        DepartForIntervention {
            intervention,
            technician,
            eta_minutes,
            occurred_at: None,
            request: Request::default(),
        }
    }

    fn on_the_way(dossier: &Dossier) -> Option<OnTheWay> {
        let Stage::Accepted { on_the_way, .. } = dossier.intervention.stage() else { return None };
        *on_the_way
    }

    #[tokio::test]
    async fn the_customer_sees_since_when_the_technician_is_on_the_way() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let from_a_cellar = DepartForIntervention { occurred_at: Some(given::at(3)), ..command(&id, &karim) };

        let departed = depart_for_intervention(&table.store, from_a_cellar, given::at(5)).await.unwrap();

        let way = OnTheWay { since: given::at(3), estimated_at: given::at(3), eta_minutes: Some(14) };
        assert_eq!(on_the_way(&departed), Some(way));
    }

    #[tokio::test]
    async fn a_second_departure_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let first = depart_for_intervention(&table.store, command(&id, &karim), given::at(2)).await.unwrap();

        let second = depart_for_intervention(&table.store, command(&id, &karim), given::at(3)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn nobody_departs_for_what_another_accepted() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::accepted(&table.store, &karim).await;

        let refused = depart_for_intervention(&table.store, command(&id, &nadia), given::at(2)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }

    #[tokio::test]
    async fn a_technician_who_has_arrived_cannot_depart_anew() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;

        let anew = DepartForIntervention { occurred_at: Some(given::at(20)), ..command(&id, &karim) };
        let refused = depart_for_intervention(&table.store, anew, given::at(21)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::StageForbids { stage: StageName::Arrived }));
    }
}

//! The technician adds material or software: the customer sees it at once, and agrees beyond a limit (rule 15).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    intervention::NewExtra,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician adds.
#[derive(Debug, Clone)]
pub struct AddExtra {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// What comes on top of the price.
    pub extra: NewExtra,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Adds the extra to the price, or says why not.
pub async fn add_extra(store: &Store, command: AddExtra, now: Timestamp) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let AddExtra { technician, extra, .. } = command;
    let policy = store.policy();
    store
        .transition(&transition, |intervention, submission| {
            intervention.add_extra(&technician, &extra, &submission, policy)
        })
        .await
}

#[cfg(test)]
mod tests {
    use domain::{
        idempotency::Key, intervention::StageName, money::Money, refusal::Refusal, technician::Technician,
        timeline::ExtraKind,
    };
    use embedded::{embedded, given};

    use super::*;

    fn thermocouples(quantity: u32) -> NewExtra {
        let label = "Thermocouple universel 600 mm".to_owned().try_into().unwrap();
        NewExtra { kind: ExtraKind::Material, label, quantity, unit_price: Money::of_cents(1_250) }
    }

    fn command(id: &InterventionId, technician: &Technician) -> AddExtra {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        AddExtra {
            intervention,
            technician,
            extra: thermocouples(1),
            occurred_at: None,
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_18_extras_come_on_top_of_the_price() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;

        let added = add_extra(&table.store, command(&id, &karim), given::at(30)).await.unwrap();

        let price = added.intervention.price(given::at(30), table.store.policy());
        assert_eq!((price.extras, price.total), (Money::of_cents(1_250), Money::of_cents(4_999 + 1_250)));
        assert_eq!(added.intervention.extras()[0].label, thermocouples(1).label);
    }

    #[tokio::test]
    async fn rule_15_extras_above_150_euros_need_the_customers_agreement() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let up_to_the_limit = AddExtra { extra: thermocouples(12), ..command(&id, &karim) };
        add_extra(&table.store, up_to_the_limit, given::at(30)).await.unwrap();
        let before = table.dump().await;

        let refused = add_extra(&table.store, command(&id, &karim), given::at(31)).await;

        let limit = Money::of_cents(15_000);
        let needs = Refusal::ExtrasNeedAgreement { limit, stage: StageName::Working };
        assert_eq!(given::refusal(refused), Some(needs));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn the_same_extra_again_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let first = add_extra(&table.store, command(&id, &karim), given::at(30)).await.unwrap();

        let second = add_extra(&table.store, command(&id, &karim), given::at(31)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn a_repeated_key_gets_the_first_answer_even_after_another_extra() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let key = Some(Key { command: [7; 12], body: [1; 8], former: None });
        let keyed = AddExtra { request: Request { key, if_match: None }, ..command(&id, &karim) };
        let two = AddExtra { extra: thermocouples(2), ..command(&id, &karim) };
        let first = add_extra(&table.store, keyed.clone(), given::at(30)).await.unwrap();
        let both = add_extra(&table.store, two, given::at(31)).await.unwrap();

        let repeat = add_extra(&table.store, keyed, given::at(32)).await.unwrap();

        assert_eq!(both.intervention.extras().len(), 2);
        assert_eq!(repeat.as_of, Some(given::at(30)), "the price is told as it was then");
        assert_eq!(Dossier { as_of: None, today: None, ..repeat }, first);
    }

    #[tokio::test]
    async fn extras_need_work_and_its_technician() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::arrived(&table.store, &karim).await;

        let early = add_extra(&table.store, command(&id, &karim), given::at(30)).await;
        let foreign = add_extra(&table.store, command(&id, &nadia), given::at(30)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Arrived }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}

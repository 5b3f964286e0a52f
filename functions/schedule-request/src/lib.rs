//! The customer names an hour instead of waiting for whoever comes now (rules 2, 4, 7 and 9).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{CustomerId, InterventionId},
    idempotency::Request,
    intervention::Intervention,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the customer asks for.
#[derive(Debug, Clone)]
pub struct ScheduleRequest {
    /// Which request.
    pub intervention: InterventionId,
    /// Who asks.
    pub customer: CustomerId,
    /// When help is wanted.
    pub hour: Timestamp,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Takes standing offers back and puts the request on the waiting list for that hour, or says why not.
pub async fn schedule_request(
    store: &Store,
    command: ScheduleRequest,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let ScheduleRequest { intervention, customer, hour, request } = command;
    let transition = Transition { id: intervention, request, by: Actor::Customer, occurred_at: None, now };
    let decide = |intervention: &Intervention, _| intervention.schedule(&customer, hour, now, store.policy());
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use domain::{
        idempotency::Key,
        intervention::{Stage, StageName},
        refusal::Refusal,
    };
    use embedded::{embedded, given};
    use store::DueKind;

    use super::*;

    fn command(intervention: &InterventionId, minute: i64) -> ScheduleRequest {
        ScheduleRequest {
            intervention: intervention.clone(),
            customer: given::customer(),
            hour: given::at(minute),
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_9_a_request_that_was_urgent_waits_for_its_hour_and_expires_then() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let ids = [
            given::declared(&table.store).await,
            given::offered(&table.store, &karim).await,
            given::waiting(&table.store).await,
        ];

        for id in ids {
            schedule_request(&table.store, command(&id, 180), given::at(0)).await.unwrap();

            let kept = table.store.dossier_consistent(&id).await.unwrap().intervention;
            assert_eq!(kept.stage(), &Stage::Waiting { since: given::at(0) });
            assert_eq!(kept.declaration().scheduled_for, Some(given::at(180)));
            assert_eq!(kept.expires_at(), given::at(180));
            let due = RefCell::new(Vec::new());
            let act = async |id| {
                due.borrow_mut().push(id);
                Ok(())
            };
            table.store.each_due(DueKind::Expiry, given::at(181), act).await.unwrap();
            assert!(due.borrow().contains(&id), "the schedules look at its hour");
        }
        assert_eq!(table.store.offers(&karim.id, given::at(0)).await.unwrap(), []);
    }

    #[tokio::test]
    async fn rule_5_from_then_on_whose_base_is_near_may_take_it_offline_as_well() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        let id = given::waiting(&table.store).await;
        let before = table.store.dossier(&id).await.unwrap().intervention;

        let scheduled = schedule_request(&table.store, command(&id, 180), given::at(1)).await.unwrap();

        let candidates = async |one: &Intervention| table.store.candidates(one, given::at(1)).await.unwrap();
        assert_eq!(candidates(&before).await, []);
        let found: Vec<_> = candidates(&scheduled.intervention)
            .await
            .into_iter()
            .map(|one| one.candidate.technician)
            .collect();
        assert_eq!(found, [karim.id]);
    }

    #[tokio::test]
    async fn rule_4_the_hour_lies_one_hour_to_sixty_days_ahead() {
        let table = embedded().await;
        let id = given::waiting(&table.store).await;
        let before = table.dump().await;

        let refused = schedule_request(&table.store, command(&id, 69), given::at(10)).await;

        let (earliest, latest) = (given::at(70), given::at(10 + 60 * 24 * 60));
        assert_eq!(given::refusal(refused), Some(Refusal::ScheduleOutOfRange { earliest, latest }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing_with_a_key_and_without() {
        let table = embedded().await;
        let id = given::waiting(&table.store).await;
        let key = Some(Key { command: [1; 12], body: [1; 8], former: None });
        let keyed = ScheduleRequest { request: Request { key, if_match: None }, ..command(&id, 180) };
        let first = schedule_request(&table.store, keyed.clone(), given::at(1)).await.unwrap();
        let before = table.dump().await;

        let with_key = schedule_request(&table.store, keyed, given::at(170)).await.unwrap();
        let without = schedule_request(&table.store, command(&id, 180), given::at(170)).await.unwrap();

        assert_eq!([with_key, without], [first.clone(), first]);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn what_was_taken_or_has_expired_or_belongs_to_another_is_not_scheduled() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let (taken, waiting) =
            (given::accepted(&table.store, &karim).await, given::waiting(&table.store).await);
        let nosy = ScheduleRequest { customer: given::word("nosy"), ..command(&waiting, 180) };

        let late = schedule_request(&table.store, command(&taken, 180), given::at(1)).await;
        let gone = schedule_request(&table.store, command(&waiting, 3_000), given::at(24 * 60)).await;
        let nosy = schedule_request(&table.store, nosy, given::at(1)).await;

        assert_eq!(given::refusal(late), Some(Refusal::StageForbids { stage: StageName::Accepted }));
        let expired = Refusal::RequestExpired { at: given::at(24 * 60), stage: StageName::Waiting };
        assert_eq!(given::refusal(gone), Some(expired));
        assert_eq!(given::refusal(nosy), Some(Refusal::NotYours));
    }
}

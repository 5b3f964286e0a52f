//! A technician takes a request: exactly one gets it, whatever arrives together, twice or late (rule 8).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the technician asks for.
#[derive(Debug, Clone)]
pub struct AcceptRequest {
    /// Which request.
    pub intervention: InterventionId,
    /// Who takes it.
    pub technician: TechnicianId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Takes the request for the technician, or says why not.
pub async fn accept_request(
    store: &Store,
    command: AcceptRequest,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let technician = store.approved_technician(&command.technician).await?;
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: None,
        now,
    };
    store
        .transition(&transition, |intervention, _| {
            intervention.accept(technician.acceptance_of(intervention, now)?, now, store.policy())
        })
        .await
}

#[cfg(test)]
mod tests {
    use domain::{
        breakdown::Declaration,
        intervention::{Stage, StageName},
        money::Money,
        refusal::Refusal,
        technician::Technician,
    };
    use embedded::{embedded, given};
    use tokio::task::JoinSet;

    use super::*;

    fn command(id: &InterventionId, technician: &Technician) -> AcceptRequest {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        AcceptRequest { intervention, technician, request: Request::default() }
    }

    #[tokio::test]
    async fn rule_10_accepting_an_immediate_request_promises_arrival_within_45_minutes() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;

        let accepted = accept_request(&table.store, command(&id, &karim), given::at(0)).await.unwrap();

        let promise = Stage::Accepted { at: given::at(0), due: given::at(45), on_the_way: None };
        assert_eq!(accepted.intervention.stage(), &promise);
        assert!(accepted.intervention.is_taken_by(&karim.id));
        assert_eq!(accepted.breakdown, given::breakdown());
    }

    #[tokio::test]
    async fn rule_10_accepting_a_scheduled_request_promises_arrival_at_its_hour() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        let hour = given::at(180);
        let scheduled = Declaration { scheduled_for: Some(hour), ..given::declaration() };
        let id = given::intervention(&table.store, scheduled, true).await;

        let accepted = accept_request(&table.store, command(&id, &karim), given::at(5)).await.unwrap();

        let promise = Stage::Accepted { at: given::at(5), due: hour, on_the_way: None };
        assert_eq!(accepted.intervention.stage(), &promise);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn rule_8_of_fifty_who_accept_at_once_exactly_one_gets_it() {
        let table = embedded().await;
        let mut technicians = Vec::new();
        for number in 0..50 {
            technicians.push(given::technician(&table.store, &format!("technician-{number}")).await);
        }
        for round in 0..200 {
            let id = given::waiting(&table.store).await;
            let before = table.dump().await;

            let mut answers = JoinSet::new();
            for technician in &technicians {
                let (store, command) = (table.store.clone(), command(&id, technician));
                answers.spawn(async move { accept_request(&store, command, given::at(1)).await });
            }
            let answers = answers.join_all().await;

            let (winners, losers): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
            let [Ok(winner)] = winners.as_slice() else { panic!("round {round}: {winners:?}") };
            for loser in losers {
                let stage = given::refusal(loser).and_then(|refusal| refusal.stage());
                assert_eq!(stage, Some(StageName::Taken), "round {round}");
            }
            let after = table.dump().await;
            let written: Vec<_> = after.iter().filter(|item| !before.contains(item)).collect();
            assert_eq!(written.len(), 2, "the timeline and the winner's agenda: {written:#?}");
            let acceptance = winner.intervention.acceptance().unwrap();
            table.store.release(&acceptance.technician, acceptance.home, &id, given::ACCEPTED).await.unwrap();
        }
    }

    #[tokio::test]
    async fn rule_11_who_runs_one_intervention_gets_no_other() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let running = given::accepted(&table.store, &karim).await;
        let id = given::waiting(&table.store).await;
        let before = table.dump().await;

        let refused = accept_request(&table.store, command(&id, &karim), given::at(2)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::TechnicianBusy { stage: StageName::Waiting }));
        assert_eq!(table.dump().await, before, "{running} goes on alone");
    }

    #[tokio::test]
    async fn rule_11_one_technician_who_accepts_two_at_once_gets_one() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let (one, other) = (given::waiting(&table.store).await, given::waiting(&table.store).await);

        let (first, second) = tokio::join!(
            accept_request(&table.store, command(&one, &karim), given::at(1)),
            accept_request(&table.store, command(&other, &karim), given::at(1)),
        );

        assert_ne!(first.is_ok(), second.is_ok());
        let refused = if first.is_ok() { second } else { first };
        assert_eq!(given::refusal(refused), Some(Refusal::TechnicianBusy { stage: StageName::Waiting }));
    }

    #[tokio::test]
    async fn rule_11_hours_that_collide_are_refused() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::accepted_for(&table.store, &karim, given::at(180)).await;
        let scheduled = Declaration { scheduled_for: Some(given::at(240)), ..given::declaration() };
        let id = given::intervention(&table.store, scheduled, true).await;

        let refused = accept_request(&table.store, command(&id, &karim), given::at(2)).await;

        let collision = Refusal::AgendaCollides { at: given::at(180), stage: StageName::Waiting };
        assert_eq!(given::refusal(refused), Some(collision));
    }

    #[tokio::test]
    async fn rule_11_immediate_at_ten_and_an_appointment_at_five_past_eleven_are_refused_in_either_order() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let in_65_minutes = Declaration { scheduled_for: Some(given::at(65)), ..given::declaration() };
        let appointment = given::intervention(&table.store, in_65_minutes, true).await;
        let immediate = given::waiting(&table.store).await;
        given::accepted(&table.store, &karim).await;
        given::accepted_for(&table.store, &nadia, given::at(65)).await;

        let second = accept_request(&table.store, command(&appointment, &karim), given::at(0)).await;
        let first = accept_request(&table.store, command(&immediate, &nadia), given::at(0)).await;

        let collides = |at| Some(Refusal::AgendaCollides { at, stage: StageName::Waiting });
        assert_eq!(given::refusal(second), collides(given::at(0)));
        assert_eq!(given::refusal(first), collides(given::at(65)));
    }

    #[tokio::test]
    async fn rule_9_an_expired_request_is_refused_before_the_job_has_run() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::waiting(&table.store).await;
        let (a_day, policy) = (given::at(24 * 60), table.store.policy());
        let online = karim.heartbeat(given::amiens(), a_day, policy);
        table.store.set_presence(&karim, online).await.unwrap();
        let before = table.dump().await;

        let refused = accept_request(&table.store, command(&id, &karim), a_day).await;

        let expired = Refusal::RequestExpired { at: a_day, stage: StageName::Ended };
        assert_eq!(given::refusal(refused), Some(expired));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn rule_9_rule_29_who_was_asked_is_told_that_the_request_expired_and_a_stranger_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let (waiting, offered) =
            (given::waiting(&table.store).await, given::offered(&table.store, &karim).await);
        table.store.set_presence(&karim, None).await.unwrap();
        let plumber = Technician { tariffs: vec![given::tariff("plumbing")], ..karim.clone() };
        given::registered(&table.store, plumber).await;
        let a_day = given::at(24 * 60);

        let late = accept_request(&table.store, command(&waiting, &karim), a_day).await;
        let later = accept_request(&table.store, command(&offered, &karim), a_day).await;
        let early = accept_request(&table.store, command(&waiting, &karim), given::at(1)).await;

        let expired = Some(Refusal::RequestExpired { at: a_day, stage: StageName::Ended });
        assert_eq!(given::refusal(later), expired);
        // Not a plumber's business: to them it does not exist.
        assert_eq!([late, early].map(given::refusal), [Some(Refusal::NotYours), Some(Refusal::NotYours)]);
    }

    #[tokio::test]
    async fn rule_8_an_acceptance_is_repeated_by_whoever_has_it_whatever_became_of_the_profile_since() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::waiting(&table.store).await;
        let first = accept_request(&table.store, command(&id, &karim), given::at(1)).await.unwrap();
        table.store.set_presence(&karim, None).await.unwrap();
        let plumber = Technician { tariffs: vec![given::tariff("plumbing")], ..karim.clone() };
        given::registered(&table.store, plumber).await;

        let second = accept_request(&table.store, command(&id, &karim), given::at(2)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn rule_6_an_offer_that_ended_cannot_be_accepted() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;

        let refused = accept_request(&table.store, command(&id, &karim), given::at(1)).await;

        let until = given::at(0) + std::time::Duration::from_secs(45);
        let ended = Refusal::OfferEnded { at: until, stage: StageName::Open };
        assert_eq!(given::refusal(refused), Some(ended));
    }

    #[tokio::test]
    async fn the_price_follows_the_tariff_that_the_customer_saw() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;
        let mut dearer = karim.clone();
        dearer.tariffs[0].hourly_rate = Money::of_cents(20_000).try_into().unwrap();
        given::registered(&table.store, dearer).await;

        let accepted = accept_request(&table.store, command(&id, &karim), given::at(0)).await.unwrap();

        let agreed = accepted.intervention.acceptance().map(|acceptance| acceptance.tariff.hourly_rate);
        assert_eq!(agreed, Some(karim.tariffs[0].hourly_rate));
    }

    #[tokio::test]
    async fn a_second_acceptance_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::waiting(&table.store).await;
        let first = accept_request(&table.store, command(&id, &karim), given::at(1)).await.unwrap();

        let second = accept_request(&table.store, command(&id, &karim), given::at(2)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn who_was_not_asked_may_not_know_of_the_request() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let plumber = Technician { tariffs: vec![given::tariff("plumbing")], ..given::stranger("nadia") };
        let nadia = given::registered(&table.store, plumber).await;
        let offered = given::offered(&table.store, &karim).await;
        let declared = given::declared(&table.store).await;

        for id in [offered, declared] {
            let refused = accept_request(&table.store, command(&id, &nadia), given::at(0)).await;

            assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
        }
    }

    #[tokio::test]
    async fn rule_29_a_waiting_request_out_of_reach_does_not_exist_for_a_technician() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let far = Declaration { location: given::north(20_400), ..given::declaration() };
        let id = given::intervention(&table.store, far, true).await;

        let refused = accept_request(&table.store, command(&id, &karim), given::at(1)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}

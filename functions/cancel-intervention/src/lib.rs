//! The customer or the technician calls it off before the work starts; rule 21 says who pays what.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Request,
    intervention::{CancellationTerms, Intervention, Party, Step},
    refusal::Refusal,
};
use store::{Store, Transition};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CancelIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Everything that the caller is: who repairs may also have a boiler of their own.
    pub parties: Vec<Party>,
    /// Whether a technician stands before a closed door.
    pub customer_absent: bool,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Calls the intervention off as the party that the caller is to it, or says why not.
pub async fn cancel_intervention(
    store: &Store,
    command: CancelIntervention,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    for party in &command.parties {
        let transition = Transition {
            id: command.intervention.clone(),
            request: command.request,
            by: party.into(),
            occurred_at: None,
            now,
        };
        let decide = |intervention: &Intervention, _| {
            let step = intervention.call_off(party, command.customer_absent, now, store.policy())?;
            if let (Step::Unchanged, Some(key)) = (&step, command.request.key) {
                intervention.check_same_words(party, &key, now)?;
            }
            Ok(step)
        };
        match store.transition(&transition, decide).await {
            Err(Failure::Refused(Refusal::NotYours)) => {}
            answer => return answer,
        }
    }
    Err(Failure::NotFound)
}

/// What calling off now would mean; changes nothing.
pub async fn terms(
    store: &Store,
    command: CancelIntervention,
    now: Timestamp,
) -> Result<CancellationTerms, Failure> {
    // A fee is told from what is, not from what was a moment ago.
    let intervention = store.dossier_consistent(&command.intervention).await?.intervention;
    for party in &command.parties {
        let told = intervention.call_off(party, command.customer_absent, now, store.policy());
        // As without a dry run: outsiders learn nothing of a version, and a repeat is not held against any.
        let is_exempt = told.as_ref().map_or_else(Refusal::is_for_outsiders, |step| *step == Step::Unchanged);
        if !is_exempt {
            command.request.check_version(intervention.version())?;
        }
        match told {
            Err(Refusal::NotYours) => {}
            Err(refusal) => return Err(refusal.into()),
            Ok(step) => return Ok(intervention.cancellation_terms(party, &step)),
        }
    }
    Err(Failure::NotFound)
}

#[cfg(test)]
mod tests {
    use domain::{
        idempotency::Key,
        intervention::{Outcome, Stage, StageName},
        money::Money,
        technician::Technician,
        timeline::Actor,
    };
    use embedded::{embedded, given};

    use super::*;

    fn by(parties: Vec<Party>, intervention: &InterventionId) -> CancelIntervention {
        let (intervention, request) = (intervention.clone(), Request::default());
        CancelIntervention { intervention, parties, customer_absent: false, request }
    }

    fn by_customer(intervention: &InterventionId) -> CancelIntervention {
        by(vec![Party::Customer(given::customer())], intervention)
    }

    /// By a technician who may declare breakdowns of their own as well.
    fn by_technician(technician: &Technician, intervention: &InterventionId) -> CancelIntervention {
        let customer = Party::Customer(given::word(technician.id.as_str()));
        by(vec![customer, Party::Technician(technician.id.clone())], intervention)
    }

    fn cancelled(cents: i64) -> CancellationTerms {
        CancellationTerms { fee: Money::of_cents(cents), outcome: Outcome::Cancelled }
    }

    #[tokio::test]
    async fn a_fee_is_told_for_the_version_that_the_caller_knows_alone() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;
        let current = table.store.dossier(&id).await.unwrap().intervention.version();
        let seeing = |version| {
            let request = Request { if_match: Some(version), ..Request::default() };
            CancelIntervention { request, ..by_customer(&id) }
        };

        let known = terms(&table.store, seeing(current), given::at(1)).await;
        let other = terms(&table.store, seeing(current + 1), given::at(1)).await;

        assert_eq!(known.unwrap(), cancelled(0));
        assert!(matches!(other, Err(Failure::VersionDiffers { current: told }) if told == current));
    }

    #[tokio::test]
    async fn rule_21_the_customer_is_told_the_fee_first_and_pays_what_they_were_told() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let declared = given::declared(&table.store).await;
        let departed = given::departed(&table.store, &karim).await;
        let arrived = given::arrived(&table.store, &nadia).await;
        let before = table.dump().await;

        for (id, minute, cents) in
            [(&declared, 10, 0), (&departed, 5, 0), (&departed, 7, 1_500), (&arrived, 21, 3_000)]
        {
            let told = terms(&table.store, by_customer(id), given::at(minute)).await.unwrap();

            assert_eq!(told, cancelled(cents), "{id} at minute {minute}");
        }
        assert_eq!(table.dump().await, before);
        let ended = cancel_intervention(&table.store, by_customer(&departed), given::at(7)).await.unwrap();
        assert_eq!(ended.intervention.amount_due(), Some(Money::of_cents(1_500)));
    }

    #[tokio::test]
    async fn rule_21_a_technician_who_calls_off_leaves_a_request_with_priority() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::departed(&table.store, &karim).await;

        let told = terms(&table.store, by_technician(&karim, &id), given::at(7)).await.unwrap();
        let left = cancel_intervention(&table.store, by_technician(&karim, &id), given::at(7)).await.unwrap();

        assert_eq!(told, CancellationTerms { fee: Money::ZERO, outcome: Outcome::Rematched });
        assert_eq!(left.intervention.stage(), &Stage::Waiting { since: given::at(7) });
        assert!(left.intervention.has_priority());
        assert_eq!(left.intervention.timeline().last().unwrap().by, Actor::Technician);
    }

    #[tokio::test]
    async fn rule_21_an_absent_customer_pays_30_euros_after_15_minutes() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let absent = CancelIntervention { customer_absent: true, ..by_technician(&karim, &id) };

        let early = cancel_intervention(&table.store, absent.clone(), given::at(34)).await;
        let told = terms(&table.store, absent.clone(), given::at(35)).await.unwrap();
        let ended = cancel_intervention(&table.store, absent, given::at(35)).await.unwrap();

        let not_yet = Refusal::NotAbsentYet { from: given::at(35), stage: StageName::Arrived };
        assert_eq!(given::refusal(early), Some(not_yet));
        assert_eq!((told, ended.intervention.amount_due()), (cancelled(3_000), Some(Money::of_cents(3_000))));
    }

    #[tokio::test]
    async fn work_that_began_is_finished_and_not_cancelled() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;

        for command in [by_customer(&id), by_technician(&karim, &id)] {
            let told = terms(&table.store, command.clone(), given::at(30)).await;
            let refused = cancel_intervention(&table.store, command, given::at(30)).await;

            let closed = Some(Refusal::CancellationClosed { stage: StageName::Working });
            assert_eq!((given::refusal(told), given::refusal(refused)), (closed, closed));
        }
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing_and_costs_nothing_more() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::departed(&table.store, &karim).await;
        let first = cancel_intervention(&table.store, by_customer(&id), given::at(4)).await.unwrap();
        let before = table.dump().await;

        let second = cancel_intervention(&table.store, by_customer(&id), given::at(20)).await.unwrap();
        let told = terms(&table.store, by_customer(&id), given::at(20)).await.unwrap();

        assert_eq!((second, told), (first, cancelled(0)));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn rule_21_a_new_key_with_other_words_is_no_repeat_of_a_cancellation() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let key = |command: u8, body: u8| Some(Key { command: [command; 12], body: [body; 8], former: None });
        let with = |command: CancelIntervention, key| CancelIntervention {
            request: Request { key, ..Request::default() },
            ..command
        };
        let cancel = async |command: CancelIntervention, key, minute| {
            cancel_intervention(&table.store, with(command, key), given::at(minute)).await
        };
        let (ours, theirs) =
            (given::waiting(&table.store).await, given::departed(&table.store, &karim).await);
        cancel(by_customer(&ours), key(1, 1), 4).await.unwrap();
        cancel(by_technician(&karim, &theirs), key(1, 1), 4).await.unwrap();
        let before = table.dump().await;

        let [same, other] =
            [cancel(by_customer(&ours), key(2, 1), 5).await, cancel(by_customer(&ours), key(3, 2), 5).await];
        let without = cancel(by_customer(&ours), None, 5).await;
        let their_other = cancel(by_technician(&karim, &theirs), key(3, 2), 5).await;

        assert!(same.is_ok() && without.is_ok());
        let forbids = |stage| Some(Refusal::StageForbids { stage });
        assert_eq!(given::refusal(other), forbids(StageName::Cancelled));
        assert_eq!(given::refusal(their_other), forbids(StageName::Open));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn rule_21_what_the_technician_ended_is_not_cancelled_once_more_by_the_customer() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let absent = CancelIntervention { customer_absent: true, ..by_technician(&karim, &id) };
        cancel_intervention(&table.store, absent, given::at(35)).await.unwrap();

        let refused = cancel_intervention(&table.store, by_customer(&id), given::at(36)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::StageForbids { stage: StageName::Cancelled }));
    }

    #[tokio::test]
    async fn nobody_else_cancels_nor_learns_the_fee() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::departed(&table.store, &karim).await;

        for party in
            [Party::Customer(given::word("nosy")), Party::Technician(given::word("nadia")), Party::Operator]
        {
            let told = terms(&table.store, by(vec![party.clone()], &id), given::at(7)).await;
            let refused = cancel_intervention(&table.store, by(vec![party], &id), given::at(7)).await;

            assert!(matches!((told, refused), (Err(Failure::NotFound), Err(Failure::NotFound))));
        }
    }
}

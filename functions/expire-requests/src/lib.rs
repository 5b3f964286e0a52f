//! Requests that nobody took in time expire (rule 9).

use domain::{Timestamp, failure::Failure, id::InterventionId, idempotency::Request, timeline::Actor};
use store::{DueKind, Store, Transition};

/// Expires what is due, so many a run; answers how many were looked at. A run that is cut resumes where it stopped.
pub async fn expire_requests(store: &Store, now: Timestamp) -> Result<usize, Failure> {
    store.each_due(DueKind::Expiry, now, async |id| expire(store, id, now).await).await
}

async fn expire(store: &Store, id: InterventionId, now: Timestamp) -> Result<(), Failure> {
    let transition =
        Transition { id, request: Request::default(), by: Actor::System, occurred_at: None, now };
    match store.transition(&transition, |intervention, _| intervention.expire(now)).await {
        // An entry of the index may outlive its row by a moment.
        Ok(_) | Err(Failure::Refused(_) | Failure::NotFound) => Ok(()),
        Err(failure) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{intervention::Stage, policy::Policy};
    use embedded::{Embedded, Item, embedded, given};

    use super::*;

    const DAY: i64 = 24 * 60;

    /// Runs until nothing is due any more; answers how many each run looked at.
    async fn drained(store: &Store) -> Vec<usize> {
        let mut runs = Vec::new();
        while runs.last() != Some(&0) {
            runs.push(expire_requests(store, given::at(DAY)).await.unwrap());
        }
        runs
    }

    /// Every request is expired, by one entry each.
    async fn assert_expired_once(table: &Embedded, count: usize) {
        let timelines =
            table.items().await.into_iter().filter(|item| item["sk"].as_s().unwrap() == "timeline");
        let versions: Vec<String> = timelines.map(|item| item["version"].as_n().unwrap().clone()).collect();
        assert_eq!(versions, vec!["2"; count]);
    }

    #[tokio::test]
    async fn rule_9_a_request_expires_when_it_is_due_and_once() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;

        let early = expire_requests(&table.store, given::at(DAY - 1)).await.unwrap();
        let due = expire_requests(&table.store, given::at(DAY)).await.unwrap();
        let again = expire_requests(&table.store, given::at(DAY)).await.unwrap();

        assert_eq!([early, due, again], [0, 1, 0]);
        let expired = table.store.dossier(&id).await.unwrap().intervention;
        assert_eq!((expired.stage(), expired.version()), (&Stage::Expired, 2));
    }

    #[tokio::test]
    async fn rule_9_ten_thousand_due_requests_expire_run_by_run_each_bounded_and_each_once() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;
        table.copies(&id, 9_999).await;

        let runs = drained(&table.store).await;

        assert_eq!(runs, [2_500, 2_500, 2_500, 2_500, 0]);
        assert_expired_once(&table, 10_000).await;
    }

    #[tokio::test]
    async fn rule_9_a_run_cut_anywhere_loses_nothing_and_nothing_is_done_twice() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;
        table.copies(&id, 399).await;

        let mut cut = 0;
        for milliseconds in [20, 60, 100, 140] {
            let run = expire_requests(&table.store, given::at(DAY));
            cut += usize::from(tokio::time::timeout(Duration::from_millis(milliseconds), run).await.is_err());
        }
        drained(&table.store).await;

        assert!(cut > 0, "no run was cut");
        assert_expired_once(&table, 400).await;
    }

    fn awaits_expiry(item: &Item) -> bool {
        item.get("deadlineBucket").is_some_and(|bucket| bucket.as_s().unwrap().starts_with("expiry#"))
    }

    #[tokio::test]
    async fn rule_9_one_that_cannot_be_read_stops_no_other_and_is_looked_at_again() {
        let table = embedded().await;
        let few = table.with_policy(Policy { due_per_run: 60, ..domain::policy::Policy::default() });
        let id = given::declared(&table.store).await;
        let ids = table.copies(&id, 199).await;
        let sound = table.damage(&ids[0]).await;

        for _ in 0..5 {
            let run = expire_requests(&few, given::at(DAY)).await;
            assert!(matches!(run, Err(Failure::Broken(_))), "{run:?}");
        }
        let others = table.items().await.into_iter().filter(awaits_expiry).count();
        table.import([sound]);
        let healed = expire_requests(&few, given::at(DAY)).await.unwrap();

        assert_eq!((others, healed), (1, 1));
        assert_expired_once(&table, 200).await;
    }
}

//! Requests that nobody took in time expire (rule 9).

use domain::{Timestamp, failure::Failure, id::InterventionId, idempotency::Request, timeline::Actor};
use store::{DueKind, Store, Transition, Walk};

/// Expires what is due, so many a run. A run that is cut resumes where it stopped.
pub async fn expire_requests(store: &Store, now: Timestamp) -> Result<Walk, Failure> {
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
            runs.push(expire_requests(store, given::at(DAY)).await.unwrap().looked_at);
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

        assert_eq!([early, due, again].map(|walk| walk.looked_at), [0, 1, 0]);
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
    async fn rule_9_one_that_cannot_be_read_is_parked_once_stops_no_other_and_expires_when_it_is_redriven() {
        let table = embedded().await;
        let few = table.with_policy(Policy { due_per_run: 60, ..domain::policy::Policy::default() });
        let id = given::declared(&table.store).await;
        let ids = table.copies(&id, 199).await;
        let sound = table.damage(&ids[0]).await;

        let mut parked = 0;
        for minute in 0..5 {
            parked += expire_requests(&few, given::at(DAY + minute)).await.unwrap().parked;
        }
        let others = table.items().await.into_iter().filter(awaits_expiry).count();
        table.import([sound]);
        let at_rest = expire_requests(&few, given::at(2 * DAY)).await.unwrap();
        let [redriven] = &few.parked(None).await.unwrap()[..] else { panic!("one is parked") };
        few.make_due(redriven, given::at(2 * DAY)).await.unwrap();
        few.forget_parked(redriven).await.unwrap();
        few.save_cursor(DueKind::Expiry, given::at(2 * DAY)).await.unwrap();
        let healed = expire_requests(&few, given::at(2 * DAY + 1)).await.unwrap();

        assert_eq!((parked, others, at_rest.looked_at, healed.looked_at), (1, 1, 0, 1));
        assert_eq!(redriven.partition, format!("intervention#{}", ids[0]));
        assert_eq!(few.parked(None).await.unwrap(), []);
        assert_expired_once(&table, 200).await;
    }
}

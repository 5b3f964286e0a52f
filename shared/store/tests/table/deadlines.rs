//! What schedules find: everything that is due, from where they stopped.

use std::{cell::RefCell, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{failure::Failure, id::InterventionId, intervention::Intervention, timeline::Actor};
use embedded::{Embedded, embedded, given};
use store::{DueKind, Store, Work};

async fn expired(store: &Store, minute: i64) -> (Result<usize, Failure>, Vec<InterventionId>) {
    let seen = RefCell::new(Vec::new());
    let act = async |id: InterventionId| {
        seen.borrow_mut().push(id.clone());
        let command = crate::story::command(
            &id,
            Actor::System,
            domain::idempotency::Request::default(),
            given::at(minute),
        );
        store.transition(&command, |one, _| one.expire(given::at(minute))).await.map(|_| ())
    };
    let looked_at = store.each_due(DueKind::Expiry, given::at(minute), act).await;
    (looked_at.map(|walk| walk.looked_at), seen.into_inner())
}

const DAY: i64 = 24 * 60;

/// What a job is shown that does nothing.
async fn due(store: &Store, kind: DueKind, minute: i64) -> Vec<InterventionId> {
    let seen = RefCell::new(Vec::new());
    let look = async |id| {
        seen.borrow_mut().push(id);
        Ok(())
    };
    store.each_due(kind, given::at(minute), look).await.unwrap();
    seen.into_inner()
}

fn sorted<const N: usize>(mut ids: [InterventionId; N]) -> [InterventionId; N] {
    ids.sort();
    ids
}

#[tokio::test]
async fn rule_9_what_expires_is_found_in_its_minute_and_once() {
    let table = embedded().await;
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(given::declared(&table.store).await);
    }

    let early = expired(&table.store, DAY - 1).await;
    let due = expired(&table.store, DAY).await;
    let late = expired(&table.store, DAY + 1).await;

    assert_eq!((early.0.unwrap(), early.1), (0, vec![]));
    let mut found = due.1;
    found.sort();
    ids.sort();
    assert_eq!((due.0.unwrap(), found), (10, ids));
    assert_eq!((late.0.unwrap(), late.1), (0, vec![]));
}

#[tokio::test]
async fn a_job_that_slept_for_hours_catches_up_an_hour_a_run() {
    let table = embedded().await;
    let id = given::declared(&table.store).await;
    table.store.save_cursor(DueKind::Expiry, given::at(DAY - 100)).await.unwrap();

    let first = expired(&table.store, DAY + 200).await;
    let second = expired(&table.store, DAY + 201).await;

    assert_eq!(first.1, vec![]);
    assert_eq!(second.1, vec![id]);
}

/// A request and its copies, whose deadlines spread over one minute: ten in the first shard, the others in the other three.
async fn spread_over_a_minute(table: &Embedded, id: &InterventionId, count: i64) {
    let mut rows = table.items().await;
    rows.retain(|row| row.contains_key("deadline") && row["sk"].as_s().unwrap() == "timeline");
    let pk = AttributeValue::S(format!("intervention#{id}"));
    let due = rows.into_iter().find(|row| row["pk"] == pk).unwrap();
    let bucket =
        due["deadlineBucket"].as_s().unwrap().trim_end_matches(|one: char| one.is_ascii_digit()).to_owned();
    let minute = given::at(DAY).as_millisecond();
    let copies = (0..count).map(|number| {
        let shard = if number % (count / 10) == 0 { 0 } else { 1 + number % 3 };
        let mut copy = due.clone();
        if number > 0 {
            copy.insert("pk".to_owned(), AttributeValue::S(format!("intervention#{number:032x}")));
        }
        copy.insert("deadlineBucket".to_owned(), AttributeValue::S(format!("{bucket}{shard}")));
        let deadline = minute + number * 60_000 / count;
        copy.insert("deadline".to_owned(), AttributeValue::N(deadline.to_string()));
        copy
    });
    table.import(copies.collect::<Vec<_>>());
}

#[tokio::test]
async fn rule_9_ten_thousand_deadlines_of_one_minute_are_acted_on_once_a_hundred_a_run() {
    let table = embedded().await;
    let store = table.with_policy(domain::policy::Policy { due_per_run: 100, ..Default::default() });
    let first = given::intervention(&store, given::declaration(), false).await;
    spread_over_a_minute(&table, &first, 10_000).await;
    let seen = RefCell::new(Vec::new());
    let look = async |id: InterventionId| {
        seen.borrow_mut().push(id);
        Ok(())
    };

    let mut runs = Vec::new();
    // The first run comes in the middle of the minute.
    for run in 0..100 {
        let now = given::at(DAY + run) + Duration::from_secs(30);
        runs.push(store.each_due(DueKind::Expiry, now, look).await.unwrap().looked_at);
    }

    let mut seen = seen.into_inner();
    let acts = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((acts, seen.len()), (10_000, 10_000));
    assert_eq!(runs, [100; 100]);
}

#[tokio::test]
async fn what_fails_is_looked_at_again() {
    let table = embedded().await;
    let id = given::declared(&table.store).await;
    let fails = async |_: InterventionId| Err(Failure::Busy);

    let failed = table.store.each_due(DueKind::Expiry, given::at(DAY), fails).await;
    let next = expired(&table.store, DAY + 5).await;

    assert!(matches!(failed.unwrap().failure, Some(Failure::Busy)));
    assert_eq!(next.1, vec![id]);
}

#[tokio::test]
async fn more_failures_at_once_than_the_row_keeps_are_a_failure_of_the_run_and_lose_nothing() {
    let table = embedded().await;
    let id = given::declared(&table.store).await;
    table.copies(&id, 499).await;
    let fails = async |_: InterventionId| Err(Failure::Busy);

    let outage = table.store.each_due(DueKind::Expiry, given::at(DAY), fails).await.unwrap();
    let (_, mut seen) = expired(&table.store, DAY + 1).await;

    assert!(matches!(outage.failure, Some(Failure::Busy)));
    seen.sort();
    seen.dedup();
    assert_eq!((outage.parked, seen.len()), (0, 500));
}

#[tokio::test]
async fn what_always_fails_is_parked_after_an_hour_and_stops_no_other() {
    let table = embedded().await;
    let id = given::declared(&table.store).await;
    let tries = RefCell::new(0);
    let fails = async |_: InterventionId| {
        *tries.borrow_mut() += 1;
        Err(Failure::Busy)
    };

    let mut runs = Vec::new();
    for minutes in 0..70 {
        runs.push(table.store.each_due(DueKind::Expiry, given::at(DAY + minutes), fails).await.unwrap());
    }

    let cursor = table.store.cursor(DueKind::Expiry).await.unwrap().unwrap();
    assert_eq!(cursor, given::at(DAY + 68));
    let parked: usize = runs.iter().map(|walk| walk.parked).sum();
    let failed = runs.iter().filter(|walk| walk.failure.is_some()).count();
    // The first runs see it twice: as one that failed, and in the minutes that they walk again.
    assert_eq!((failed, parked, tries.into_inner()), (57, 1, 60));
    let [parked] = &table.store.parked(None).await.unwrap()[..] else { panic!("one is parked") };
    assert_eq!(parked.partition, format!("intervention#{id}"));
    assert_eq!((parked.place.as_str(), &parked.work), ("timeline", &Work::ActOn(DueKind::Expiry)));
    assert_eq!(parked.cause, "too many writers at once");
}

#[tokio::test]
async fn rows_of_a_version_without_tries_are_read_and_that_version_reads_ours() {
    let table = embedded().await;
    let id = given::declared(&table.store).await;
    let fails = async |_: InterventionId| Err(Failure::Busy);
    table.store.each_due(DueKind::Expiry, given::at(DAY), fails).await.unwrap();
    let mut rows = table.items().await.into_iter();
    let mut ours = rows.find(|row| row["pk"].as_s().unwrap() == "job#expiry").unwrap();
    let left = ours["left"].as_l().unwrap().iter().map(|id| id.as_s().unwrap().clone());
    assert_eq!(left.collect::<Vec<_>>(), [id.to_string()]);
    ours.remove("tries").unwrap();
    table.import([ours]);

    let (_, seen) = expired(&table.store, DAY + 1).await;

    assert_eq!(seen[0], id);
}

#[tokio::test]
async fn rule_10_who_does_not_leave_is_found_when_the_nudge_is_due_and_who_left_is_looked_after() {
    let table = embedded().await;
    let (karim, nadia) =
        (given::technician(&table.store, "karim").await, given::technician(&table.store, "nadia").await);
    let stays = given::accepted(&table.store, &karim).await;
    let left = given::departed(&table.store, &nadia).await;

    let at_nudge = due(&table.store, DueKind::Arrival, 20).await;
    let mut found = due(&table.store, DueKind::Arrival, 20).await;

    assert_eq!(at_nudge.len(), 2);
    found.sort();
    assert_eq!(found, sorted([stays, left]));
}

#[tokio::test]
async fn rule_9_a_scheduled_request_expires_at_its_hour() {
    let table = embedded().await;
    let declaration =
        domain::breakdown::Declaration { scheduled_for: Some(given::at(300)), ..given::declaration() };
    let id = given::intervention(&table.store, declaration, true).await;

    let early = due(&table.store, DueKind::Expiry, 299).await;
    let found = due(&table.store, DueKind::Expiry, 300).await;

    assert_eq!((early, found), (vec![], vec![id.clone()]));
    let waiting: Intervention = table.store.dossier(&id).await.unwrap().intervention;
    assert_eq!(waiting.expires_at(), given::at(300));
}

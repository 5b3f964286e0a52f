//! What technicians did stays on their record, and reaches the rows that a match reads.

use domain::{
    Timestamp,
    breakdown::Declaration,
    id::InterventionId,
    intervention::Intervention,
    policy::Policy,
    reliability::{Deed, Recorded, Reliability},
    technician::{Presence, Technician},
};
use embedded::{Embedded, Units, embedded, given};
use futures_util::future::join_all;
use store::Store;

fn recorded(technician: &Technician, since: Timestamp, deed: Deed) -> Recorded {
    Recorded { technician: technician.id.clone(), since, deed }
}

/// Deeds of different interventions, one after the other.
async fn did(store: &Store, technician: &Technician, deeds: &[Deed]) {
    let all = deeds.iter().zip(0..).map(async |(deed, number): (&Deed, i64)| {
        let id = InterventionId::numbered(usize::try_from(number).unwrap());
        store.record(&id, &recorded(technician, given::at(number), *deed)).await.unwrap();
    });
    join_all(all).await;
}

async fn matched(table: &Embedded, scheduled_for: Option<Timestamp>) -> Vec<Reliability> {
    let declaration = Declaration { scheduled_for, ..given::declaration() };
    let id = InterventionId::numbered(9_100);
    let request = Intervention::declare(id, declaration, false, None, given::at(0), &Policy::default());
    let found = table.store.candidates(&request.unwrap(), given::at(0)).await.unwrap();
    found.into_iter().map(|one| one.candidate.reliability).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_10_of_what_is_told_twice_late_or_in_any_order_the_worst_stays() {
    let table = embedded().await;
    let pairs = Deed::ALL.into_iter().flat_map(|one| Deed::ALL.map(|other| [one, other]));

    for (number, [one, other]) in pairs.enumerate() {
        let karim = given::stranger(&format!("karim-{number}"));
        let id = InterventionId::numbered(number);
        let tell = async |deed| {
            table.store.record(&id, &recorded(&karim, given::at(0), deed)).await.unwrap();
        };
        join_all([one, other, one].map(tell)).await;
        tell(one).await;

        let kept = table.store.reliability(&karim.id).await.unwrap();

        assert_eq!(kept, [one.max(other)].into_iter().collect::<Reliability>(), "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn rule_10_only_the_last_offers_and_promises_count() {
    let table = embedded().await;
    let store = table.with_policy(Policy { record_window: 3, ..Policy::default() });
    let karim = given::stranger("karim");

    did(&store, &karim, &[Deed::Late, Deed::OnTime, Deed::Declined, Deed::OnTime]).await;

    let expected = [Deed::OnTime, Deed::Declined, Deed::OnTime].into_iter().collect();
    assert_eq!(store.reliability(&karim.id).await.unwrap(), expected);
}

#[tokio::test]
async fn rule_5_a_match_shows_the_record_of_who_comes_online_without_reading_it() {
    let table = embedded().await;
    let karim = given::registered(&table.store, given::stranger("karim")).await;
    let deeds = [Deed::OnTime, Deed::Late, Deed::Ignored];
    did(&table.store, &karim, &deeds).await;

    let presence = Presence { location: given::amiens(), until: given::at(15) };
    table.store.set_presence(&karim, Some(presence)).await.unwrap();
    table.reset_units();
    let online = matched(&table, None).await;
    let read = table.units().read;

    let expected: Reliability = deeds.into_iter().collect();
    assert_eq!((online, matched(&table, Some(given::at(300))).await), (vec![expected], vec![expected]));
    assert!((read - 1.5).abs() < f64::EPSILON, "two shelves and one page of agendas, not {read}");
}

#[tokio::test]
async fn rule_5_a_heartbeat_that_writes_takes_the_newest_record_along() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    did(&table.store, &karim, &[Deed::OnTime]).await;
    assert_eq!(matched(&table, None).await, [Reliability::default()]);

    let renewed = Presence { location: given::amiens(), until: given::at(16) };
    table.store.set_presence(&karim, Some(renewed)).await.unwrap();

    assert_eq!(matched(&table, None).await, [[Deed::OnTime].into_iter().collect()]);
}

#[tokio::test]
async fn a_deed_costs_one_unit() {
    let table = embedded().await;
    let karim = given::stranger("karim");
    table.reset_units();

    did(&table.store, &karim, &[Deed::OnTime]).await;

    assert_eq!(table.units(), Units { write: 1.0, read: 0.0 });
}

//! Lists: histories by page, offers seen through at their source, the waiting list.

use domain::{
    breakdown::Declaration,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Request,
    intervention::{Intervention, Party},
    mission::ranks,
    timeline::Actor,
};
use embedded::{embedded, given};
use store::{Page, Store};

use crate::story::{accept, command};

fn ids(dossiers: &[Dossier]) -> Vec<InterventionId> {
    dossiers.iter().map(|dossier| dossier.intervention.id().clone()).collect()
}

async fn declared_at(store: &Store, number: usize, minute: i64) -> InterventionId {
    let id = InterventionId::numbered(number);
    let new = Intervention::declare(
        id.clone(),
        given::declaration(),
        false,
        None,
        given::at(minute),
        store.policy(),
    );
    store.declare(new.unwrap(), given::breakdown()).await.unwrap();
    id
}

fn page(limit: usize, after: Option<String>) -> Page {
    Page { limit, after, from: None, to: None }
}

#[tokio::test]
async fn a_history_is_read_page_by_page_newest_first_without_gap_or_repeat() {
    let table = embedded().await;
    let mut all = Vec::new();
    for number in 0..25 {
        all.push(declared_at(&table.store, 1_000 + number, i64::try_from(number).unwrap() / 3).await);
    }
    let party = Party::Customer(given::customer());

    let (mut read, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let listed = table.store.history(&party, page(10, after)).await.unwrap();
        read.extend(ids(&listed.items));
        pages += 1;
        after = listed.next;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(pages, 3);
    let mut sorted = read.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), 25);
    assert_eq!(read[0], all[24]);
    assert_eq!(read[24..], all[..1]);
}

#[tokio::test]
async fn a_history_can_begin_and_end_at_a_time() {
    let table = embedded().await;
    for minute in 0..5 {
        declared_at(&table.store, 2_000 + usize::try_from(minute).unwrap(), minute).await;
    }

    let between = Page { limit: 20, after: None, from: Some(given::at(1)), to: Some(given::at(3)) };
    let listed = table.store.history(&Party::Customer(given::customer()), between).await.unwrap();

    assert_eq!(ids(&listed.items), [2_003, 2_002, 2_001].map(InterventionId::numbered));
    assert_eq!(listed.next, None);
}

#[tokio::test]
async fn a_technician_finds_what_they_took_and_not_what_they_left() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let kept = given::accepted_for(&table.store, &karim, given::at(600)).await;
    let left = given::accepted_for(&table.store, &karim, given::at(900)).await;
    let give_up = command(&left, Actor::Technician, Request::default(), given::at(1));
    let decide = |one: &Intervention, _| one.give_up(&karim.id, given::at(1), table.store.policy());
    table.store.transition(&give_up, decide).await.unwrap();

    let listed = table.store.history(&Party::Technician(karim.id.clone()), page(20, None)).await.unwrap();

    assert_eq!(ids(&listed.items), [kept]);
}

#[tokio::test]
async fn nobody_reads_the_history_of_everybody() {
    let table = embedded().await;

    let listed = table.store.history(&Party::Operator, page(20, None)).await;

    assert!(matches!(listed, Err(Failure::NotFound)));
}

#[tokio::test]
async fn an_offer_is_shown_while_it_stands() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::offered(&table.store, &karim).await;

    let offered = table.store.offers(&karim.id, given::at(0)).await.unwrap();
    let ended = table.store.offers(&karim.id, given::at(1)).await.unwrap();

    assert_eq!(ids(&offered), [id]);
    assert_eq!(offered[0].breakdown, given::breakdown());
    assert_eq!(ended, []);
}

#[tokio::test]
async fn rule_6_offers_to_answer_are_counted_for_each_technician_until_they_end() {
    let table = embedded().await;
    let (karim, nadia) =
        (given::technician(&table.store, "karim").await, given::technician(&table.store, "nadia").await);
    for _ in 0..2 {
        given::offered(&table.store, &karim).await;
    }
    given::offered(&table.store, &nadia).await;
    let idle = given::word("idle");
    let who = [idle, nadia.id, karim.id];
    table.reset_units();

    let standing = table.store.standing_offers(&who, given::at(0)).await.unwrap();
    let units = table.units();
    let ended = table.store.standing_offers(&who, given::at(1)).await.unwrap();

    assert_eq!(standing, [0, 1, 2]);
    assert_eq!((units.read, units.write), (1.5, 0.0));
    assert_eq!(ended, [0, 0, 0]);
}

#[tokio::test]
async fn an_offer_row_without_its_offer_is_seen_through() {
    let table = embedded().await;
    let (karim, nadia) =
        (given::technician(&table.store, "karim").await, given::technician(&table.store, "nadia").await);
    let id = given::offered(&table.store, &karim).await;
    let choose = command(&id, Actor::Customer, Request::default(), given::at(0));
    let instead = |one: &Intervention, _| {
        one.choose(
            &given::customer(),
            nadia.asked_for(one, given::at(0))?,
            given::at(0),
            table.store.policy(),
        )
    };
    table.store.transition(&choose, instead).await.unwrap();

    let to_karim = table.store.offers(&karim.id, given::at(0)).await.unwrap();
    let to_nadia = table.store.offers(&nadia.id, given::at(0)).await.unwrap();

    assert_eq!((ids(&to_karim), ids(&to_nadia)), (vec![], vec![id]));
}

#[tokio::test]
async fn rule_7_what_waits_near_is_listed_priority_first_then_the_longest_waiting() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let first = given::waiting(&table.store).await;
    let urgent = given::accepted_for(&table.store, &karim, given::at(600)).await;
    let give_up = command(&urgent, Actor::Technician, Request::default(), given::at(5));
    let decide = |one: &Intervention, _| one.give_up(&karim.id, given::at(5), table.store.policy());
    table.store.transition(&give_up, decide).await.unwrap();
    let far = Declaration { location: given::north(30_000), ..given::declaration() };
    given::intervention(&table.store, far, true).await;
    let other = Declaration { category: given::word("plumbing"), ..given::declaration() };
    given::intervention(&table.store, other, true).await;
    let taken = given::waiting(&table.store).await;
    accept(&table.store, &taken, &karim, Request::default()).await.unwrap();

    let waiting = table.store.waiting_near(&karim, given::at(6)).await.unwrap();

    let waiting: Vec<_> = ranks(&karim, &waiting, given::at(6)).into_iter().map(|(.., id)| id).collect();
    assert_eq!(waiting, [urgent.as_str(), first.as_str()]);
    let position = async |id| {
        let waiting = table.store.dossier(id).await.unwrap().intervention;
        table.store.waiting_position(&waiting).await.unwrap()
    };
    assert_eq!(position(&urgent).await, Some(1));
    assert_eq!(position(&first).await, Some(2));
    assert_eq!(position(&taken).await, None);
}

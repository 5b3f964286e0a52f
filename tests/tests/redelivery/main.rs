//! Every record of the stream and every message delivered three times and in any order changes nothing.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod delivery;
mod parked;
mod play;
mod refused;
mod series;
mod shuffle;

use std::{collections::BTreeSet, time::Duration};

use delivery::Delivery;
use domain::{
    intervention::{Stage, StageName},
    reliability::Deed,
    timeline::Fact,
};
use embedded::given::{self, at};
use play::{accepted_at, chosen, declared, life, play, redriven};
use serde_json::json;
use tests::event;

/// As many disorders are tried.
const SEEDS: u64 = 8;

/// The rows of the whole table once the play is over.
async fn played(mut delivery: Delivery) -> (Delivery, BTreeSet<String>) {
    play(&mut delivery).await;
    let rows = delivery.table.dump().await.into_iter().collect();
    (delivery, rows)
}

/// Nothing may differ, not even a time: the first delivery that succeeds counts, and a later one changes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_deliveries_in_any_order_leave_the_table_of_one_in_order() {
    let (_, expected) = played(Delivery::open(None).await).await;

    for seed in 1..=SEEDS {
        let (_, rows) = played(Delivery::open(Some(seed)).await).await;

        let differing: Vec<&String> = rows.symmetric_difference(&expected).collect();
        assert_eq!(differing, Vec::<&String>::new(), "seed {seed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_deliveries_count_bill_and_tell_once() {
    let (delivery, rows) = played(Delivery::open(Some(0)).await).await;

    let stages = [1, 2, 3, 4, 5, 6].map(|number| (number, life(number)));
    let mut reached = Vec::new();
    for (number, id) in stages {
        let kept = delivery.table.store.dossier_consistent(&id).await.expect("a life that was played");
        reached.push((number, kept.intervention.stage().name()));
    }
    let wanted = [
        (1, StageName::Finished),
        (2, StageName::Accepted),
        (3, StageName::Cancelled),
        (4, StageName::Expired),
        (5, StageName::Finished),
        (6, StageName::Accepted),
    ];
    assert_eq!(reached, wanted);
    let count = |text: &str| rows.iter().filter(|row| row.contains(text)).count();
    assert_eq!(count("sk: invoice,"), 2);
    assert_eq!(count(&format!("pk: intervention#{}, sk: invoice,", life(1))), 1);
    assert_eq!(count(&format!("pk: intervention#{}, sk: invoice,", life(5))), 1);
    let files = delivery.bucket.all();
    assert_eq!(
        files.len(),
        10,
        "each invoice and each report has a PDF in two languages, invoices an XML too"
    );
    assert_eq!(files.iter().map(|file| &file.key).collect::<BTreeSet<_>>().len(), 10);
    assert_eq!(delivery.told().len(), delivery.told().iter().collect::<BTreeSet<_>>().len());
    let whom: BTreeSet<String> = delivery.told().iter().map(|one| without_the_wait(one)).collect();
    assert_eq!(whom.len(), count("sk: notice#"), "a row for each, whichever wait they were told of");
    assert_eq!(statistics(&rows, "lea"), "count: 1, stars: 5");
    assert_eq!(record(&rows, "karim"), [Deed::GivenUp]);
    assert_eq!(record(&rows, "lea"), [Deed::OnTime]);
    assert_eq!(record(&rows, "nora"), [Deed::Ignored, Deed::Late]);
    assert_eq!(count("pk: agenda#"), 2);
    assert_eq!(waves(&delivery).await, [vec!["1"], vec!["2", "3", "4"], vec!["5"]]);
    let of_life_6 = |one: &String| one.contains(&format!("{}-told-", life(6)));
    assert_eq!(delivery.told().into_iter().filter(of_life_6).count(), 6, "five online, and who came online");
}

/// Of what is told since when, whom and of what.
fn without_the_wait(told: &str) -> String {
    told.rsplit_once('-').expect("it ends with the time").0.to_owned()
}

/// Who was asked together in life 6, by number.
async fn waves(delivery: &Delivery) -> Vec<Vec<String>> {
    let kept = delivery.table.store.dossier_consistent(&life(6)).await.expect("a life that was played");
    let waves = kept.intervention.timeline().iter().filter_map(|entry| {
        let Fact::Offered { to, .. } = &entry.fact else { return None };
        Some(
            to.iter()
                .map(|asked| asked.technician.as_str().trim_start_matches("plumber-").to_owned())
                .collect(),
        )
    });
    waves.collect()
}

/// Keys of the rows that tell of invoices, of their printed files, and of the first number in the life of the table.
const DOCUMENTS: [&str; 4] = ["sk: invoice,", "sk: paper#invoice,", "sk: invoices,", "pk: job#join-series,"];

/// The partition and sort key of a row that was dumped.
fn keys(rows: &BTreeSet<String>) -> BTreeSet<String> {
    rows.iter().map(|row| row.splitn(3, ", ").take(2).collect::<Vec<_>>().join(", ")).collect()
}

/// The table refuses every call until the messages have died. Redriven a day later, together with every other message,
/// they bring what they would have brought: only the invoices are a day younger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fell_into_the_dead_letter_queue_and_is_redriven_a_day_later_leaves_the_table_of_one_delivery() {
    let (_, expected) = played(Delivery::open(None).await).await;

    for seed in [None, Some(9)] {
        let (delivery, rows) = played(Delivery::open_failing(seed).await).await;

        let differing = rows.symmetric_difference(&expected);
        let is_document = |row: &str| DOCUMENTS.iter().any(|key| row.contains(key));
        let others: Vec<&String> = differing.filter(|row| !is_document(row)).collect();
        assert_eq!(others, Vec::<&String>::new(), "seed {seed:?}");
        assert!(keys(&rows) == keys(&expected), "seed {seed:?}: a row is missing or was doubled");
        for number in [1, 5] {
            let invoice = delivery.table.store.invoice(&life(number)).await.expect("the table can be read");
            assert_eq!(invoice.expect("it was issued").issued_at, redriven(), "seed {seed:?}");
        }
        assert_eq!(delivery.bucket.all().len(), 10, "seed {seed:?}");
    }
}

/// The timer is due at the end of Karim's offer, and succeeds three minutes later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_6_a_timer_that_failed_three_times_gives_the_next_wave_45_seconds_and_rule_36_nobody_ignored_it()
{
    let mut delivery = Delivery::open(None).await;
    let store = delivery.table.store.clone();
    for name in ["karim", "lea", "nora"] {
        given::technician(&store, name).await;
    }
    given::signed_up(&store).await;
    declared(&store, 1, 0, false).await;
    chosen(&store, 1, "karim", 0).await;
    delivery.settle(at(0)).await;

    let rung = delivery.settle_after_failures(3, at(0) + Duration::from_secs(45)).await;

    let wave = store.dossier_consistent(&life(1)).await.expect("it was declared").intervention;
    let Stage::Offered { to, until, .. } = wave.stage() else { panic!("{:?}", wave.stage()) };
    let asked: BTreeSet<&str> = to.iter().map(|one| one.technician.as_str()).collect();
    assert_eq!(rung, at(3) + Duration::from_secs(45));
    assert_eq!((asked, *until), (BTreeSet::from(["lea", "nora"]), rung + Duration::from_secs(45)));
    accepted_at(&store, 1, "lea", rung + Duration::from_secs(44)).await;
    delivery.settle(rung + Duration::from_secs(46)).await;
    let rows: BTreeSet<String> = delivery.table.dump().await.into_iter().collect();
    for name in ["karim", "lea", "nora"] {
        assert_eq!(record(&rows, name), [], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_7_of_a_batch_what_fails_comes_again_and_all_others_are_told() {
    let delivery = Delivery::open(None).await;
    let karim = given::technician(&delivery.table.store, "karim").await;
    let mut records = Vec::new();
    for (name, body) in [("m1", None), ("m2", Some("{".to_owned())), ("m3", None)] {
        let id = given::waiting(&delivery.table.store).await;
        let request = json!({
            "interventionId": id.as_str(), "category": "heating", "waitingSince": at(0), "priority": false,
        });
        records.push(json!({
            "messageId": name,
            "body": body.unwrap_or(request.to_string()),
            "attributes": event::attributes(at(1), at(1)),
        }));
    }

    let answer = delivery.batch("fan-out-pending-request", &records).await;

    assert_eq!(answer["batchItemFailures"], json!([{ "itemIdentifier": "m2" }]));
    let told = format!("pk: technician#{}, sk: notice#", karim.id);
    let rows = delivery.table.dump().await;
    assert_eq!(rows.iter().filter(|row| row.starts_with(&told)).count(), 2);
}

fn statistics(rows: &BTreeSet<String>, technician: &str) -> String {
    let key = format!("pk: technician#{technician}, sk: self#statistics, ");
    rows.iter().find_map(|row| row.strip_prefix(&key)).unwrap_or("nothing").to_owned()
}

/// What a technician did, in order.
fn record(rows: &BTreeSet<String>, technician: &str) -> Vec<Deed> {
    let key = format!("pk: technician#{technician}, sk: record#");
    let deed = |row: &String| {
        let (_, number) = row.strip_prefix(&key)?.rsplit_once("deed: ")?;
        Deed::try_from(number.parse::<u8>().expect("a number")).ok()
    };
    rows.iter().filter_map(deed).collect()
}

//! Every record of the stream and every message delivered three times and in any order changes nothing.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod delivery;
mod play;
mod series;
mod shuffle;
mod stream;

use std::collections::BTreeSet;

use delivery::Delivery;
use domain::{intervention::StageName, reliability::Deed};
use play::{life, play};

/// As many disorders are tried.
const SEEDS: u64 = 8;

/// The rows of the whole table once the play is over.
async fn played(seed: Option<u64>) -> (Delivery, BTreeSet<String>) {
    let mut delivery = Delivery::open(seed).await;
    play(&mut delivery).await;
    let rows = delivery.table.dump().await.into_iter().collect();
    (delivery, rows)
}

/// Nothing may differ, not even a time: the deliveries of a step bear the time of the step, as the first one counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_deliveries_in_any_order_leave_the_table_of_one_in_order() {
    let (_, expected) = played(None).await;

    for seed in 1..=SEEDS {
        let (_, rows) = played(Some(seed)).await;

        let differing: Vec<&String> = rows.symmetric_difference(&expected).collect();
        assert_eq!(differing, Vec::<&String>::new(), "seed {seed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_deliveries_count_bill_and_tell_once() {
    let (delivery, rows) = played(Some(0)).await;

    let stages = [1, 2, 3, 4, 5].map(|number| (number, life(number)));
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
    ];
    assert_eq!(reached, wanted);
    let count = |text: &str| rows.iter().filter(|row| row.contains(text)).count();
    assert_eq!(count("sk: invoice,"), 2);
    assert_eq!(count(&format!("pk: intervention#{}, sk: invoice,", life(1))), 1);
    assert_eq!(count(&format!("pk: intervention#{}, sk: invoice,", life(5))), 1);
    assert_eq!(delivery.told().len(), delivery.told().iter().collect::<BTreeSet<_>>().len());
    assert_eq!(delivery.told().len(), count("sk: notice#"));
    assert_eq!(statistics(&rows, "lea"), "count: 1, stars: 5");
    assert_eq!(record(&rows, "karim"), [Deed::Declined, Deed::GivenUp]);
    assert_eq!(record(&rows, "lea"), [Deed::OnTime]);
    assert_eq!(record(&rows, "nora"), [Deed::Ignored, Deed::Late]);
    assert_eq!(count("pk: agenda#"), 1);
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

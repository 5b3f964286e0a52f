//! The function itself, from its tick to the metric on which the alarm looks.

use std::fs::{self, File};

use embedded::{embedded, given};
use serde_json::{Value, json};
use tests::{event, house::House};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missing_is_counted_for_the_alarm_and_by_effect_and_health_counts_nothing() {
    let path = std::env::temp_dir().join(format!("hop-assist-repair-{}", std::process::id()));
    let log = File::create(&path).unwrap();
    let house = House::open(embedded().await).logging_to(log);
    let technician = given::technician(&house.table.store, "karim").await;
    given::finished(&house.table.store, &technician).await;

    tick(&house, 65).await;
    let before = counts(&path);
    tick(&house, 70).await;
    let after = counts(&path);

    assert_eq!(before, Vec::<Value>::new());
    assert_eq!(
        after,
        [json!([1, "invoice", null]), json!([1, "reportPaper", null]), json!([2, null, "repair-effects"])]
    );
    let sent: Vec<String> = house.queues.empty().into_iter().map(|sent| sent.queue).collect();
    assert!(sent.len() == 2 && sent[0].ends_with("Invoices") && sent[1].ends_with("Papers"), "{sent:?}");
    fs::remove_file(path).unwrap();
}

async fn tick(house: &House, minute: i64) {
    let mut tick = event::sample("repair-effects");
    tick["time"] = given::at(minute).to_string().into();
    house.invoke("repair-effects", tick).await.unwrap();
}

/// Each value of the metric, with its dimensions.
fn counts(path: &std::path::Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let lines = lines.filter(|line| line["MissingEffects"].is_number());
    lines.map(|line| json!([line["MissingEffects"], line["Effect"], line["Function"]])).collect()
}

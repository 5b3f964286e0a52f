//! A walk through everything that functions do. Each theme has a house of its own, so that all walk at once.

mod dispatch;
mod effects;
mod erasure;
mod jobs;
mod papers;
mod parked;
mod people;
mod routes;
mod uploads;

use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Timestamp;
use embedded::Item;
use serde_json::Value;
use store::DueKind;
use tests::{event, house::House};

/// All of it.
pub(crate) async fn everywhere() {
    tokio::join!(
        routes::walk(),
        dispatch::walk(),
        uploads::walk(),
        papers::walk(),
        jobs::walk(),
        effects::walk(),
        parked::walk(),
        people::walk(),
        erasure::walk()
    );
}

/// A job has run until so many seconds before a tick. It reads every minute in between, so this is short.
const BEHIND_SECONDS: i64 = 10 * 60;

/// A job runs that looks for these.
async fn tick(house: &House, job: &str, kinds: &[DueKind], now: Timestamp) {
    let behind = Timestamp::from_second(now.as_second() - BEHIND_SECONDS).expect("a time of our century");
    for kind in kinds {
        house.table.store.save_cursor(*kind, behind).await.expect("a cursor");
    }
    let mut tick: Value = event::sample(job);
    tick["time"] = now.to_string().into();
    house.invoke(job, tick).await.unwrap_or_else(|fault| panic!("{job}: {fault}"));
}

/// A row as it is.
async fn row(house: &House, pk: &str, sk: &str) -> Item {
    let rows = house.table.items().await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    rows.into_iter().find(|row| row["pk"] == text(pk) && row["sk"] == text(sk)).expect("it is there")
}

/// A row is lost, or was never written.
async fn delete(house: &House, pk: &str, sk: &str) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let delete = house.table.client.delete_item().table_name(&house.table.table);
    delete.key("pk", text(pk)).key("sk", text(sk)).send().await.expect("the table takes it");
}

/// Where the functions of a life log to.
fn log(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("permissions-{name}.log"))
}

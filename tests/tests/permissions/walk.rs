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
use store::DueKind;
use tests::house::House;

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

/// A job runs that looks for these.
async fn tick(house: &House, job: &str, kinds: &[DueKind], now: Timestamp) {
    house.tick(job, kinds, now).await.unwrap_or_else(|fault| panic!("{job}: {fault}"));
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

//! Outages: the table refuses, or throttles, every call, and each operation is called once.

use std::sync::Arc;

use embedded::embedded;
use tests::{
    house::House,
    mailbox::{Mailbox, Trouble},
    moment::Moment,
    scene::Scene,
};
use tokio::task::JoinSet;

use crate::{edge::sound, tally::Tally};

/// Every call to the table that functions make.
const CALLS: &[&str] = &[
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
];

/// Tries every operation in a house whose table is in trouble. What the table holds makes no difference then.
pub(crate) async fn told(tally: &Tally) {
    let mut table = embedded().await;
    let mailbox = Mailbox::open(&table.endpoint);
    table.endpoint = mailbox.url();
    let house = Arc::new(House::open(table));
    // The colleague who becomes an operator has signed up: the pool is asked before the table.
    house.pool.confirm("lea@hop-assist.example", "lea");
    let scene = Scene::at(&tally.house, Moment::Finished).await;
    for trouble in [Trouble::Locked, Trouble::Throttled(CALLS)] {
        mailbox.trouble(trouble);
        let mut answers = JoinSet::new();
        for operation in tally.document.operations() {
            let (id, call, house) = (operation.id().to_owned(), sound(&scene, operation), Arc::clone(&house));
            // The SDK waits between its attempts, so all operations are tried at once.
            answers.spawn(async move { (id, house.call(&call).await.expect("a route")) });
        }
        for (id, answer) in answers.join_all().await {
            tally.count(&id, &answer);
        }
    }
}

//! Each function's binary understands its own sample event.

use domain::intervention::Intervention;
use embedded::{EmbeddedBucket, EmbeddedPool, embedded, given};
use serde_json::Value;
use store::Store;
use tests::{
    binary::binary,
    event,
    guarded::{Guarded, Services},
    mailbox::Mailbox,
    runtime::Function,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_understands_its_sample() {
    let table = embedded().await;
    declared(&table.store).await;
    let (bucket, pool) = (EmbeddedBucket::open(), EmbeddedPool::open());
    let mailbox = Mailbox::open(&table.endpoint);
    let guarded = Guarded::open(Services {
        table: mailbox.url(),
        bucket: bucket.endpoint.clone(),
        queues: mailbox.url(),
        pool: pool.endpoint.clone(),
    });

    let mut wrong = Vec::new();
    for name in event::functions() {
        let function = Function::start(&binary(&name), &guarded.environment()).await;
        let answer = function.invoke(event::sample(&name)).await.expect("the process lives");
        if !understood(&answer) {
            wrong.push(format!("{name}: {answer:?}"));
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

/// The intervention of the samples: a message about something that does not exist is tried again.
async fn declared(store: &Store) {
    let id = "3f9c1e7a5b2d48e6a0c4d7f18b25e963".to_owned().try_into().expect("an id");
    let declared = Intervention::declare(id, given::declaration(), true, None, given::at(0), store.policy());
    store.declare(declared.expect("a sound declaration"), given::breakdown()).await.expect("it is declared");
}

/// In a nearly empty table most calls find nothing: that is an answer. A body that is refused is not.
fn understood(answer: &Result<Value, Value>) -> bool {
    match answer {
        Ok(answer) => match answer["statusCode"].as_u64() {
            Some(status) => matches!(status, 200 | 201 | 404 | 409),
            None => answer["batchItemFailures"].as_array().is_none_or(Vec::is_empty),
        },
        Err(_) => false,
    }
}

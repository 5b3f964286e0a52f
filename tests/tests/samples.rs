//! Each function's binary answers its own sample with success, where it finds the table that the samples speak of.

use embedded::{EmbeddedBucket, EmbeddedPool, embedded};
use serde_json::Value;
use tests::{
    binary::binary,
    event,
    guarded::{Guarded, Services},
    mailbox::Mailbox,
    runtime::Function,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_answers_its_sample_with_success() {
    let (table, bucket, pool) = (embedded().await, EmbeddedBucket::open(), EmbeddedPool::open());
    seeds::plant(&table, &bucket, |name| event::sample(name).to_string()).await;
    for (address, account) in seeds::ACCOUNTS {
        pool.confirm(address, account);
    }
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
        let sample = stored(event::sample(&name), &bucket);
        let answer = function.invoke(sample).await.expect("the process lives");
        if !is_success(&answer) {
            wrong.push(format!("{name}: {answer:?}"));
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

/// Names the upload as the embedded bucket keeps it: the samples' own bucket keeps no versions.
fn stored(mut sample: Value, bucket: &EmbeddedBucket) -> Value {
    if let Some(body) = sample.pointer_mut("/Records/0/body")
        && let Some(Ok(message)) = body.as_str().map(serde_json::from_str::<Value>)
        && let Some(key) = message.pointer("/Records/0/s3/object/key").and_then(Value::as_str)
    {
        let upload = bucket.told(key).expect("the upload of the sample is there");
        let version = upload.version.expect("this bucket keeps versions");
        *body = message
            .to_string()
            .replace("\"versionId\":\"null\"", &format!("\"versionId\":\"{version}\""))
            .into();
    }
    sample
}

fn is_success(answer: &Result<Value, Value>) -> bool {
    match answer {
        Ok(answer) => match answer["statusCode"].as_u64() {
            Some(status) => matches!(status, 200..=202 | 204),
            None => answer["batchItemFailures"].as_array().is_none_or(Vec::is_empty),
        },
        Err(_) => false,
    }
}

//! Stands in for a function: takes its events from the emulator and has `cargo lambda watch` answer them.

use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde_json::json;

use crate::Error;
use crate::http::{Answer, Client};

/// The Lambda runtime's paths.
const INVOCATION: &str = "2018-06-01/runtime/invocation";

/// Relays until the emulator goes away.
pub async fn run(function: &str, watch: &str, runtime: &str) -> Result<(), Error> {
    // The emulator answers when there is an event, be it tomorrow.
    let client = Client::patient(Duration::from_hours(24));
    let functions = format!("{watch}/2015-03-31/functions/{function}/invocations");
    loop {
        let next = get(&client, &format!("{runtime}/{INVOCATION}/next")).await?;
        let id = next.headers.get("lambda-runtime-aws-request-id").and_then(|id| id.to_str().ok());
        let Some(id) = id.filter(|_| next.status == 200) else {
            return Err(Error::Unexpected { call: "the runtime".into(), why: next.text() });
        };
        let (kind, body) = match post(&client, &functions, next.body).await {
            Ok(answer) if answer.status == 200 => ("response", answer.body),
            Ok(answer) => ("error", failure(&answer.text())),
            Err(error) => ("error", failure(&error.to_string())),
        };
        post(&client, &format!("{runtime}/{INVOCATION}/{id}/{kind}"), body).await?;
    }
}

fn failure(why: &str) -> Bytes {
    json!({ "errorType": "Watch", "errorMessage": why }).to_string().into()
}

async fn get(client: &Client, url: &str) -> Result<Answer, Error> {
    send(client, Request::get(url), url, Bytes::new()).await
}

async fn post(client: &Client, url: &str, body: Bytes) -> Result<Answer, Error> {
    send(client, Request::post(url), url, body).await
}

async fn send(
    client: &Client,
    request: hyper::http::request::Builder,
    url: &str,
    body: Bytes,
) -> Result<Answer, Error> {
    let request = request
        .body(Full::new(body))
        .map_err(|error| Error::Unreachable { url: url.into(), why: error.to_string() })?;
    client.send(request).await
}

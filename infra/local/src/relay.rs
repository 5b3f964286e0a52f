//! Stands in for a function under `cargo dev --watch`: takes its events from the emulator, and has them answered by a
//! process of the program that is made from the sources of that moment.

use std::process::Stdio;
use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::HeaderMap;
use serde_json::json;
use tokio::process::{Child, Command};

use crate::Error;
use crate::http::{Answer, Client};
use crate::runtime::{Event, Outcome, Runtime};
use crate::watch::{self, Build};

/// The Lambda runtime's paths.
const INVOCATION: &str = "2018-06-01/runtime/invocation";
/// What a stand-in and a function share of the headers of an event.
const HEADERS: &str = "lambda-runtime-";

/// A process of the function.
#[derive(Debug)]
struct Running {
    build: Build,
    process: Child,
    runtime: Runtime,
}

/// Relays until the emulator goes away.
pub async fn run(function: &str, launcher: &str, runtime: &str) -> Result<(), Error> {
    // The emulator answers when there is an event, be it tomorrow.
    let emulator = Client::patient(Duration::from_hours(24));
    let workshop = Client::patient(Duration::from_secs(watch::TIMEOUT_SECONDS.into()));
    let program = format!("{launcher}{}{function}", watch::PATH);
    let mut running = None;
    loop {
        let event = next(&emulator, runtime).await?;
        let id = event.id().to_owned();
        let outcome = match fresh(&workshop, &program).await {
            Ok(build) => answered(&mut running, build, event).await,
            Err(why) => Err(failure("BuildFailed", &why)),
        };
        let (kind, body) = match outcome {
            Ok(answer) => ("response", answer),
            Err(error) => ("error", error),
        };
        post(&emulator, &format!("{runtime}/{INVOCATION}/{id}/{kind}"), body).await?;
    }
}

async fn next(client: &Client, runtime: &str) -> Result<Event, Error> {
    let url = format!("{runtime}/{INVOCATION}/next");
    let answer = send(client, Request::get(&url), &url, Bytes::new()).await?;
    let headers = answer.headers.iter().filter(|(name, _)| name.as_str().starts_with(HEADERS));
    let headers: HeaderMap = headers.map(|(name, value)| (name.clone(), value.clone())).collect();
    let event = Event { headers, body: answer.body.clone() };
    if answer.status == 200 && !event.id().is_empty() {
        return Ok(event);
    }
    Err(Error::Unexpected { call: "the runtime".into(), why: answer.text() })
}

/// The newest program of the function; else the message of the compiler.
async fn fresh(workshop: &Client, url: &str) -> Result<Build, String> {
    let answer = post(workshop, url, Bytes::new()).await.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(answer.text());
    }
    serde_json::from_slice(&answer.body).map_err(|error| error.to_string())
}

/// Has the event answered by a process of this build; starts one where there is none.
async fn answered(running: &mut Option<Running>, build: Build, event: Event) -> Outcome {
    if let Some(other) = running.take_if(|other| other.build != build || !other.is_alive()) {
        other.end().await;
    }
    let process = match running {
        Some(process) => process,
        None => running.insert(Running::start(build).await?),
    };
    process.invoke(event).await
}

impl Running {
    async fn start(build: Build) -> Result<Self, Bytes> {
        let failed = |why: &dyn std::fmt::Display| {
            failure("Runtime.InvalidEntrypoint", &format!("{}: {why}", build.program.display()))
        };
        let runtime = Runtime::start().await.map_err(|error| failed(&error))?;
        let mut command = Command::new(&build.program);
        command.env("AWS_LAMBDA_RUNTIME_API", runtime.address.to_string());
        let process = command.stdin(Stdio::null()).kill_on_drop(true).spawn();
        let process = process.map_err(|error| failed(&error))?;
        Ok(Self { build, process, runtime })
    }

    fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    async fn end(mut self) {
        if let Err(error) = self.process.kill().await {
            eprintln!("warning: ending {}: {error}", self.build.program.display());
        }
    }

    /// Gives the event to the process, and waits no longer than the function may take.
    async fn invoke(&mut self, event: Event) -> Outcome {
        let seconds = watch::TIMEOUT_SECONDS;
        tokio::select! {
            outcome = self.runtime.invoke(event) => {
                outcome.unwrap_or_else(|| Err(failure("Runtime.ExitError", "the runtime ended")))
            }
            status = self.process.wait() => {
                let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
                Err(failure("Runtime.ExitError", &format!("the process ended without an answer: {status}")))
            }
            () = tokio::time::sleep(Duration::from_secs(seconds.into())) => {
                drop(self.process.start_kill());
                Err(failure("Sandbox.Timedout", &format!("the function did not answer within {seconds} s")))
            }
        }
    }
}

fn failure(kind: &str, why: &str) -> Bytes {
    json!({ "errorType": kind, "errorMessage": why }).to_string().into()
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

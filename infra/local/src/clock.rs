//! The clock of the local cloud, which people may set ahead: an hour of work then passes in a moment.
//!
//! Functions take every time from their events. So they ask this proxy for their events instead of the emulator, and it
//! moves the times in them. Nothing but the time is local: a function cannot tell that it is not on AWS.

mod events;

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, TRANSFER_ENCODING};
use hyper::http::uri::{Authority, PathAndQuery};
use hyper::{Method, Request, Response, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_json::json;

use domain::Timestamp;

use crate::aws::Aws;
use crate::folder::Folder;
use crate::http::Client;
use crate::server::{Answered, Body, Pool, Server, silent, told};
use crate::{Error, Outputs};

/// Where the clock is read and set; every other path is that of a function's runtime.
const PATH: &str = "/clock";
/// How the path ends by which a function asks for its next event.
const NEXT: &str = "/runtime/invocation/next";
/// The longest step: appointments lie at most 60 days ahead, invoices are due 30 days later.
const STEP_SECONDS_MAX: u64 = 100 * 24 * 3_600;
/// The largest body that sets the clock, in bytes.
const BODY_BYTES_MAX: usize = 1_000;

/// The longest step between two runs of the jobs: a run walks an hour of deadlines at most.
const RUN_SECONDS: u64 = 3_600;
/// The jobs that look for deadlines. The schedule of the job that looks for missing effects is enough: nothing is lost here,
/// and its four walks would double the time of a step.
const JOBS: [&str; 3] = ["expire-requests", "watch-arrivals", "apply-retention"];

/// By how many seconds the clock is set ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Ahead {
    seconds: u64,
}

/// The clock, kept in a file beside the data: a cloud that is started again must not go back in time.
#[derive(Debug)]
struct Clock {
    ahead_seconds: AtomicI64,
    file: PathBuf,
}

/// Starts the clock of a cloud.
pub(crate) fn start(listener: TcpListener, folder: &Folder) -> Result<Server, Error> {
    let clock = Arc::new(Clock::kept(folder.clock())?);
    let answer = move |pool, call| answer(Arc::clone(&clock), pool, call);
    Server::start(listener, "local clock", answer)
}

/// Lets time pass in a cloud that is up: an hour at a time, and the jobs that look for deadlines run after each, so that
/// everything happens as it does in life. Answers by how much the clock is ahead of this machine's.
pub async fn advance(outputs: &Outputs, by: Duration) -> Result<Duration, Error> {
    let aws = Aws::at(&outputs.aws_endpoint);
    let mut left = by.as_secs();
    let mut ahead = set_ahead(&outputs.clock_url, left.min(RUN_SECONDS)).await?;
    while left > 0 {
        for job in JOBS {
            aws.invoke(outputs, job, &json!({ "time": here().to_string() })).await?;
        }
        left -= left.min(RUN_SECONDS);
        if left > 0 {
            ahead = set_ahead(&outputs.clock_url, left.min(RUN_SECONDS)).await?;
        }
    }
    Ok(ahead)
}

/// The time of this machine; the clock moves it in each event.
#[expect(
    clippy::disallowed_methods,
    reason = "ticks are made here, and deliveries of messages get their time"
)]
fn here() -> Timestamp {
    Timestamp::now()
}

async fn set_ahead(url: &str, seconds: u64) -> Result<Duration, Error> {
    let body = json!({ "seconds": seconds }).to_string();
    let url = format!("{url}{PATH}");
    let request = Request::post(&url).header(CONTENT_TYPE, "application/json").body(Full::from(body));
    let request = request.map_err(|error| Error::Unreachable { url: url.clone(), why: error.to_string() })?;
    let answer = Client::default().send(request).await?;
    if answer.status != 200 {
        return Err(Error::Refused { call: "The clock".into(), status: answer.status, body: answer.text() });
    }
    let ahead: Ahead = serde_json::from_slice(&answer.body)
        .map_err(|error| Error::Unexpected { call: "the clock".into(), why: error.to_string() })?;
    Ok(Duration::from_secs(ahead.seconds))
}

impl Clock {
    fn kept(file: PathBuf) -> Result<Self, Error> {
        let doing = format!("reading {}", file.display());
        let seconds = match fs::read_to_string(&file) {
            Ok(text) => text.trim().parse().map_err(|_number| {
                Error::system(doing)(std::io::Error::new(ErrorKind::InvalidData, "it holds no number"))
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(source) => return Err(Error::System { doing, source }),
        };
        Ok(Self { ahead_seconds: AtomicI64::new(seconds), file })
    }

    fn ahead(&self) -> i64 {
        self.ahead_seconds.load(Ordering::Relaxed)
    }

    /// The file first: a clock that is set but not kept would go back.
    fn set_ahead(&self, step: Ahead) -> std::io::Result<Ahead> {
        let seconds = self.ahead().saturating_add_unsigned(step.seconds);
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, format!("{seconds}\n"))?;
        self.ahead_seconds.store(seconds, Ordering::Relaxed);
        Ok(Ahead { seconds: seconds.unsigned_abs() })
    }
}

async fn answer(clock: Arc<Clock>, pool: Pool, call: Request<Incoming>) -> Answered {
    if call.uri().path() == PATH {
        return set(&clock, call).await;
    }
    let is_next = call.method() == Method::GET && call.uri().path().ends_with(NEXT);
    let Some(call) = to_the_emulator(call) else {
        return told(StatusCode::NOT_FOUND, "this is the clock of the local cloud: POST /clock\n");
    };
    match pool.request(call).await {
        Ok(event) if is_next && event.status() == StatusCode::OK => moved(&clock, event).await,
        Ok(other) => Ok(other.map(Either::Left)),
        Err(error) => silent(&error),
    }
}

/// Sets the clock. The content type keeps web pages out, which may not send JSON to another origin unasked.
async fn set(clock: &Clock, call: Request<Incoming>) -> Answered {
    let is_json = call.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if call.method() != Method::POST || !is_json {
        return told(StatusCode::METHOD_NOT_ALLOWED, "the clock takes POST with JSON: {\"seconds\": 60}\n");
    }
    let body = Limited::new(call.into_body(), BODY_BYTES_MAX).collect().await;
    let step = body.ok().and_then(|body| serde_json::from_slice::<Ahead>(&body.to_bytes()).ok());
    let Some(step) = step.filter(|step| step.seconds <= STEP_SECONDS_MAX) else {
        let why = format!("the clock takes {{\"seconds\": n}} with n from 0 to {STEP_SECONDS_MAX}\n");
        return told(StatusCode::BAD_REQUEST, why);
    };
    match clock.set_ahead(step) {
        Ok(ahead) => told(StatusCode::OK, serde_json::to_vec(&ahead).expect("a number is JSON")),
        Err(error) => told(StatusCode::INTERNAL_SERVER_ERROR, format!("keeping the clock: {error}\n")),
    }
}

/// A function's call: the first part of its path is the address of its runtime on this machine.
fn to_the_emulator(mut call: Request<Incoming>) -> Option<Request<Incoming>> {
    let (authority, path) = runtime(call.uri())?;
    let host = HeaderValue::from_str(authority.as_str()).ok()?;
    *call.uri_mut() = Uri::builder().scheme("http").authority(authority).path_and_query(path).build().ok()?;
    call.headers_mut().insert(HOST, host);
    Some(call)
}

fn runtime(uri: &Uri) -> Option<(Authority, PathAndQuery)> {
    let (authority, path) = uri.path_and_query()?.as_str().strip_prefix('/')?.split_once('/')?;
    let authority = authority.parse::<Authority>().ok()?;
    let is_here = matches!(authority.host(), "127.0.0.1" | "localhost");
    is_here.then(|| Some((authority, format!("/{path}").parse().ok()?)))?
}

/// The event with its times moved.
async fn moved(clock: &Clock, event: Response<Incoming>) -> Answered {
    let (mut head, body) = event.into_parts();
    let bytes = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return silent(&error),
    };
    let bytes = match clock.ahead() {
        0 => bytes,
        seconds => events::moved(&bytes, here(), seconds).map_or(bytes, Bytes::from),
    };
    head.headers.remove(TRANSFER_ENCODING);
    head.headers.insert(CONTENT_LENGTH, bytes.len().into());
    Ok(Response::from_parts(head, Body::Right(Full::from(bytes))))
}

#[cfg(test)]
mod tests;

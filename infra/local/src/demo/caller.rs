//! Somebody who is signed in, and how their app calls the API.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use http_body_util::Full;
use hyper::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use hyper::{Method, Request};
use serde_json::Value;

use super::lines::Lines;
use crate::aws::Aws;
use crate::http::{Answer, Client};
use crate::{Error, Outputs, Role, people};

/// How often an app sends a command that the cloud is too busy for.
const TRIES: usize = 4;

/// A customer or a technician with their app in hand.
pub(super) struct Caller {
    /// What the story calls them.
    pub name: String,
    /// Where the story is told.
    pub lines: Lines,
    token: String,
    api: String,
    client: Client,
}

impl Caller {
    /// Signs somebody in by their user name.
    pub(super) async fn sign_in(
        outputs: &Outputs,
        role: Role,
        user: &str,
        name: &str,
        lines: Lines,
    ) -> Result<Self, Error> {
        let token = people::token(&Aws::at(&outputs.aws_endpoint), outputs, role, user).await?;
        Ok(Self::with(token, outputs, name, lines))
    }

    /// Signs somebody in who may have applied to become a technician, or may have signed up alone.
    pub(super) async fn applicant(
        outputs: &Outputs,
        user: &str,
        name: &str,
        lines: Lines,
    ) -> Result<Self, Error> {
        let token = people::applicant(&Aws::at(&outputs.aws_endpoint), outputs, user).await?;
        Ok(Self::with(token, outputs, name, lines))
    }

    fn with(token: String, outputs: &Outputs, name: &str, lines: Lines) -> Self {
        Self { name: name.into(), lines, token, api: outputs.api_url.clone(), client: Client::default() }
    }

    /// Reads; nothing is told.
    pub(super) async fn reads(&self, path: &str) -> Result<Value, Error> {
        self.accepted(&format!("reads (GET {path})"), &self.asks(path).await?)
    }

    /// Reads, whatever the answer is.
    pub(super) async fn asks(&self, path: &str) -> Result<Answer, Error> {
        self.send(&Method::GET, path, None, &new_key()).await
    }

    /// Stores something of their own; nothing is told.
    pub(super) async fn stores(&self, path: &str, body: &Value) -> Result<Value, Error> {
        let answer = self.send(&Method::PUT, path, Some(body), &new_key()).await?;
        self.accepted(&format!("stores (PUT {path})"), &answer)
    }

    /// The body of an answer, unless the call was refused: then the problem that it tells.
    pub(super) fn accepted(&self, what: &str, answer: &Answer) -> Result<Value, Error> {
        if answer.status < 300 {
            return answer.json();
        }
        let problem = answer.json().unwrap_or_default();
        let told = |field: &str| problem[field].as_str().map(ToOwned::to_owned);
        let body = match (told("code"), told("detail")) {
            (Some(code), Some(detail)) => format!("{code}: {detail}{}", faults(&problem)),
            (_, _) => answer.text(),
        };
        Err(Error::Refused { call: format!("{} {what}", self.name), status: answer.status, body })
    }

    /// Where a path of the API lies on this machine.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.api)
    }

    /// What is refused for being too much at once is sent again with the same key.
    pub(super) async fn send(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<Answer, Error> {
        for _busy in 1..TRIES {
            let answer = self.send_once(method, path, body, key).await?;
            if !matches!(answer.status, 429 | 503) {
                return Ok(answer);
            }
            tokio::time::sleep(retry_after(&answer).unwrap_or(Duration::from_secs(1))).await;
        }
        self.send_once(method, path, body, key).await
    }

    async fn send_once(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<Answer, Error> {
        let url = self.url(path);
        let request = Request::builder()
            .method(method)
            .uri(&url)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(ACCEPT_LANGUAGE, "en")
            .header(CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key)
            .body(Full::from(body.map(Value::to_string).unwrap_or_default()))
            .map_err(|error| Error::Unreachable { url, why: error.to_string() })?;
        self.client.send(request).await
    }
}

/// When the cloud wants to be asked again.
pub(super) fn retry_after(answer: &Answer) -> Option<Duration> {
    let seconds = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// A key that no earlier run has used.
pub(super) fn new_key() -> String {
    format!("demo-{:016x}", RandomState::new().hash_one("Idempotency-Key"))
}

fn faults(problem: &Value) -> String {
    let faults = problem["errors"].as_array().into_iter().flatten();
    let told = |fault: &Value| format!(" [{}: {}]", fault["pointer"], fault["detail"]);
    faults.map(told).collect::<Vec<_>>().concat()
}

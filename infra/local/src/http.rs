//! HTTP to this machine, or to a stack that is up: what the launcher, the tests, the demo and operators call with.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{HeaderMap, Method, Request};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Builder, Client as Pool};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::Error;

/// The longest that an answer is waited for, unless somebody has more patience.
const PATIENCE: Duration = Duration::from_mins(2);

/// A caller. It keeps no connection open, so it may outlive the runtime of a test.
#[derive(Clone, Debug)]
pub struct Client {
    pool: Pool<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
}

impl Default for Client {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

impl Client {
    /// A caller that waits so long for each answer.
    pub fn patient(patience: Duration) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        Self { pool: builder.pool_max_idle_per_host(0).build(connector), patience }
    }

    /// Calls the API as an app does: a JSON body, and the caller's token.
    pub async fn call(
        &self,
        method: Method,
        url: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Answer, Error> {
        let mut request = Request::builder().method(method).uri(url);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request.body(Full::from(body)).map_err(|error| unreachable(url, error))?;
        self.send(request).await
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer, Error> {
        let url = request.uri().to_string();
        let exchange = async {
            let response = self.pool.request(request).await.map_err(|error| unreachable(&url, error))?;
            let (head, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| unreachable(&url, error))?.to_bytes();
            Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
        };
        match tokio::time::timeout(self.patience, exchange).await {
            Ok(answer) => answer,
            Err(late) => Err(unreachable(&url, late)),
        }
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Result<Value, Error> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Error::Unexpected { call: "the call".into(), why: error.to_string() })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn unreachable(url: &str, why: impl std::error::Error) -> Error {
    let mut reason = why.to_string();
    let mut cause = why.source();
    while let Some(deeper) = cause {
        reason = deeper.to_string();
        cause = deeper.source();
    }
    Error::Unreachable { url: url.into(), why: reason }
}

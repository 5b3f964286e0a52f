//! One HTTP service outside AWS: GET and JSON, within limits of time and size.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::{
    Request, Uri,
    body::{Bytes, Incoming},
    header::{ACCEPT, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;

use crate::Fault;

type Https = Client<HttpsConnector<HttpConnector>, Empty<Bytes>>;

/// A service and the limits that we set it. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    base: String,
    limits: Limits,
    https: Arc<OnceLock<Https>>,
}

/// What one answer may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) wait: Duration,
    pub(crate) bytes: usize,
}

/// The environment names no address of a service.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address of a service, such as https://example.org/path")]
pub struct InvalidBase(String);

impl Service {
    /// Nothing is built before the first call: who never calls pays nothing at a cold start.
    pub(crate) fn at(base: &str, limits: Limits) -> Result<Self, InvalidBase> {
        let invalid = || InvalidBase(base.to_owned());
        let uri: Uri = base.parse().map_err(|_| invalid())?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.query().is_some() {
            return Err(invalid());
        }
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self { base, limits, https: Arc::default() })
    }

    /// The answer to a GET of a path and query, which are spelt as they travel.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path_and_query: &str) -> Result<T, Fault> {
        let exchange = self.exchange(path_and_query);
        let body = tokio::time::timeout(self.limits.wait, exchange).await.map_err(|_| Fault::Late)??;
        serde_json::from_slice(&body).map_err(|_| Fault::Malformed)
    }

    async fn exchange(&self, path_and_query: &str) -> Result<Bytes, Fault> {
        let request = Request::get(format!("{}{path_and_query}", self.base))
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "hop-assist")
            .body(Empty::new())
            .map_err(|error| Fault::Unreachable(error.into()))?;
        let asked = self.https.get_or_init(https).request(request);
        let answer = asked.await.map_err(|error| Fault::Unreachable(error.into()))?;
        match answer.status().as_u16() {
            200 => whole(answer.into_body(), self.limits.bytes).await,
            status => Err(Fault::Status(status)),
        }
    }
}

async fn whole(body: Incoming, bytes_max: usize) -> Result<Bytes, Fault> {
    let read = Limited::new(body, bytes_max).collect().await;
    let read = read.map_err(|error| {
        if error.is::<LengthLimitError>() { Fault::TooLarge(bytes_max) } else { Fault::BrokenOff }
    });
    Ok(read?.to_bytes())
}

/// The public roots are in the binary, as those of Amazon are for AWS. No connection is kept: a function that was put
/// to rest wakes up to dead ones.
fn https() -> Https {
    let connector = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
    Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector)
}

#[cfg(test)]
pub(crate) mod stand_in;

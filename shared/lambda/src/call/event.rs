//! The event of an HTTP API (payload 2.0): the fields that we read.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// An event that is none of an HTTP API.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// It has not the shape.
    #[error("not an event of an HTTP API")]
    Shape(#[from] serde_json::Error),
    /// Its time is beyond all calendars.
    #[error("not a time of any calendar")]
    Time(#[from] jiff::Error),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    #[serde(default)]
    pub(crate) route_key: String,
    pub(crate) raw_path: String,
    pub(crate) raw_query_string: Option<String>,
    headers: Option<HashMap<String, String>>,
    path_parameters: Option<HashMap<String, String>>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    pub(crate) request_context: RequestContext,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestContext {
    #[serde(default)]
    pub(crate) request_id: String,
    time_epoch: i64,
    pub(crate) http: Http,
    authorizer: Option<Authorizer>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Http {
    pub(crate) method: String,
}

#[derive(Debug, Deserialize)]
struct Authorizer {
    jwt: Option<Jwt>,
}

#[derive(Debug, Deserialize)]
struct Jwt {
    claims: Option<serde_json::Map<String, Value>>,
}

impl Event {
    /// A `GET` of the same.
    pub(crate) fn read_instead(&mut self) {
        "GET".clone_into(&mut self.request_context.http.method);
        if let Some(path) = self.route_key.strip_prefix("HEAD ") {
            self.route_key = format!("GET {path}");
        }
    }

    pub(crate) fn received_at(&self) -> Result<Timestamp, jiff::Error> {
        Timestamp::from_millisecond(self.request_context.time_epoch)
    }

    /// The gateway spells names in lower case, other senders of events as they like.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers.as_ref()?;
        let exact = headers.get(name);
        let found = exact.or_else(|| {
            headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        });
        found.map(String::as_str)
    }

    pub(crate) fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters.as_ref()?.get(name).map(String::as_str)
    }

    pub(crate) fn claim(&self, name: &str) -> Option<&Value> {
        self.request_context.authorizer.as_ref()?.jwt.as_ref()?.claims.as_ref()?.get(name)
    }

    /// None if it claims to be base64 and is not.
    pub(crate) fn body_bytes(&self) -> Option<Vec<u8>> {
        let body = self.body.as_deref().unwrap_or_default();
        if self.is_base64_encoded { STANDARD.decode(body).ok() } else { Some(body.as_bytes().to_vec()) }
    }
}

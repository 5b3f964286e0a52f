//! One HTTP call: who calls, with which words.

mod caller;
mod command;
mod cursor;
mod dossier;
mod event;
mod span;

use std::sync::Arc;

use domain::{Timestamp, invalid::Invalid};

pub use dossier::View;
use event::Event;
pub use event::EventError;

use crate::{
    Language, Problem,
    body::{self, Faults, Nothing},
    query,
};

/// One call of an app. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Call {
    event: Arc<Event>,
    is_head: bool,
    received_at: Timestamp,
}

impl Call {
    /// The call that an event of API Gateway (HTTP API, payload 2.0) tells of. `HEAD` is `GET` to all but the last step,
    /// which leaves the body out.
    pub fn from_event(json: &str) -> Result<Self, EventError> {
        let mut event: Event = serde_json::from_str(json)?;
        let received_at = event.received_at()?;
        let is_head = event.request_context.http.method == "HEAD";
        if is_head {
            event.read_instead();
        }
        Ok(Self { event: Arc::new(event), is_head, received_at })
    }

    /// When the gateway received the call: the one time that decisions of this call know.
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// The method, such as `POST`.
    pub fn method(&self) -> &str {
        &self.event.request_context.http.method
    }

    /// The route, such as `POST /interventions/{id}/acceptance`.
    pub fn route(&self) -> &str {
        &self.event.route_key
    }

    /// The path as it was called.
    pub fn raw_path(&self) -> &str {
        &self.event.raw_path
    }

    /// The query string as it was called, without `?`.
    pub fn raw_query(&self) -> &str {
        self.event.raw_query_string.as_deref().unwrap_or_default()
    }

    /// The body as bytes; empty if there is none.
    pub fn raw_body(&self) -> Result<Vec<u8>, Problem> {
        self.event.body_bytes().ok_or(Problem::MalformedBody)
    }

    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.event.header(name)
    }

    /// The language to answer in.
    pub fn language(&self) -> Language {
        self.header("accept-language").map_or(Language::French, Language::of_header)
    }

    /// A parameter of the path; what can be no such thing does not exist.
    pub fn path<T: TryFrom<String, Error = Invalid>>(&self, name: &str) -> Result<T, Problem> {
        let text = self.event.path_parameter(name).ok_or(Problem::NotFound)?;
        T::try_from(text.to_owned()).map_err(|_| Problem::NotFound)
    }

    /// The body as a command that takes no query; an absent body is an empty one. All its faults are reported at
    /// once.
    pub fn body<T: deserr::Deserr<Faults>>(&self) -> Result<T, Problem> {
        let (Nothing {}, body) = self.query_and_body()?;
        Ok(body)
    }

    /// The body as a command that a query says more of.
    pub fn query_and_body<Q, B>(&self) -> Result<(Q, B), Problem>
    where
        Q: deserr::Deserr<Faults>,
        B: deserr::Deserr<Faults>,
    {
        let (query, body) = (self.query()?, self.raw_body()?);
        if !body.is_empty() && !self.header("content-type").is_none_or(is_json) {
            return Err(Problem::ContentTypeUnsupported);
        }
        Ok((query, body::parse(&body)?))
    }

    /// Refuses words where none are needed; an absent body and `{}` are fine.
    pub fn no_body(&self) -> Result<(), Problem> {
        self.body::<Nothing>().map(|Nothing {}| ())
    }

    /// The parameters of the query, each once and none unknown.
    pub fn query<T: deserr::Deserr<Faults>>(&self) -> Result<T, Problem> {
        query::parse(self.raw_query())
    }

    /// Chance: for what nobody shall guess, and never for what a repeat must find again.
    #[expect(clippy::disallowed_methods, reason = "the edge is where chance comes in")]
    pub fn random(&self) -> u128 {
        uuid::Uuid::new_v4().as_u128()
    }

    /// Whether the answer goes without its body.
    pub(crate) fn is_head(&self) -> bool {
        self.is_head
    }

    pub(crate) fn request_id(&self) -> &str {
        &self.event.request_context.request_id
    }
}

/// Whether a `Content-Type` means JSON in UTF-8. The gateway joins repeated headers with commas: those are none.
fn is_json(content_type: &str) -> bool {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let is_utf_8 = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        name.trim().eq_ignore_ascii_case("charset")
            && value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    kind.trim().eq_ignore_ascii_case("application/json")
        && parameters.split(';').map(str::trim).filter(|one| !one.is_empty()).all(is_utf_8)
}

#[cfg(test)]
mod tests;

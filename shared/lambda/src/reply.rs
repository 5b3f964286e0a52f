//! What a call is answered with.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{Problem, language::weighed};

/// An answer: a status, headers, JSON.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    always_new: bool,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// What API Gateway (payload 2.0) wants back.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Response {
    pub(crate) status_code: u16,
    pub(crate) headers: std::collections::BTreeMap<&'static str, String>,
    pub(crate) body: String,
    pub(crate) is_base64_encoded: bool,
}

/// Shorter bodies would only grow.
const COMPRESSED_FROM_BYTES: usize = 1_024;

impl Reply {
    /// 200 with a body.
    pub fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(200, body)
    }

    /// 201 with a body.
    pub fn created(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(201, body)
    }

    /// The same answer with its body inside another one.
    pub fn inside<B: Serialize>(self, outer: impl FnOnce(Box<RawValue>) -> B) -> Result<Self, Problem> {
        let broken = |error: serde_json::Error| Problem::Broken(error.into());
        let inner = serde_json::from_slice(&self.body).map_err(broken)?;
        let body = serde_json::to_vec(&outer(inner)).map_err(broken)?;
        Ok(Self { body, ..self })
    }

    /// 204: nothing to say.
    pub fn no_content() -> Self {
        Self::empty(204)
    }

    pub(crate) fn json(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|error| Problem::Broken(error.into()))?;
        Ok(Self { body, ..Self::empty(status) }.header("content-type", "application/json"))
    }

    fn empty(status: u16) -> Self {
        let headers = vec![
            ("cache-control", "private, no-store".to_owned()),
            ("vary", "accept-encoding, accept-language".to_owned()),
        ];
        Self { status, always_new: false, headers, body: Vec::new() }
    }

    /// With the version that `If-Match` and `If-None-Match` speak of.
    #[must_use]
    pub fn etag(self, version: u64) -> Self {
        self.header("etag", format!("\"{version}\""))
    }

    /// With the seconds after which asking again makes sense.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header("retry-after", seconds.to_string())
    }

    /// Sent whole even to who holds its version already: it has more in it than the version tells.
    #[must_use]
    pub fn always_new(self) -> Self {
        Self { always_new: true, ..self }
    }

    /// The same for everybody: anyone in between may keep it for so long.
    #[must_use]
    pub fn public(self, seconds: u32) -> Self {
        self.header("cache-control", format!("public, max-age={seconds}"))
    }

    /// With a header, in place of an older one of that name; names are in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body before it is compressed.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// 304 in place of an answer that the caller holds already.
    pub(crate) fn unless_held(self, held: Option<&str>) -> Self {
        let tag = self.headers.iter().find(|(name, _)| *name == "etag").map(|(_, tag)| tag.as_str());
        let (Some(tag), Some(held), 200) = (tag, held, self.status) else { return self };
        let same = |one: &str| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag;
        if self.always_new || !held.split(',').map(str::trim).any(same) {
            return self;
        }
        let mut headers = self.headers;
        headers.retain(|(name, _)| *name != "content-type");
        Self { status: 304, headers, body: Vec::new(), ..self }
    }

    /// Status and headers alone.
    pub(crate) fn without_body(self) -> Self {
        Self { body: Vec::new(), ..self }
    }

    /// The reply as the gateway wants it.
    pub(crate) fn into_response(self, accepts: Option<&str>) -> Result<Response, Problem> {
        let body = self.body;
        let mut headers: std::collections::BTreeMap<_, _> = self.headers.into_iter().collect();
        if body.len() > COMPRESSED_FROM_BYTES && accepts.is_some_and(accepts_gzip) {
            headers.insert("content-encoding", "gzip".to_owned());
            let body = STANDARD.encode(gzip(&body).map_err(|error| Problem::Broken(error.into()))?);
            return Ok(Response { status_code: self.status, headers, body, is_base64_encoded: true });
        }
        let body = String::from_utf8(body).map_err(|error| Problem::Broken(error.into()))?;
        Ok(Response { status_code: self.status, headers, body, is_base64_encoded: false })
    }
}

fn accepts_gzip(header: &str) -> bool {
    header.split(',').map(weighed).any(|(coding, weight)| coding.eq_ignore_ascii_case("gzip") && weight > 0)
}

fn gzip(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
}

#[cfg(test)]
mod tests;

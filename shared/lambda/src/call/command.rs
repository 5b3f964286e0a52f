//! What makes a command safe to repeat: its key, and the version that its caller has seen.

use domain::idempotency::{Key, Request};
use sha2::{Digest, Sha256};

use super::Call;
use crate::{
    Problem,
    body::{BODY_BYTES_MAX, Json},
};

/// The longest `Idempotency-Key`.
const KEY_LENGTH_MAX: usize = 64;

impl Call {
    /// What a transition needs besides its words: the key if there is one, the version if one was seen.
    pub fn request(&self) -> Result<Request, Problem> {
        Ok(Request { key: self.idempotency()?, if_match: self.if_match()? })
    }

    /// The key of a command that must bear one.
    pub fn idempotency_required(&self) -> Result<Key, Problem> {
        self.idempotency()?.ok_or(Problem::KeyMissing)
    }

    /// The key of a command, if it bears one.
    pub fn idempotency(&self) -> Result<Option<Key>, Problem> {
        let Some(key) = self.header("idempotency-key") else { return Ok(None) };
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > KEY_LENGTH_MAX || !visible {
            return Err(Problem::KeyMalformed);
        }
        self.key(digest(&[self.sub()?, self.method(), self.raw_path(), key].map(str::as_bytes))).map(Some)
    }

    /// A mark for a command without a key: it tells whether a later one says the same, and is never found as a repeat.
    pub fn unkeyed(&self) -> Result<Key, Problem> {
        let received_at = self.received_at().as_millisecond().to_string();
        let parts = [self.sub()?, self.method(), self.raw_path(), "", &received_at, self.request_id()];
        self.key(digest(&parts.map(str::as_bytes)))
    }

    /// The key with what tells two bodies apart: their canonical form. An absent body is an empty object. What is no JSON
    /// or too large is refused where the body is read.
    fn key(&self, command: [u8; 12]) -> Result<Key, Problem> {
        let body = self.raw_body()?;
        let json = Json::read(&body).ok().filter(|_| body.len() <= BODY_BYTES_MAX);
        let canonical = json.map(|json| json.canonical()).transpose();
        let canonical = canonical.map_err(|error| Problem::Broken(error.into()))?;
        let former = body_digest(&body);
        Ok(Key { command, body: canonical.as_deref().map_or(former, body_digest), former: Some(former) })
    }

    /// The version that the caller has seen (`If-Match: "7"`); `*` asks for none in particular.
    pub fn if_match(&self) -> Result<Option<u64>, Problem> {
        match self.header("if-match").map(str::trim) {
            None | Some("*") => Ok(None),
            Some(tag) => version(tag).map(Some).ok_or(Problem::VersionDiffers { current: None }),
        }
    }

    /// The tags that the caller holds (`If-None-Match`), as they were sent.
    pub fn if_none_match(&self) -> Option<&str> {
        self.header("if-none-match")
    }
}

/// The digest of a body, by which the version before compared bodies, too.
fn body_digest(body: &[u8]) -> [u8; 8] {
    let is_empty = body.iter().filter(|byte| !byte.is_ascii_whitespace()).eq(b"{}");
    digest(&[if is_empty { &[] } else { body }])
}

/// The version of a strong tag; a weak one never matches a command (RFC 9110, 13.1.1).
fn version(tag: &str) -> Option<u64> {
    tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// The beginning of the SHA-256 of all parts, each after its length so that none can pose as two.
pub(super) fn digest<const LENGTH: usize>(parts: &[&[u8]]) -> [u8; LENGTH] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let whole = hash.finalize();
    std::array::from_fn(|at| whole[at])
}

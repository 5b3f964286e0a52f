//! A problem as JSON, in the language of its reader.

use domain::{id::InterventionId, intervention::StageName, locating::Unlocated, person::Unsettled};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use super::{Problem, Role, refusal};
use crate::{
    Language, Reply,
    answer::Candidate,
    body::Fault,
    text::{self, Figure, Text},
};

/// The members of RFC 9457, and ours.
#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    instance: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Error<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Candidate>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    interventions: Vec<&'a str>,
}

#[derive(Serialize)]
struct Error<'a> {
    pointer: &'a str,
    detail: String,
}

impl<'a> Error<'a> {
    fn of(Fault { pointer, wrong }: &'a Fault, language: Language) -> Self {
        Self { pointer, detail: text::fault(*wrong, language) }
    }
}

/// In how many seconds to try again when too much happens at once.
const BUSY_SECONDS: u32 = 1;
/// In how many seconds to try again when the address service does not answer: it shuts out who asks too often for 5 s.
const SILENT_SECONDS: u32 = 5;

/// Of a path: printable ASCII characters that a URI does not allow there (RFC 3986). Whatever is not ASCII is encoded, too.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^');
const NOT_IN_A_REFERENCE: &AsciiSet = &NOT_IN_A_PATH.add(b'`').add(b'{').add(b'|').add(b'}');

/// A path as a URI reference. The gateway hands over a path in which some characters are decoded; what is still encoded
/// stays so.
fn reference(path: &str) -> String {
    let mut parts = path.split('%');
    let encoded = |part: &str| utf8_percent_encode(part, NOT_IN_A_REFERENCE).to_string();
    let mut reference = parts.next().map(encoded).unwrap_or_default();
    for part in parts {
        let is_encoded =
            part.as_bytes().first_chunk::<2>().is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        reference += if is_encoded { "%" } else { "%25" };
        reference += &encoded(part);
    }
    reference
}

impl Problem {
    /// The reply that tells of the problem; `instance` is the path that was called.
    pub fn reply(&self, instance: &str, language: Language) -> Result<Reply, Self> {
        let Text { title, detail } = text::problem(self.text_key(), &self.figures(), language);
        let code = self.code();
        let body = Body {
            r#type: format!("https://hop-assist.example/problems/{code}"),
            title,
            status: self.status(),
            errors: self.errors(&detail, language),
            detail,
            instance: reference(instance),
            code,
            stage: self.stage(),
            candidates: self.candidates(),
            interventions: self.interventions(),
        };
        let reply = Reply::json(self.status(), &body)?.header("content-type", "application/problem+json");
        Ok(self.with_headers(reply.header("content-language", language.tag())))
    }

    fn with_headers(&self, reply: Reply) -> Reply {
        if let Self::VersionDiffers { current: Some(current) } = self {
            return reply.etag(*current);
        }
        if let Self::NotYet { retry_after } = self {
            return reply.retry_after(*retry_after);
        }
        if let Self::Unlocated(Unlocated::Silent(_)) = self {
            return reply.retry_after(SILENT_SECONDS);
        }
        match self.status() {
            401 => reply.header("www-authenticate", "Bearer"),
            503 => reply.retry_after(BUSY_SECONDS),
            _ => reply,
        }
    }

    /// The code, or what tells apart two texts of one code.
    fn text_key(&self) -> &'static str {
        if let Self::NotYet { .. } = self {
            return "not-yet";
        }
        let Self::RoleForbids(role) = self else { return self.code() };
        match role {
            Role::Technician => "role-forbids-technician",
            Role::Operator => "role-forbids-operator",
        }
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        if let Self::InvalidValue(faults) = self {
            return vec![("count", Figure::count(faults.all().len()))];
        }
        let Self::Refused(refusal) = self else { return Vec::new() };
        refusal::told(refusal).figures
    }

    fn stage(&self) -> Option<&'static str> {
        let Self::Refused(refusal) = self else { return None };
        refusal.stage().map(StageName::as_str)
    }

    fn errors(&self, detail: &str, language: Language) -> Vec<Error<'_>> {
        if let Self::InvalidValue(faults) = self {
            return faults.all().iter().map(|fault| Error::of(fault, language)).collect();
        }
        self.pointer().map(|pointer| Error { pointer, detail: detail.to_owned() }).into_iter().collect()
    }

    /// The reason why an erasure, or a change of the issuer, must wait.
    fn interventions(&self) -> Vec<&str> {
        let Self::Unsettled(
            Unsettled::WorkRunning(ids) | Unsettled::DocumentsPending(ids) | Unsettled::IssuerBound(ids),
        ) = self
        else {
            return Vec::new();
        };
        ids.iter().map(InterventionId::as_str).collect()
    }

    /// Where the one refused value stands in the body.
    fn pointer(&self) -> Option<&'static str> {
        if let Self::Unlocated(Unlocated::Ambiguous(_) | Unlocated::Unknown(_)) = self {
            return Some("/address");
        }
        let Self::Refused(refusal) = self else { return None };
        refusal::told(refusal).pointer
    }

    /// The places that the customer can choose from.
    fn candidates(&self) -> Vec<Candidate> {
        let Self::Unlocated(Unlocated::Ambiguous(found) | Unlocated::Unknown(found)) = self else {
            return Vec::new();
        };
        found.iter().map(Candidate::from).collect()
    }
}

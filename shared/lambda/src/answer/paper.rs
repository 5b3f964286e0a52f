//! A link to a paper.

use domain::paper::PaperLink;
use serde::Serialize;

use super::Time;

/// Where a PDF can be fetched, for five minutes, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    url: String,
    sha256: String,
    expires_at: Time,
}

impl From<&PaperLink> for Paper {
    fn from(link: &PaperLink) -> Self {
        Self { url: link.url.clone(), sha256: hexadecimal(&link.sha256), expires_at: link.expires_at.into() }
    }
}

pub(super) fn hexadecimal(digest: &[u8; 32]) -> String {
    use std::fmt::Write;
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes all that is written to it");
        text
    })
}

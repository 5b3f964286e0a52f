//! Photos and voice notes, as far as their reader may see them (rules 3 and 29).

use domain::{
    dossier::Dossier,
    media::{self, Fault, Links, Media, Owner, State},
};
use serde::Serialize;

use super::{Reader, Time};
use crate::{
    Language,
    text::{self, Text},
};

/// A photo or a voice note; links live five minutes, and only reads sign them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Medium {
    id: String,
    kind: &'static str,
    phase: &'static str,
    by: &'static str,
    content_type: &'static str,
    attached_at: Time,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links_expire_at: Option<Time>,
}

/// Why uploaded bytes were refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Refusal {
    code: &'static str,
    detail: String,
}

/// A photo or a voice note before acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MissionMedium {
    id: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links_expire_at: Option<Time>,
}

impl Medium {
    /// All that were checked, and the reader's own that were refused.
    pub(super) fn all_of(dossier: &Dossier, reader: Reader<'_>) -> Vec<Self> {
        let shown = |one: &&media::Medium| match one.state {
            State::Ready { .. } => true,
            State::Refused(_) => one.owner.is(reader.party),
            State::Awaited => false,
        };
        let all = dossier.media.all().iter().filter(shown);
        all.map(|one| Self::of(one, reader.links, reader.language)).collect()
    }

    fn of(medium: &media::Medium, links: &Links, language: Language) -> Self {
        let link = links.get(&medium.id);
        let (state, refusal) = match medium.state {
            State::Awaited => ("awaited", None),
            State::Ready { .. } => ("ready", None),
            State::Refused(fault) => ("refused", Some(Refusal::of(fault, language))),
        };
        Self {
            id: medium.id.to_string(),
            kind: medium.kind.as_str(),
            phase: medium.phase.as_str(),
            by: match medium.owner {
                Owner::Customer(_) => "customer",
                Owner::Technician(_) => "technician",
            },
            content_type: medium.content_type.as_str(),
            attached_at: medium.attached_at.into(),
            state,
            refusal,
            url: link.and_then(|link| link.url.clone()),
            thumbnail_url: link.and_then(|link| link.thumbnail_url.clone()),
            links_expire_at: link.map(|link| link.expires_at.into()),
        }
    }
}

impl Refusal {
    fn of(fault: Fault, language: Language) -> Self {
        let Text { detail, .. } = text::problem(fault.code(), &[], language);
        Self { code: fault.code(), detail }
    }
}

impl MissionMedium {
    /// All that were checked.
    pub(super) fn all_of(media: &Media, links: &Links) -> Vec<Self> {
        media.ready().map(|one| Self::of(one, links)).collect()
    }

    fn of(medium: &media::Medium, links: &Links) -> Self {
        let link = links.get(&medium.id).filter(|link| link.thumbnail_url.is_some());
        Self {
            id: medium.id.to_string(),
            kind: medium.kind.as_str(),
            thumbnail_url: link.and_then(|link| link.thumbnail_url.clone()),
            links_expire_at: link.map(|link| link.expires_at.into()),
        }
    }
}

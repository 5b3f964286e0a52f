//! Photos and voice notes: one row beside the timeline, kept if nobody kept another since it was read.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, MediumId},
    media::{Attached, ContentType, Fault, Kind, Media, Medium, Owner, Phase, State},
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    lists::id_of,
    row::{KeyRow, Row, key_row, millis, parse, stored_key, time},
    transaction::Condition,
};

/// Every photo and voice note of an intervention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MediaRow {
    version: u64,
    media: Vec<MediumRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MediumRow {
    id: String,
    owner: OwnerRow,
    kind: KindRow,
    content_type: String,
    bytes: u64,
    phase: PhaseRow,
    attached_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<KeyRow>,
    state: StateRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum OwnerRow {
    Customer(String),
    Technician(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum KindRow {
    Photo,
    Voice,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PhaseRow {
    Before,
    After,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum StateRow {
    Awaited,
    Ready { thumbnail: bool },
    Refused { fault: String },
}

impl Row for MediaRow {
    const KIND: &'static str = "media";
}

/// So many races may be lost: somebody picks ten photos at once, and each is checked by itself.
const RACES_MAX: usize = 32;

impl Store {
    /// Keeps that an upload is awaited, as `decide` says of the newest state.
    pub async fn attach(
        &self,
        id: &InterventionId,
        decide: impl Fn(&Dossier) -> Result<Attached, Failure>,
    ) -> Result<Medium, Failure> {
        for _ in 0..RACES_MAX {
            let dossier = self.dossier_consistent(id).await?;
            match decide(&dossier)? {
                Attached::Known(medium) => return Ok(medium),
                Attached::KeyReused => return Err(Failure::KeyReused),
                Attached::New(media, medium) => {
                    if self.put_media(id, &dossier.media, &media).await? {
                        return Ok(medium);
                    }
                }
            }
        }
        Err(Failure::Busy)
    }

    /// Keeps the outcome of a check; whether it was still awaited.
    pub async fn settle_medium(
        &self,
        id: &InterventionId,
        medium: &MediumId,
        owner: &str,
        state: State,
    ) -> Result<bool, Failure> {
        for _ in 0..RACES_MAX {
            let known = self.media(id).await?;
            let Some(settled) = known.settled(medium, owner, state) else { return Ok(false) };
            if self.put_media(id, &known, &settled).await? {
                return Ok(true);
            }
        }
        Err(Failure::Busy)
    }

    /// The photos and voice notes of an intervention; none where there is no such intervention.
    pub async fn media(&self, id: &InterventionId) -> Result<Media, Failure> {
        let row = self.get::<MediaRow>(key::media(id), Read::Consistent).await?;
        Ok(row.map(MediaRow::media).transpose()?.unwrap_or_default())
    }

    /// Those of several interventions; who has none is not told of.
    pub async fn media_of(
        &self,
        ids: impl IntoIterator<Item = &InterventionId>,
    ) -> Result<HashMap<InterventionId, Media>, Failure> {
        let items = self.get_many(ids.into_iter().map(key::media).collect()).await?;
        let read = |item| Ok((id_of(&item)?, MediaRow::of_item(item)?.media()?));
        Ok(items.into_iter().map(read).collect::<Result<_, Error>>()?)
    }

    async fn put_media(&self, id: &InterventionId, before: &Media, after: &Media) -> Result<bool, Error> {
        let seen = match before.version() {
            0 => Condition::New,
            version => Condition::Same("version", AttributeValue::N(version.to_string())),
        };
        self.put_if(key::media(id), &MediaRow::of(after), &seen).await
    }
}

impl MediaRow {
    pub(crate) fn of(media: &Media) -> Self {
        Self { version: media.version(), media: media.all().iter().map(MediumRow::of).collect() }
    }

    pub(crate) fn media(self) -> Result<Media, Error> {
        let all = self.media.into_iter().map(MediumRow::medium).collect::<Result<_, _>>()?;
        Ok(Media::kept(self.version, all))
    }
}

impl MediumRow {
    fn of(medium: &Medium) -> Self {
        Self {
            id: medium.id.to_string(),
            owner: match &medium.owner {
                Owner::Customer(id) => OwnerRow::Customer(id.to_string()),
                Owner::Technician(id) => OwnerRow::Technician(id.to_string()),
            },
            kind: match medium.kind {
                Kind::Photo => KindRow::Photo,
                Kind::Voice => KindRow::Voice,
            },
            content_type: medium.content_type.as_str().to_owned(),
            bytes: medium.bytes,
            phase: match medium.phase {
                Phase::Before => PhaseRow::Before,
                Phase::After => PhaseRow::After,
            },
            attached_at: millis(medium.attached_at),
            key: medium.key.map(key_row),
            state: StateRow::of(medium.state),
        }
    }

    fn medium(self) -> Result<Medium, Error> {
        Ok(Medium {
            id: parse(self.id)?,
            owner: match self.owner {
                OwnerRow::Customer(id) => Owner::Customer(parse(id)?),
                OwnerRow::Technician(id) => Owner::Technician(parse(id)?),
            },
            kind: match self.kind {
                KindRow::Photo => Kind::Photo,
                KindRow::Voice => Kind::Voice,
            },
            content_type: parse::<ContentType>(self.content_type)?,
            bytes: self.bytes,
            phase: match self.phase {
                PhaseRow::Before => Phase::Before,
                PhaseRow::After => Phase::After,
            },
            attached_at: time(self.attached_at)?,
            key: self.key.map(stored_key),
            state: self.state.state()?,
        })
    }
}

impl StateRow {
    fn of(state: State) -> Self {
        match state {
            State::Awaited => Self::Awaited,
            State::Ready { thumbnail } => Self::Ready { thumbnail },
            State::Refused(fault) => Self::Refused { fault: fault.code().to_owned() },
        }
    }

    fn state(self) -> Result<State, Error> {
        Ok(match self {
            Self::Awaited => State::Awaited,
            Self::Ready { thumbnail } => State::Ready { thumbnail },
            Self::Refused { fault } => State::Refused(parse::<Fault>(fault)?),
        })
    }
}

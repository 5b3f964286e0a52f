//! `POST /interventions/{id}/media`: a photo or a voice note, whose bytes are uploaded by the link that comes back.

use std::collections::BTreeMap;

use attach_media::{AttachMedia, attach_media};
use deserr::Deserr;
use domain::{
    id::MediumId,
    media::{ContentType, Kind, NewMedium, Phase},
};
use lambda::{
    Call, Problem, Reply,
    answer::Time,
    body::{Faults, Whole},
};
use media::Bucket;
use serde::Serialize;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Bucket::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    kind: Kind,
    content_type: ContentType,
    bytes: Whole<1, 1_000_000_000>,
    phase: Phase,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Awaited<'a> {
    id: &'a str,
    kind: &'static str,
    content_type: &'static str,
    bytes: u64,
    phase: &'static str,
    attached_at: Time,
    upload: Link,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    method: &'static str,
    url: String,
    headers: BTreeMap<&'static str, String>,
    expires_at: Time,
}

async fn handle((store, bucket): (Store, Bucket), call: Call) -> Result<Reply, Problem> {
    let (parties, request) = (call.parties()?, call.request()?);
    let Body { kind, content_type, bytes, phase } = call.body()?;
    let id = request.key.map_or_else(|| MediumId::of_random(call.random()), |key| MediumId::derived(&key));
    let new = NewMedium { id, kind, content_type, bytes: bytes.number(), phase, key: request.key };
    let command = AttachMedia { intervention: call.path("id")?, parties, new, if_match: request.if_match };
    let (medium, upload) = attach_media(&store, &bucket, command, call.received_at()).await?;
    Reply::created(&Awaited {
        id: medium.id.as_str(),
        kind: medium.kind.as_str(),
        content_type: medium.content_type.as_str(),
        bytes: medium.bytes,
        phase: medium.phase.as_str(),
        attached_at: medium.attached_at.into(),
        upload: Link {
            method: upload.method,
            url: upload.url,
            headers: upload.headers.into_iter().collect(),
            expires_at: upload.expires_at.into(),
        },
    })
}

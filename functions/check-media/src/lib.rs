//! What was uploaded is checked, cleaned and kept, or refused; either way it leaves quarantine.
//!
//! Told twice, or cut off anywhere, it comes to the same: what is kept has one name and is written once, its outcome
//! is kept on the condition that it is still awaited, and only then does the upload go.

use domain::{
    failure::Failure,
    media::{Fault, Medium, State},
};
use media::{Bucket, Error, Place, Quarantined, Uploaded, check};
use store::Store;
use trace::Span;

/// Checks an upload; what became of the photo or voice note, where one was awaited there.
///
/// What nobody awaits (under a foreign prefix, by a link that was used before, too late) is deleted.
pub async fn check_media(
    store: &Store,
    bucket: &Bucket,
    upload: &Uploaded,
) -> Result<Option<State>, Failure> {
    let settled = match Quarantined::of_key(&upload.key) {
        Some(place) => settle(store, bucket, upload, &place).await?,
        None => None,
    };
    bucket.discard(upload).await?;
    Ok(settled)
}

async fn settle(
    store: &Store,
    bucket: &Bucket,
    upload: &Uploaded,
    quarantined: &Quarantined,
) -> Result<Option<State>, Failure> {
    let Quarantined { intervention, owner, medium } = quarantined;
    Span::record_intervention(intervention);
    let media = store.media(intervention).await?;
    if !media.knows(medium) {
        return too_late(bucket, quarantined).await;
    }
    let awaited = media.find(medium, owner).filter(|medium| medium.state == State::Awaited);
    let Some(awaited) = awaited else { return Ok(None) };
    let state = match outcome(bucket, upload, awaited, &quarantined.place()).await {
        Ok(state) => state,
        Err(gone @ Error::Gone) => return settled_meanwhile(store, quarantined, gone).await,
        Err(error) => return Err(error.into()),
    };
    if store.settle_medium(intervention, medium, owner, state).await? {
        return Ok(Some(state));
    }
    if store.media(intervention).await?.knows(medium) {
        Ok(None)
    } else {
        too_late(bucket, quarantined).await
    }
}

/// Its place was given away meanwhile: a check that was cut off may have kept some of it.
async fn too_late(bucket: &Bucket, quarantined: &Quarantined) -> Result<Option<State>, Failure> {
    bucket.forget(&quarantined.place()).await?;
    Ok(None)
}

/// S3 says the same of an upload that is gone and of one that must not be read. It is gone where another delivery of the
/// same message was faster; then the row says that nobody awaits it any more.
async fn settled_meanwhile(
    store: &Store,
    quarantined: &Quarantined,
    gone: Error,
) -> Result<Option<State>, Failure> {
    let media = store.media(&quarantined.intervention).await?;
    let medium = media.find(&quarantined.medium, &quarantined.owner);
    if medium.is_some_and(|medium| medium.state == State::Awaited) { Err(gone.into()) } else { Ok(None) }
}

async fn outcome(bucket: &Bucket, upload: &Uploaded, medium: &Medium, place: &Place) -> Result<State, Error> {
    if upload.bytes != medium.bytes {
        return Ok(State::Refused(Fault::WrongSize));
    }
    let bytes = bucket.fetch(upload, medium.bytes).await?;
    if bytes.len() as u64 != medium.bytes {
        return Ok(State::Refused(Fault::WrongSize));
    }
    match check(bytes, medium.content_type) {
        Ok(checked) => {
            let thumbnail = checked.thumbnail.is_some();
            bucket.keep(place, medium, checked).await?;
            Ok(State::Ready { thumbnail })
        }
        Err(fault) => Ok(State::Refused(fault)),
    }
}

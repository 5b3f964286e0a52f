//! The report: what was found and done, with times, photos and who signed.

use documents::{Buyer, HOUSE, Photo, ReportPaper, Taken, Work};
use domain::{
    dossier::Dossier,
    failure::Failure,
    media::{Kind, Medium, Phase, State},
    paper::Printed,
};
use futures_util::future::try_join_all;
use media::{Bucket, Error};
use store::Store;

use crate::parties;

/// The files; none where no work ended. Where the customer or the team ended it, the report says so in place of the
/// words of the technician.
pub(crate) async fn printed(
    store: &Store,
    bucket: &Bucket,
    dossier: &Dossier,
) -> Result<Option<Printed>, Failure> {
    let intervention = &dossier.intervention;
    let (Some(_), Some(written_at)) = (intervention.ending(), intervention.ended_at()) else {
        return Ok(None);
    };
    let Some((technician, buyer)) = parties(store, dossier).await? else { return Ok(None) };
    let photos = photos(bucket, dossier).await?;
    let photos: Vec<Photo<'_>> = photos
        .iter()
        .map(|(one, bytes)| Photo { taken: taken(one.phase), taken_at: one.attached_at, bytes })
        .collect();
    let paper = ReportPaper {
        number: intervention.id().short(),
        written_at,
        description: &dossier.breakdown.description,
        report: dossier.report.as_ref(),
        photos: &photos,
        seller: &technician.business,
        buyer: Buyer::of(dossier, &buyer),
        work: Work::of(dossier, store.policy()),
        house: HOUSE,
    };
    paper.printed().map(Some).map_err(|fault| Failure::Broken(Box::new(fault)))
}

/// The photos that were checked and have a thumbnail, which is small enough for paper; those of the breakdown first. A
/// thumbnail that is gone holds no report up; for one that a photo never had, nobody asks.
async fn photos(bucket: &Bucket, dossier: &Dossier) -> Result<Vec<(Medium, Vec<u8>)>, Failure> {
    let id = dossier.intervention.id();
    let has_thumbnail = |medium: &&Medium| matches!(medium.state, State::Ready { thumbnail: true });
    let photos = dossier.media.all().iter().filter(|medium| medium.kind == Kind::Photo);
    let (before, after): (Vec<&Medium>, Vec<&Medium>) =
        photos.filter(has_thumbnail).partition(|one| one.phase == Phase::Before);
    let fetch = async |medium: &Medium| match bucket.thumbnail(id, medium).await {
        Ok(bytes) => Ok(Some((medium.clone(), bytes))),
        Err(Error::Gone) => Ok(None),
        Err(error) => Err(Failure::from(error)),
    };
    let fetched = try_join_all(before.into_iter().chain(after).map(fetch)).await?;
    Ok(fetched.into_iter().flatten().collect())
}

fn taken(phase: Phase) -> Taken {
    match phase {
        Phase::Before => Taken::Before,
        Phase::After => Taken::After,
    }
}

//! Work that ended gets its one report: what was found and done, with times, photos and who signed (rule 23).
//!
//! The message comes some seconds after the end, when the photos that were uploaded on site have been checked. One that
//! is checked later stands in the history and not on the report: a report that waits for a phone without signal would
//! help nobody. Files are written once, so a message that comes again changes nothing.

use documents::{Buyer, HOUSE, Photo, ReportPaper, Taken, Work};
use domain::{
    dossier::Dossier,
    failure::Failure,
    invoice,
    media::{Kind, Medium, Phase},
    paper::{Paper, PaperKind, Printed},
    technician::Technician,
};
use futures_util::future::try_join_all;
use media::{Bucket, Documents};
use queue::ReportRequest;
use store::Store;

/// Writes the report, or finds it written; none where the work did not end with one.
pub async fn write_report(
    store: &Store,
    bucket: &Bucket,
    documents: &Documents,
    message: ReportRequest,
) -> Result<Option<Paper>, Failure> {
    let dossier = store.dossier_consistent(&message.intervention_id).await?;
    if let Some(written) = dossier.paper(&PaperKind::Report) {
        return Ok(Some(written.clone()));
    }
    let (Some(_), Some(taken)) = (&dossier.report, dossier.intervention.acceptance()) else {
        return Ok(None);
    };
    let technician = store.technician(&taken.technician).await?;
    let customer = store.customer(&dossier.intervention.declaration().customer).await?;
    let buyer = invoice::Buyer::of(customer.as_ref(), &dossier);
    let photos = photos(bucket, &dossier).await?;
    let Some(printed) = printed(&dossier, &technician, &buyer, &photos, store)? else { return Ok(None) };
    let id = dossier.intervention.id();
    let paper = documents.keep_paper(id, PaperKind::Report, printed).await?;
    store.keep_paper(id, &paper).await?;
    Ok(Some(paper))
}

/// The photos that were checked, small enough for paper, those of the breakdown first.
async fn photos(bucket: &Bucket, dossier: &Dossier) -> Result<Vec<(Medium, Vec<u8>)>, Failure> {
    let id = dossier.intervention.id();
    let ready = || dossier.media.ready().filter(|medium| medium.kind == Kind::Photo);
    let (before, after): (Vec<&Medium>, Vec<&Medium>) = ready().partition(|one| one.phase == Phase::Before);
    let fetch = async |medium: &Medium| {
        let thumbnail = bucket.thumbnail(id, medium).await?;
        Ok::<_, Failure>(thumbnail.map(|bytes| (medium.clone(), bytes)))
    };
    let fetched = try_join_all(before.into_iter().chain(after).map(fetch)).await?;
    Ok(fetched.into_iter().flatten().collect())
}

fn printed(
    dossier: &Dossier,
    technician: &Technician,
    buyer: &invoice::Buyer,
    photos: &[(Medium, Vec<u8>)],
    store: &Store,
) -> Result<Option<Printed>, Failure> {
    let (Some(report), Some(written_at)) = (&dossier.report, dossier.intervention.ended_at()) else {
        return Ok(None);
    };
    let photos: Vec<Photo<'_>> = photos
        .iter()
        .map(|(one, bytes)| Photo { taken: taken(one.phase), taken_at: one.attached_at, bytes })
        .collect();
    let paper = ReportPaper {
        number: dossier.intervention.id().short(),
        written_at,
        description: &dossier.breakdown.description,
        report,
        photos: &photos,
        seller: &technician.business,
        buyer: Buyer {
            id: &dossier.intervention.declaration().customer,
            name: &buyer.name,
            address: &buyer.address,
        },
        work: Work {
            intervention: &dossier.intervention,
            place: &dossier.breakdown.address,
            base_minutes: store.policy().base_minutes,
        },
        house: HOUSE,
    };
    paper.printed().map(Some).map_err(|fault| Failure::Broken(Box::new(fault)))
}

fn taken(phase: Phase) -> Taken {
    match phase {
        Phase::Before => Taken::Before,
        Phase::After => Taken::After,
    }
}

#[cfg(test)]
mod tests;

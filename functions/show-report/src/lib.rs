//! The report of work that ended, in the history of both from seconds after (rule 23).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    intervention::{Party, Report},
    paper::{Form, PaperKind, PaperLink},
};
use media::Documents;
use store::Store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ShowReport {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// Everything that the caller is.
    pub parties: Vec<Party>,
    /// Which file the link shall lead to.
    pub form: Form,
}

/// A report with what it speaks of, and on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Times, extras and all else.
    pub dossier: Dossier,
    /// What the technician reports; none where the customer or the team ended the work.
    pub report: Option<Report>,
    /// When the work ended.
    pub ended_at: Timestamp,
    /// Where its PDF is.
    pub link: PaperLink,
}

/// Finds the report; none while it is being written. Work that did not end has none.
pub async fn show_report(
    store: &Store,
    documents: &Documents,
    query: ShowReport,
    now: Timestamp,
) -> Result<Option<Reported>, Failure> {
    let dossier = store.dossier(&query.intervention).await?;
    let intervention = &dossier.intervention;
    if !query.parties.iter().any(|party| intervention.is_between(party)) {
        return Err(Failure::NotFound);
    }
    intervention.ending().ok_or(Failure::NotFound)?;
    let report = dossier.report.clone();
    let ended_at = intervention.ended_at().ok_or(Failure::NotFound)?;
    let Some(paper) = dossier.paper(&PaperKind::Report) else { return Ok(None) };
    let link = documents.paper_link(intervention.id(), paper, query.form, now).await?;
    Ok(Some(Reported { dossier, report, ended_at, link }))
}

#[cfg(test)]
mod tests {
    use domain::{id::TechnicianId, paper::Printed};
    use embedded::{Embedded, EmbeddedBucket, embedded, given};

    use super::*;

    fn query(intervention: &InterventionId, party: Party) -> ShowReport {
        ShowReport { intervention: intervention.clone(), parties: vec![party], form: Form::English }
    }

    fn customer() -> Party {
        Party::Customer(given::customer())
    }

    async fn shown(
        table: &Embedded,
        bucket: &EmbeddedBucket,
        query: ShowReport,
    ) -> Result<Option<Reported>, Failure> {
        show_report(&table.store, &bucket.papers(), query, given::at(70)).await
    }

    async fn write(table: &Embedded, bucket: &EmbeddedBucket, id: &InterventionId) {
        let (french, english) = (b"compte rendu".to_vec(), b"report".to_vec());
        let printed = Printed { name: "compte-rendu".to_owned(), french, english, xml: None };
        let paper = bucket.papers().keep_paper(id, PaperKind::Report, printed).await.unwrap();
        table.store.keep_paper(id, &paper).await.unwrap();
    }

    #[tokio::test]
    async fn rule_23_both_read_the_report_with_a_link_that_lives_five_minutes() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        write(&table, &bucket, &id).await;

        for party in [customer(), Party::Technician(karim.id.clone()), Party::Operator] {
            let reported = shown(&table, &bucket, query(&id, party)).await.unwrap().unwrap();

            assert_eq!((reported.report, reported.ended_at), (Some(given::report()), given::at(60)));
            let place = format!("{}/{}/documents/{id}/report.en.pdf?", bucket.endpoint, bucket.documents);
            assert!(reported.link.url.starts_with(&place), "{}", reported.link.url);
            assert_eq!(reported.link.expires_at, given::at(75));
        }
    }

    #[tokio::test]
    async fn rule_23_until_it_is_on_paper_the_report_is_being_written() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;

        assert_eq!(shown(&table, &bucket, query(&id, customer())).await.unwrap(), None);
    }

    #[tokio::test]
    async fn neither_work_that_goes_on_nor_a_stranger_finds_a_report() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let ended = given::finished(&table.store, &karim).await;
        write(&table, &bucket, &ended).await;
        let nadia = given::technician(&table.store, "nadia").await;
        let running = given::working(&table.store, &nadia).await;
        let stranger: TechnicianId = nadia.id;

        for asked in [query(&running, customer()), query(&ended, Party::Technician(stranger))] {
            let shown = shown(&table, &bucket, asked).await;

            assert!(matches!(shown, Err(Failure::NotFound)));
        }
    }
}

//! The invoice of an intervention that ended, in the history of both from seconds after (rule 22).

use domain::{
    Timestamp,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    intervention::Party,
    invoice::{Bill, CreditNote},
    paper::{Form, PaperKind, PaperLink},
};
use media::Documents;
use store::Store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ShowInvoice {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// Everything that the caller is.
    pub parties: Vec<Party>,
    /// Which file the link shall lead to.
    pub form: Form,
}

/// An invoice with those whom it names, and on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Billed {
    /// The figures, as they were issued.
    pub bill: Bill,
    /// Who worked.
    pub technician: TechnicianId,
    /// When the intervention ended.
    pub performed_at: Timestamp,
    /// Where its PDF is.
    pub link: PaperLink,
    /// What was taken back of it since, the oldest first, each with where its PDF is once that is written.
    pub credit_notes: Vec<(CreditNote, Option<PaperLink>)>,
}

/// Finds the invoice; none while it is being made. Where nothing is billed there is nothing to find.
pub async fn show_invoice(
    store: &Store,
    documents: &Documents,
    query: ShowInvoice,
    now: Timestamp,
) -> Result<Option<Billed>, Failure> {
    let dossier = store.dossier(&query.intervention).await?;
    let intervention = &dossier.intervention;
    if !query.parties.iter().any(|party| intervention.is_between(party)) {
        return Err(Failure::NotFound);
    }
    let taken = intervention.acceptance().ok_or(Failure::NotFound)?;
    intervention.amount_due().ok_or(Failure::NotFound)?;
    let performed_at = intervention.performed_at().ok_or(Failure::NotFound)?;
    let Some(paper) = dossier.paper(&PaperKind::Invoice) else { return Ok(None) };
    let Some(bill) = store.bill(intervention.id()).await? else { return Ok(None) };
    let link = documents.paper_link(intervention.id(), paper, query.form, now).await?;
    let mut credit_notes = Vec::new();
    for note in store.credit_notes(intervention.id()).await? {
        let link = match dossier.paper(&PaperKind::CreditNote(note.number.clone())) {
            Some(paper) => Some(documents.paper_link(intervention.id(), paper, query.form, now).await?),
            None => None,
        };
        credit_notes.push((note, link));
    }
    Ok(Some(Billed { bill, technician: taken.technician.clone(), performed_at, link, credit_notes }))
}

#[cfg(test)]
mod tests {
    use domain::{
        idempotency::Key,
        intervention::Intervention,
        invoice::{Correction, Invoice, figures},
        money::Money,
        paper::Printed,
        technician::Technician,
        timeline::Actor,
    };
    use embedded::{Embedded, EmbeddedBucket, embedded, given};

    use super::*;

    fn query(intervention: &InterventionId, party: Party) -> ShowInvoice {
        ShowInvoice { intervention: intervention.clone(), parties: vec![party], form: Form::French }
    }

    async fn shown(
        table: &Embedded,
        bucket: &EmbeddedBucket,
        query: ShowInvoice,
    ) -> Result<Option<Billed>, Failure> {
        show_invoice(&table.store, &bucket.papers(), query, given::at(70)).await
    }

    fn customer() -> Party {
        Party::Customer(given::customer())
    }

    async fn issue(store: &Store, intervention: &InterventionId, technician: &Technician) -> Invoice {
        let dossier = store.dossier(intervention).await.unwrap();
        let regime = technician.business.vat_regime;
        let claimed = figures(&dossier.intervention, &[], regime, store.policy());
        let parties = given::parties(technician);
        store.issue_invoice(intervention, &parties, &claimed, given::at(61)).await.unwrap()
    }

    /// All of it is taken back.
    async fn credit(store: &Store, invoice: &Invoice) -> CreditNote {
        let decide = |_: &[CreditNote]| {
            Ok(Correction {
                intervention: invoice.intervention.clone(),
                invoice: invoice.number.clone(),
                invoiced_at: invoice.issued_at,
                reason: given::word("Facturé deux fois."),
                figures: invoice.figures.clone(),
            })
        };
        let key = Key { command: [1; 12], body: [1; 8], former: None };
        let seller = invoice.number.siren();
        store.issue_credit_note(&invoice.intervention, decide, seller, (key, given::at(65))).await.unwrap()
    }

    async fn print(store: &Store, bucket: &EmbeddedBucket, id: &InterventionId, kind: PaperKind) {
        let bytes = |text: &str| text.as_bytes().to_vec();
        let (french, english, xml) = (bytes("facture"), bytes("invoice"), Some(bytes("<xml/>")));
        let printed = Printed { name: "HA-1".to_owned(), french, english, xml };
        let paper = bucket.papers().keep_paper(id, kind, printed).await.unwrap();
        store.keep_paper(id, &paper).await.unwrap();
    }

    #[tokio::test]
    async fn rule_22_both_find_the_invoice_at_the_price_shown_at_the_finish() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        let invoice = issue(&table.store, &id, &karim).await;
        print(&table.store, &bucket, &id, PaperKind::Invoice).await;

        for party in [customer(), Party::Technician(karim.id.clone()), Party::Operator] {
            let billed = shown(&table, &bucket, query(&id, party)).await.unwrap().unwrap();

            assert_eq!(billed.bill.invoice, invoice);
            let finished = table.store.dossier(&id).await.unwrap().intervention;
            assert_eq!(Some(billed.bill.invoice.figures.total), finished.amount_due());
            assert_eq!((billed.technician, billed.bill.parties.buyer), (karim.id.clone(), given::buyer()));
        }
    }

    #[tokio::test]
    async fn rule_22_until_it_is_on_paper_the_invoice_is_being_made() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        assert_eq!(shown(&table, &bucket, query(&id, customer())).await.unwrap(), None);
        issue(&table.store, &id, &karim).await;

        let shown = shown(&table, &bucket, query(&id, customer())).await;

        assert_eq!(shown.unwrap(), None);
    }

    #[tokio::test]
    async fn where_nothing_is_billed_there_is_no_invoice() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let running = given::accepted(&table.store, &karim).await;
        let free = given::declared(&table.store).await;
        let cancel = |one: &Intervention, _| {
            one.cancel(&given::customer(), given::at(1), &domain::policy::Policy::default())
        };
        given::step(&table.store, &free, Actor::Customer, 1, cancel).await;

        for id in [running, free] {
            let shown = shown(&table, &bucket, query(&id, customer())).await;

            assert!(matches!(shown, Err(Failure::NotFound)), "{id}");
        }
    }

    #[tokio::test]
    async fn a_fee_for_a_late_cancellation_is_billed_as_well() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::departed(&table.store, &karim).await;
        let cancel = |one: &Intervention, _| {
            one.cancel(&given::customer(), given::at(9), &domain::policy::Policy::default())
        };
        given::step(&table.store, &id, Actor::Customer, 9, cancel).await;
        issue(&table.store, &id, &karim).await;
        print(&table.store, &bucket, &id, PaperKind::Invoice).await;

        let billed = shown(&table, &bucket, query(&id, customer())).await.unwrap().unwrap();

        assert_eq!(billed.bill.invoice.figures.total, Money::of_cents(1_500));
    }

    #[tokio::test]
    async fn rule_22_a_link_to_the_paper_lives_five_minutes_and_leads_to_the_language_asked_for() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        issue(&table.store, &id, &karim).await;
        print(&table.store, &bucket, &id, PaperKind::Invoice).await;

        for (form, file) in [(Form::French, "pdf"), (Form::English, "en.pdf"), (Form::Xml, "xml")] {
            let query = ShowInvoice { form, ..query(&id, customer()) };
            let link = shown(&table, &bucket, query).await.unwrap().unwrap().link;

            let place = format!("{}/{}/documents/{id}/invoice.{file}?", bucket.endpoint, bucket.documents);
            assert!(link.url.starts_with(&place) && link.url.contains("X-Amz-Expires=300&"), "{}", link.url);
            assert_eq!(link.expires_at, given::at(75));
        }
    }

    #[tokio::test]
    async fn rule_24_what_was_taken_back_is_shown_with_a_link_once_it_is_on_paper() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        let invoice = issue(&table.store, &id, &karim).await;
        print(&table.store, &bucket, &id, PaperKind::Invoice).await;
        let note = credit(&table.store, &invoice).await;
        let unwritten = shown(&table, &bucket, query(&id, customer())).await.unwrap().unwrap();
        print(&table.store, &bucket, &id, PaperKind::CreditNote(note.number.clone())).await;

        let written = shown(&table, &bucket, query(&id, customer())).await.unwrap().unwrap();

        assert_eq!(unwritten.credit_notes, [(note.clone(), None)]);
        let [(shown, Some(link))] = &written.credit_notes[..] else { panic!("one with a link") };
        assert_eq!(*shown, note);
        assert!(
            link.url.contains(&format!("documents/{id}/credit-note-{}.pdf?", note.number)),
            "{}",
            link.url
        );
    }

    #[tokio::test]
    async fn nobody_else_finds_the_invoice() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        issue(&table.store, &id, &karim).await;

        let nadia: TechnicianId = given::word("nadia");
        let strangers = [Party::Customer(given::word("nosy")), Party::Technician(nadia)];
        for party in strangers {
            let shown = shown(&table, &bucket, query(&id, party)).await;

            assert!(matches!(shown, Err(Failure::NotFound)));
        }
    }
}

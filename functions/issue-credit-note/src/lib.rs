//! An operator takes back an invoice, or a part of it, by a credit note: the invoice itself never changes (rule 24).

use documents::{Buyer, HOUSE, InvoicePaper, Kind, Language, Work, invoice, invoice_xml};
use domain::{
    Timestamp,
    customer::Customer,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    invoice::{Correction, Credit, CreditNote, Invoice, credited},
    refusal::Refusal,
    technician::Technician,
    text::{Name, Remark},
};
use media::{Bucket, document_key};
use store::Store;

/// What is asked.
#[derive(Debug, Clone)]
pub struct IssueCreditNote {
    /// Of which intervention's invoice.
    pub intervention: InterventionId,
    /// Why; it is printed.
    pub reason: Remark,
    /// What is taken back.
    pub credit: Credit,
    /// A repeat finds the same credit note.
    pub key: Key,
    /// The version of the intervention that the caller has seen, if it matters.
    pub if_match: Option<u64>,
}

/// Issues the credit note, then writes its documents. A repeat after a crash between the two writes them; whatever
/// was written first stays.
pub async fn issue_credit_note(
    store: &Store,
    bucket: &Bucket,
    command: IssueCreditNote,
    now: Timestamp,
) -> Result<CreditNote, Failure> {
    let IssueCreditNote { intervention: id, reason, credit, key, if_match } = command;
    let dossier = store.dossier(&id).await?;
    let current = dossier.intervention.version();
    if if_match.is_some_and(|seen| seen != current) {
        return Err(Failure::VersionDiffers { current });
    }
    let invoice = store.invoice(&id).await?.ok_or(Failure::NotFound)?;
    let taken = dossier.intervention.acceptance().ok_or(Failure::NotFound)?;
    let technician = store.technician(&taken.technician).await?;
    let decide = |before: &[CreditNote]| correction(&invoice, &credit, before, &reason);
    let note = store.issue_credit_note(&id, decide, &technician, (key, now)).await?;
    let customer = store.customer(&dossier.intervention.declaration().customer).await?;
    write(bucket, &note, &Named { dossier: &dossier, technician: &technician, customer }, store).await?;
    Ok(note)
}

fn correction(
    invoice: &Invoice,
    credit: &Credit,
    before: &[CreditNote],
    reason: &Remark,
) -> Result<Correction, Failure> {
    let before: Vec<_> = before.iter().map(|note| &note.correction.figures).collect();
    let figures = credited(&invoice.figures, credit, &before).map_err(Refusal::CreditRefused)?;
    Ok(Correction {
        intervention: invoice.intervention.clone(),
        invoice: invoice.number.clone(),
        invoiced_at: invoice.issued_at,
        reason: reason.clone(),
        figures,
    })
}

/// Whom and what the credit note names.
struct Named<'a> {
    dossier: &'a Dossier,
    technician: &'a Technician,
    customer: Option<Customer>,
}

/// The XML first: once the PDF is there, all is.
async fn write(bucket: &Bucket, note: &CreditNote, named: &Named<'_>, store: &Store) -> Result<(), Failure> {
    let Named { dossier, technician, customer } = named;
    let client = Name::try_from("Client".to_owned()).map_err(|invalid| Failure::Broken(Box::new(invalid)))?;
    let declaration = dossier.intervention.declaration();
    let (number, corrects) = (note.number.to_string(), note.correction.invoice.to_string());
    let paper = InvoicePaper {
        kind: Kind::CreditNote {
            corrects: &corrects,
            corrected_at: note.correction.invoiced_at,
            reason: note.correction.reason.as_str(),
        },
        number: &number,
        issued_at: note.issued_at,
        figures: &note.correction.figures,
        seller: &technician.business,
        buyer: Buyer {
            id: &declaration.customer,
            name: customer.as_ref().map_or(&client, |customer| &customer.name),
            address: customer.as_ref().map_or(&dossier.breakdown.address, |one| &one.billing_address),
        },
        work: Work {
            intervention: &dossier.intervention,
            place: &dossier.breakdown.address,
            base_minutes: store.policy().base_minutes,
        },
        certification: None,
        house: HOUSE,
    };
    let broken = |fault| Failure::Broken(Box::new(fault));
    let xml = invoice_xml(&paper).map_err(broken)?;
    let pdf = invoice(&paper, Language::French).map_err(broken)?;
    let key = |form| document_key(&technician.id, &number, form);
    bucket.keep_document(&key("xml"), "application/xml", xml.into_bytes()).await?;
    bucket.keep_document(&key("pdf"), "application/pdf", pdf).await?;
    Ok(())
}

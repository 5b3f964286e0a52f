//! An operator takes back an invoice, or a part of it, by a credit note: the invoice itself never changes (rule 24).
//!
//! The row comes first, with its number. Files follow from it and from the invoice alone and are written once, so a
//! repeat after a crash in between completes them, and any other changes nothing.

use documents::{Unprintable, credit_note_xml, printed_credit_note};
use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    invoice::{Bill, Correction, Credit, CreditNote, CreditNoteNumber, Invoice, SeriesYear, credited},
    paper::{Form, Paper, PaperKind, PaperLink},
    policy::Policy,
    refusal::Refusal,
    text::Remark,
};
use media::Documents;
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
    /// Which file the link shall lead to.
    pub form: Form,
}

/// A credit note, and on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// What was taken back.
    pub note: CreditNote,
    /// Where its PDF is.
    pub link: PaperLink,
}

/// Issues the credit note with its papers, or completes the one that was issued.
pub async fn issue_credit_note(
    store: &Store,
    documents: &Documents,
    command: IssueCreditNote,
    now: Timestamp,
) -> Result<Credited, Failure> {
    let IssueCreditNote { intervention: id, reason, credit, key, if_match, form } = command;
    let dossier = store.dossier(&id).await?;
    let current = dossier.intervention.version();
    if if_match.is_some_and(|seen| seen != current) {
        return Err(Failure::VersionDiffers { current });
    }
    let bill = store.bill(&id).await?.ok_or(Failure::NotFound)?;
    let decide = |before: &[CreditNote]| {
        let correction = correction(&bill.invoice, &credit, before, &reason)?;
        tried(&dossier, &bill, correction.clone(), now, store.policy())?;
        Ok(correction)
    };
    let note = store.issue_credit_note(&id, decide, &bill.parties.seller.siren, (key, now)).await?;
    let paper = kept(store, documents, &dossier, (&bill, &note)).await?;
    let link = documents.paper_link(&id, &paper, form, now).await?;
    Ok(Credited { note, link })
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

/// The paper that is kept already, or else is now.
async fn kept(
    store: &Store,
    documents: &Documents,
    dossier: &Dossier,
    (bill, note): (&Bill, &CreditNote),
) -> Result<Paper, Failure> {
    let kind = PaperKind::CreditNote(note.number.clone());
    if let Some(paper) = dossier.paper(&kind) {
        return Ok(paper.clone());
    }
    let id = dossier.intervention.id();
    let printed = printed_credit_note(dossier, (bill, note), store.policy()).map_err(unprintable)?;
    let paper = documents.keep_paper(id, kind, printed).await?;
    store.keep_paper(id, &paper).await?;
    Ok(paper)
}

/// Makes the XML of the credit note under a number that is never given: if that breaks a rule, no number is spent.
fn tried(
    dossier: &Dossier,
    bill: &Bill,
    correction: Correction,
    now: Timestamp,
    policy: &Policy,
) -> Result<(), Failure> {
    let number = CreditNoteNumber::new(bill.parties.seller.siren.clone(), SeriesYear::of(now), 0);
    let note = CreditNote::seal(number, now, correction, None);
    credit_note_xml(dossier, (bill, &note), policy).map(drop).map_err(unprintable)
}

fn unprintable(fault: Unprintable) -> Failure {
    Failure::Broken(Box::new(fault))
}

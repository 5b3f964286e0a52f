//! Credit notes: never more than the invoice, each once, gap-free in a series of their own (rule 24).

use domain::{
    SignedDuration, Timestamp,
    accounting::Month,
    effect::EFFECT_MINUTES,
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    invoice::{Correction, CreditNote, CreditNoteNumber, InvoiceNumber, Place, SeriesYear},
    technician::Siren,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{
    client::{Read, Store},
    deadlines::DueKind,
    error::Error,
    invoice::{issue::RACES_MAX, row::FiguresRow, series::SeriesRow},
    key::{self, Series},
    remembered::RememberedRow,
    row::{Item, Row, millis, parse, time},
    transaction::{Condition, Transacted},
};

/// A credit note as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreditNoteRow {
    series: String,
    number: u64,
    siren: String,
    year: i16,
    month: String,
    issued_at: i64,
    corrects: CorrectedRow,
    reason: String,
    figures: FiguresRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<ByteArray<32>>,
    seal: ByteArray<32>,
    #[serde(default, skip_serializing_if = "RememberedRow::is_empty")]
    keys: RememberedRow,
    /// When the job that looks for missing effects checks that it is printed; absent in old rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline_bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<i64>,
}

/// The invoice's number (company, year, count) and when it was issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CorrectedRow(String, i16, u64, i64);

impl Row for CreditNoteRow {
    const KIND: &'static str = "credit note";
    const IS_TRACED: bool = true;
}

impl CreditNoteRow {
    fn of(note: &CreditNote, key: Key) -> Self {
        let (siren, year) = (note.number.siren(), note.number.year().number());
        let Correction { invoice, invoiced_at, reason, figures, .. } = &note.correction;
        let corrected = invoice.siren().as_str().to_owned();
        let (id, checked_at) =
            (&note.correction.intervention, note.issued_at + SignedDuration::from_mins(EFFECT_MINUTES));
        Self {
            series: key::series_name(siren, Series::CreditNotes, year),
            number: note.number.count(),
            siren: siren.as_str().to_owned(),
            year,
            month: key::month(Month::of(note.issued_at), key::month_shard(siren)),
            issued_at: millis(note.issued_at),
            corrects: CorrectedRow(corrected, invoice.year().number(), invoice.count(), millis(*invoiced_at)),
            reason: reason.to_string(),
            figures: FiguresRow::of(figures),
            previous: note.previous.map(ByteArray::new),
            seal: ByteArray::new(note.seal),
            keys: RememberedRow::default().with(Some(key)),
            deadline_bucket: Some(key::deadline_bucket(DueKind::Effects, checked_at, key::shard(id))),
            deadline: Some(millis(checked_at)),
        }
    }

    /// The credit note as it was sealed.
    pub(crate) fn credit_note(self, intervention: InterventionId) -> Result<CreditNote, Error> {
        let CorrectedRow(siren, year, count, invoiced_at) = self.corrects;
        Ok(CreditNote {
            number: CreditNoteNumber::new(
                Siren::stored(self.siren)?,
                SeriesYear::stored(self.year),
                self.number,
            ),
            issued_at: time(self.issued_at)?,
            correction: Correction {
                intervention,
                invoice: InvoiceNumber::new(Siren::stored(siren)?, SeriesYear::stored(year), count),
                invoiced_at: time(invoiced_at)?,
                reason: parse(self.reason)?,
                figures: self.figures.figures(),
            },
            previous: self.previous.map(ByteArray::into_array),
            seal: self.seal.into_array(),
        })
    }
}

impl Store {
    /// Issues a credit note, or finds the one that was issued for this key.
    ///
    /// It stands in the series of the issuer that sold. `decide` says what is taken back, given all that was taken back
    /// before; it is asked again after a lost race. It is issued now, but neither before the credit note in front of it
    /// nor before its invoice.
    pub async fn issue_credit_note(
        &self,
        id: &InterventionId,
        decide: impl Fn(&[CreditNote]) -> Result<Correction, Failure>,
        siren: &Siren,
        (key, now): (Key, Timestamp),
    ) -> Result<CreditNote, Failure> {
        for _ in 0..RACES_MAX {
            let rows = self.credit_note_rows(id, Read::Consistent).await?;
            for row in &rows {
                if row.keys.knows(Some(key))? {
                    return Ok(row.clone().credit_note(id.clone())?);
                }
            }
            let before = notes(id, rows)?;
            let correction = decide(&before)?;
            let last = self.series_row(siren, Series::CreditNotes, Read::Consistent, now).await?;
            let standing = last.as_ref().map(SeriesRow::standing).transpose()?;
            let place = Place::after(standing, now.max(correction.invoiced_at));
            let number = CreditNoteNumber::new(siren.clone(), place.year, place.count);
            let note = CreditNote::seal(number, place.issued_at, correction, place.previous);
            let row = CreditNoteRow::of(&note, key);
            // The place after the last one is free only as long as nobody else took something back.
            let key = key::credit_note(id, before.len() + 1);
            let mut writes = vec![self.transact_put(key, &row, &Condition::New)?];
            let series = (siren, Series::CreditNotes);
            writes.extend(self.give_number(series, last.as_ref(), &place, note.seal)?);
            match self.transact(writes).await? {
                Transacted::Done => return Ok(note),
                Transacted::Crossed | Transacted::Failed(_) => {}
            }
        }
        Err(Failure::Busy)
    }

    /// The credit notes of an intervention's invoice, the oldest first; it may miss the last second.
    pub async fn credit_notes(&self, id: &InterventionId) -> Result<Vec<CreditNote>, Failure> {
        Ok(notes(id, self.credit_note_rows(id, Read::Eventual).await?)?)
    }

    /// The same, for those who were told of a change.
    pub async fn credit_notes_consistent(&self, id: &InterventionId) -> Result<Vec<CreditNote>, Failure> {
        Ok(notes(id, self.credit_note_rows(id, Read::Consistent).await?)?)
    }

    async fn credit_note_rows(&self, id: &InterventionId, read: Read) -> Result<Vec<CreditNoteRow>, Error> {
        let items: Vec<Item> = self.partition(&key::intervention(id), Some(key::CREDIT_NOTE), read).await?;
        items.into_iter().map(CreditNoteRow::of_item).collect()
    }
}

fn notes(id: &InterventionId, rows: Vec<CreditNoteRow>) -> Result<Vec<CreditNote>, Error> {
    rows.into_iter().map(|row| row.credit_note(id.clone())).collect()
}

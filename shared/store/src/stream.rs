//! What changed: images of the table's stream, told in the words of the domain.

use domain::{
    Timestamp,
    failure::Failure,
    id::{InterventionId, QuestionId, TechnicianId},
    intervention::Intervention,
    invoice::{CreditNote, Invoice},
    technician::Presence,
};
use serde::Deserialize;

use crate::{
    coming::ComingRow,
    error::Error,
    intervention::TimelineRow,
    invoice::{CreditNoteRow, InvoiceRow},
    key::{self, Changed, Key},
    notice::NoticeRow,
    question::QuestionRow,
    row::Row,
};

/// An item as the stream shows it.
pub type Image = serde_dynamo::Item;

/// One change of the table.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one change at a time is looked at")]
pub enum Change {
    /// An intervention has new entries.
    Timeline {
        /// How many entries it had before.
        before: usize,
        /// The intervention with the new ones.
        after: Intervention,
    },
    /// A technician is to be told of a waiting request.
    Notice {
        /// Whom.
        technician: TechnicianId,
        /// Of which.
        intervention: InterventionId,
        /// Since when it waits.
        at: Timestamp,
    },
    /// A technician came online, or elsewhere: what waits there concerns them.
    Coming {
        /// Who.
        technician: TechnicianId,
        /// Where, and until when without a heartbeat.
        presence: Presence,
    },
    /// An invoice was issued.
    Invoice(Invoice),
    /// A part of an invoice, or all of it, was taken back.
    CreditNote(CreditNote),
    /// A question was asked.
    Question {
        /// Which.
        id: QuestionId,
        /// When.
        asked_at: Timestamp,
    },
    /// A question was answered.
    Answered {
        /// Which.
        id: QuestionId,
        /// The `sub` of the person who asked.
        asker: Option<String>,
        /// When.
        answered_at: Timestamp,
    },
    /// Nothing that anybody waits for.
    Other,
}

/// The key as images have it.
#[derive(Debug, Deserialize)]
struct KeyImage {
    pk: String,
    sk: String,
}

impl Change {
    /// What a record of the stream tells; removed items tell nothing.
    pub fn from_images(keys: Image, old: Option<Image>, new: Option<Image>) -> Result<Self, Failure> {
        let keys: KeyImage =
            serde_dynamo::from_item(keys).map_err(|_| Error::Row { kind: "key", done: "read" })?;
        let changed = key::changed(&Key { pk: keys.pk, sk: keys.sk })?;
        let Some(new) = new else { return Ok(Self::Other) };
        match (changed, old) {
            (Changed::Timeline(id), old) => Ok(Self::timeline(id, old, new)?),
            (Changed::Notice(technician, intervention), _) => {
                let at = NoticeRow::of_item(new)?.at()?;
                Ok(Self::Notice { technician, intervention, at })
            }
            (Changed::Coming(technician), _) => {
                Ok(Self::Coming { technician, presence: ComingRow::of_item(new)?.presence()? })
            }
            (Changed::Invoice(id), None) => Ok(Self::Invoice(InvoiceRow::of_item(new)?.invoice(id)?)),
            (Changed::CreditNote(id), None) => {
                Ok(Self::CreditNote(CreditNoteRow::of_item(new)?.credit_note(id)?))
            }
            (Changed::Question(id), None) => {
                Ok(Self::Question { id, asked_at: QuestionRow::of_item(new)?.asked_at()? })
            }
            (Changed::Question(id), Some(old)) => Ok(Self::answered(id, old, new)?),
            (Changed::Invoice(_) | Changed::CreditNote(_), Some(_)) | (Changed::Other, _) => Ok(Self::Other),
        }
    }

    fn answered(id: QuestionId, old: Image, new: Image) -> Result<Self, Error> {
        let before = QuestionRow::of_item(old)?.answered_at()?;
        let after = QuestionRow::of_item(new)?;
        let Some(answered_at) = after.answered_at()?.filter(|at| before != Some(*at)) else {
            return Ok(Self::Other);
        };
        let asker = after.question(id.clone())?.by.sub().map(ToOwned::to_owned);
        Ok(Self::Answered { id, asker, answered_at })
    }

    fn timeline(id: InterventionId, old: Option<Image>, new: Image) -> Result<Self, Error> {
        let before = old.map(TimelineRow::of_item).transpose()?.map_or(0, |row| row.entries());
        let after = TimelineRow::of_item(new)?.intervention(id)?;
        if after.timeline().len() <= before {
            return Ok(Self::Other);
        }
        Ok(Self::Timeline { before, after })
    }
}

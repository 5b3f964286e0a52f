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
use serde_dynamo::AttributeValue;
use trace::{Span, Trace};

use crate::{
    coming::ComingRow,
    error::Error,
    intervention::TimelineRow,
    invoice::{CreditNoteRow, InvoiceRow},
    key::{self, Changed, Key, PK, SK},
    notice::NoticeRow,
    parked::{MARK, entries},
    question::QuestionRow,
    row::{Row, TRACE},
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

/// Whether a record of the item is parked that an image shows.
pub fn is_marked(image: Option<&Image>) -> bool {
    image.is_some_and(|image| image.contains_key(MARK))
}

/// Records in the open span what a change is about, and continues the trace of the call that wrote the item. A removed
/// item has no trace: its last writer did not remove it.
pub fn record_span(keys: &Image, new: Option<&Image>) {
    if let (Some(AttributeValue::S(pk)), Some(AttributeValue::S(sk))) = (keys.get(PK), keys.get(SK)) {
        let (intervention, technician) = key::parties(pk, sk);
        if let Some(intervention) = intervention {
            Span::record_intervention(&intervention);
        }
        if let Some(technician) = technician {
            Span::record_technician(&technician);
        }
    }
    let Some(AttributeValue::B(bytes)) = new.and_then(|new| new.get(TRACE)) else { return };
    if let Some(trace) = Trace::of_bytes(bytes) {
        Span::follow(trace);
    }
}

/// The partition and the place of an item, as records tell them.
pub fn key_text(keys: Image) -> Result<(String, String), Failure> {
    let Key { pk, sk } = key_of_image(keys)?;
    Ok((pk, sk))
}

/// The key of an item, as records tell it.
pub(crate) fn key_of_image(keys: Image) -> Result<Key, Error> {
    let KeyImage { pk, sk } =
        serde_dynamo::from_item(keys).map_err(|_| Error::Row { kind: "key", done: "read" })?;
    Ok(Key { pk, sk })
}

/// The key as images have it.
#[derive(Debug, Deserialize)]
struct KeyImage {
    pk: String,
    sk: String,
}

impl Change {
    /// What a record of the stream tells; removed items tell nothing, and neither does the mark of a parked record.
    pub fn from_images(keys: Image, old: Option<Image>, new: Option<Image>) -> Result<Self, Failure> {
        let changed = key::changed(&key_of_image(keys)?)?;
        let Some(new) = new else { return Ok(Self::Other) };
        if is_marked(Some(&new)) && !is_marked(old.as_ref()) {
            return Ok(Self::Other);
        }
        Ok(Self::between(changed, old, new)?)
    }

    /// What happened to an item since its record was parked.
    pub(crate) fn since(of: &Key, published: usize, is_new: bool, now: Image) -> Result<Self, Error> {
        match (key::changed(of)?, is_new) {
            (Changed::Timeline(id), _) => Self::entries_since(id, published, now),
            (Changed::Question(id), false) => Self::answered(id, None, now),
            (Changed::Invoice(_) | Changed::CreditNote(_), false) => Ok(Self::Other),
            (changed, _) => Self::between(changed, None, now),
        }
    }

    fn between(changed: Changed, old: Option<Image>, new: Image) -> Result<Self, Error> {
        match (changed, old) {
            (Changed::Timeline(id), old) => Self::entries_since(id, old.as_ref().map_or(0, entries), new),
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
            (Changed::Question(id), Some(old)) => Self::answered(id, Some(old), new),
            (Changed::Invoice(_) | Changed::CreditNote(_), Some(_)) | (Changed::Other, _) => Ok(Self::Other),
        }
    }

    fn answered(id: QuestionId, old: Option<Image>, new: Image) -> Result<Self, Error> {
        // An image before that cannot be read tells of no answer: telling of one again does no harm.
        let before = old.and_then(|old| QuestionRow::of_item(old).ok()?.answered_at().ok()?);
        let after = QuestionRow::of_item(new)?;
        let Some(answered_at) = after.answered_at()?.filter(|at| before != Some(*at)) else {
            return Ok(Self::Other);
        };
        let asker = after.question(id.clone())?.by.sub().map(ToOwned::to_owned);
        Ok(Self::Answered { id, asker, answered_at })
    }

    fn entries_since(id: InterventionId, before: usize, new: Image) -> Result<Self, Error> {
        let after = TimelineRow::of_item(new)?.intervention(id)?;
        if after.timeline().len() <= before {
            return Ok(Self::Other);
        }
        Ok(Self::Timeline { before, after })
    }
}

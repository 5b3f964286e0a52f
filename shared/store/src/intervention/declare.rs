//! Keeping a new intervention, once.

use domain::{
    breakdown::Breakdown, calendar, dossier::Dossier, failure::Failure, idempotency::Key,
    intervention::Intervention, media::Media,
};

use crate::{
    client::{Read, Store},
    intervention::{BreakdownRow, TimelineRow, transition::as_of},
    key,
    transaction::Condition,
};

impl Store {
    /// Keeps a new intervention; its words first, so that no timeline is ever without them.
    ///
    /// A repeat with the same key gets the first answer; with another body, [`Failure::KeyReused`].
    pub async fn declare(&self, new: Intervention, breakdown: Breakdown) -> Result<Dossier, Failure> {
        let id = new.id();
        // What is kept for so long after its end cannot be due before.
        let due = calendar::days_later(new.declared_at(), self.policy().access_retention_days);
        let words = BreakdownRow::of(&breakdown, id, Some(due));
        if !self.put_if(key::breakdown(id), &words, &Condition::New).await? {
            if let Some(known) = self.load(id, Read::Consistent).await? {
                return answer(known, &new);
            }
            let kept = self.get::<BreakdownRow>(key::breakdown(id), Read::Consistent).await?;
            if kept.map(BreakdownRow::breakdown).transpose()?.is_some_and(|kept| kept != breakdown) {
                return Err(Failure::KeyReused);
            }
        }
        let row = TimelineRow::of(&new, self.policy());
        if self.put_if(key::timeline(id), &row, &Condition::New).await? {
            return Ok(Dossier {
                intervention: new,
                breakdown,
                quotes: Vec::new(),
                report: None,
                media: Media::default(),
                papers: Vec::new(),
                as_of: None,
                today: None,
            });
        }
        let known = self.load(id, Read::Consistent).await?.ok_or(Failure::Busy)?;
        answer(known, &new)
    }
}

/// What the first declaration with this id was answered.
fn answer(known: Dossier, repeat: &Intervention) -> Result<Dossier, Failure> {
    let key: Option<Key> = repeat.timeline().first().and_then(|entry| entry.key);
    let first = key.and_then(|key| known.intervention.answer_to(&key));
    match first {
        // Its customer may see everything at any time.
        Some(Ok((first, at))) => Ok(Dossier { today: None, ..as_of(first, at, known) }),
        Some(Err(_)) | None => Err(Failure::KeyReused),
    }
}

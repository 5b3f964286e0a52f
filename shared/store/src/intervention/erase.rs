//! Keeping what an erasure left of an intervention: all of its rows change together or not at all (rule 30).

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    Timestamp, dossier::Dossier, failure::Failure, intervention::Erasure, media::Media, timeline::Actor,
};

use crate::{
    client::Store,
    error::Error,
    intervention::{BreakdownRow, TimelineRow, attachment::ReportRow, media::MediaRow},
    key,
    transaction::{Condition, Transacted},
};

impl Store {
    /// Erases a part of an intervention; false if another writer changed timeline or media since the dossier was read,
    /// and nothing was written.
    ///
    /// The objects of photos and voice notes must be gone before: the rows are what leads to them. The lines of quotes
    /// go first where they go, because a transaction holds a hundred rows at most.
    pub async fn erase(
        &self,
        dossier: &Dossier,
        erasure: &Erasure,
        by: Actor,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let Some(left) = dossier.erased(erasure, by, now)? else { return Ok(true) };
        let gone = dossier.quotes.iter().filter(|_| left.quotes.is_empty());
        for (quote, _) in gone {
            self.delete(key::quote(dossier.intervention.id(), quote)).await?;
        }
        if dossier.report.is_none() {
            // That of a command that was cut.
            self.delete(key::report(dossier.intervention.id())).await?;
        }
        let written = self.transact(self.erasing(dossier, &left, erasure)?).await?;
        Ok(matches!(written, Transacted::Done))
    }

    fn erasing(
        &self,
        before: &Dossier,
        left: &Dossier,
        erasure: &Erasure,
    ) -> Result<Vec<TransactWriteItem>, Error> {
        let id = left.intervention.id();
        let timeline = TimelineRow::of(&left.intervention, self.policy());
        let unchanged = Condition::version(before.intervention.version());
        let mut writes = vec![self.transact_put(key::timeline(id), &timeline, &unchanged)?];
        // The name of a technician goes at any stage, and nothing else is due sooner for that.
        if !matches!(erasure, Erasure::Technician(_)) {
            let due = left.intervention.next_erasure(self.policy()).map(|(_, at)| at);
            let words = BreakdownRow::of(&left.breakdown, id, due);
            writes.push(self.transact_put(key::breakdown(id), &words, &Condition::Known)?);
        }
        match (&before.report, &left.report) {
            (Some(_), None) => writes.push(self.transact_delete(key::report(id), &Condition::Known)?),
            (Some(before), Some(left)) if before != left => {
                writes.push(self.transact_put(key::report(id), &ReportRow::of(left), &Condition::Known)?);
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        let seen = same_media(&before.media);
        if left.media != before.media && left.media.all().is_empty() {
            writes.push(self.transact_delete(key::media(id), &seen)?);
        } else if left.media != before.media {
            writes.push(self.transact_put(key::media(id), &MediaRow::of(&left.media), &seen)?);
        }
        Ok(writes)
    }
}

fn same_media(media: &Media) -> Condition {
    Condition::Same("version", AttributeValue::N(media.version().to_string()))
}

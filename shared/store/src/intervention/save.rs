//! Keeping the next state: one conditional put, or a transaction where something must be kept with it.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    Timestamp,
    intervention::{Deadline, Intervention, Report},
    refusal::Refusal,
};

use crate::{
    batch::put_request,
    client::Store,
    error::Error,
    intervention::{
        Attachment, TimelineRow,
        attachment::{QuoteRow, ReportRow},
        companion::{Companion, companion, newly_asked},
    },
    key,
    offer::OfferRow,
    row::Row,
    technician::{COUNT, STARS},
    transaction::{Condition, Transacted},
};

/// What became of the next state.
#[derive(Debug)]
pub(super) enum Saved {
    /// It is kept.
    Done,
    /// Another writer was faster.
    Lost,
    /// Something else of the technician's stands in the way.
    Refused(Refusal),
}

impl Store {
    /// Keeps `after` if the table still holds `before`, with all that belongs to its new facts.
    pub(super) async fn save(
        &self,
        before: &Intervention,
        after: &Intervention,
        attachment: Option<&Attachment>,
        now: Timestamp,
    ) -> Result<Saved, Error> {
        self.put_offers(before, after).await?;
        match (companion(before, after, now), attachment) {
            (Some(Companion::Promise(promise)), _) => self.save_promise(before, after, &promise).await,
            (Some(Companion::Proposal(proposal)), _) => self.save_proposal(before, after, &proposal).await,
            (Some(Companion::Rating(technician, stars)), _) => {
                let counters = [(STARS, u64::from(stars.number())), (COUNT, 1)];
                let rating = self.transact_add(key::statistics(technician), &counters)?;
                self.save_with(before, after, rating).await
            }
            (None, Some(Attachment::Quote(id, lines))) => {
                let (key, row) = (key::quote(after.id(), id), QuoteRow::of(lines).checked(after));
                let quote = self.transact_put(key, &row, &Condition::New)?;
                self.save_with(before, after, quote).await
            }
            (None, Some(Attachment::Report(report))) => self.save_report(before, after, report).await,
            (None, None) => self.save_alone(before, after).await,
        }
    }

    /// Keeps the timeline, which nothing else must be kept with.
    pub(super) async fn save_alone(
        &self,
        before: &Intervention,
        after: &Intervention,
    ) -> Result<Saved, Error> {
        let row = self.row(before, after);
        let kept = self.put_if(key::timeline(after.id()), &row, &seen(before)).await?;
        Ok(if kept { Saved::Done } else { Saved::Lost })
    }

    /// The next row. At the end of the work its alarm stays in the index, where the guardian passes by it once: reading it
    /// costs a fifth of a write that takes it out.
    fn row(&self, before: &Intervention, after: &Intervention) -> TimelineRow {
        let row = TimelineRow::of(after, self.policy());
        let stays = after.stage().is_over() && after.deadline(self.policy()).is_none();
        match before.deadline(self.policy()) {
            Some(Deadline::Arrival(at)) if stays => row.ringing_at(at, after.id()),
            Some(Deadline::Expiry(_) | Deadline::Arrival(_) | Deadline::Effects(_)) | None => row,
        }
    }

    /// The timeline's part of a transaction.
    pub(super) fn transact_timeline(
        &self,
        before: &Intervention,
        after: &Intervention,
    ) -> Result<TransactWriteItem, Error> {
        let row = self.row(before, after);
        self.transact_put(key::timeline(after.id()), &row, &seen(before))
    }

    async fn save_with(
        &self,
        before: &Intervention,
        after: &Intervention,
        more: TransactWriteItem,
    ) -> Result<Saved, Error> {
        let timeline = self.transact_timeline(before, after)?;
        match self.transact(vec![timeline, more]).await? {
            Transacted::Done => Ok(Saved::Done),
            Transacted::Failed(_) | Transacted::Crossed => Ok(Saved::Lost),
        }
    }

    /// The report first, then the timeline: two writes for half the price of a transaction. A report is shown once the
    /// timeline tells of the end, so one that was cut in between is invisible. Where a report lies there already, both rows
    /// change together: the report is that of the command that ended the work, and so is the check of what follows.
    async fn save_report(
        &self,
        before: &Intervention,
        after: &Intervention,
        report: &Report,
    ) -> Result<Saved, Error> {
        let (key, row) = (key::report(after.id()), ReportRow::of(report).checked(after));
        if self.put_if(key.clone(), &row, &Condition::New).await? {
            return self.save_alone(before, after).await;
        }
        let report = self.transact_put(key, &row, &Condition::Known)?;
        self.save_with(before, after, report).await
    }

    /// Before the fact: an offer row without its fact is seen through, a fact without its row would not be found.
    async fn put_offers(&self, before: &Intervention, after: &Intervention) -> Result<(), Error> {
        let asked = newly_asked(before, after);
        let row = |(asked, until): (&domain::timeline::Asked, Timestamp)| {
            put_request(OfferRow::until(until).item(key::offer(&asked.technician, after.id()))?)
        };
        let rows = asked.map(row).collect::<Result<Vec<_>, _>>()?;
        self.write_many(rows).await
    }
}

/// The table still holds this version.
fn seen(before: &Intervention) -> Condition {
    Condition::version(before.version())
}

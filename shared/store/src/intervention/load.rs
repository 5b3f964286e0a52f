//! Reading an intervention: its whole partition in one query.

use domain::{
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, QuoteId, TechnicianId},
    intervention::{Intervention, Report, Stage},
    media::Media,
    paper::Paper,
    quote::QuoteLines,
    timeline::Fact,
};
use trace::Span;

use crate::{
    client::{Read, Store},
    error::Error,
    intervention::{
        BreakdownRow, TimelineRow,
        attachment::{QuoteRow, ReportRow},
        media::MediaRow,
        paper::PaperRow,
    },
    key::{self, Part},
    row::{Item, Row, key_of},
};

/// The rows of one partition, as far as they were found.
#[derive(Debug, Default)]
struct Found {
    timeline: Option<TimelineRow>,
    breakdown: Option<BreakdownRow>,
    quotes: Vec<(QuoteId, QuoteLines)>,
    report: Option<Report>,
    media: Media,
    papers: Vec<Paper>,
}

impl Store {
    /// All that is kept of an intervention; it may miss the last second, unless it is not found at all.
    pub async fn dossier(&self, id: &InterventionId) -> Result<Dossier, Failure> {
        if let Some(dossier) = self.load(id, Read::Eventual).await? {
            return Ok(dossier);
        }
        self.dossier_consistent(id).await
    }

    /// All that is kept of an intervention, for those who were told of a change.
    pub async fn dossier_consistent(&self, id: &InterventionId) -> Result<Dossier, Failure> {
        self.load(id, Read::Consistent).await?.ok_or(Failure::NotFound)
    }

    /// None if it does not exist, or not yet for this kind of read.
    pub(crate) async fn load(&self, id: &InterventionId, read: Read) -> Result<Option<Dossier>, Error> {
        let items = self.partition(&key::intervention(id), None, read).await?;
        let dossier = assemble(id, items)?;
        dossier.iter().for_each(record_holder);
        Ok(dossier)
    }

    /// Whether a technician still holds an intervention.
    pub(crate) async fn holds(&self, technician: &TechnicianId, id: &InterventionId) -> Result<bool, Error> {
        let row = self.get::<TimelineRow>(key::timeline(id), Read::Consistent).await?;
        let Some(row) = row else { return Ok(false) };
        let intervention = row.intervention(id.clone())?;
        Ok(intervention.is_taken_by(technician) && !intervention.stage().is_over())
    }
}

/// The log of what happens from here on names the technician who has it.
pub(super) fn record_holder(dossier: &Dossier) {
    if let Some(acceptance) = dossier.intervention.acceptance() {
        Span::record_holder(dossier.intervention.id(), &acceptance.technician);
    }
}

/// The dossier of the items of one partition, in any order.
pub(crate) fn assemble(id: &InterventionId, items: Vec<Item>) -> Result<Option<Dossier>, Error> {
    let mut found = Found::default();
    for item in items {
        found.take(item)?;
    }
    let (Some(timeline), Some(breakdown)) = (found.timeline, found.breakdown) else { return Ok(None) };
    let intervention = timeline.intervention(id.clone())?;
    let quotes = in_order(&intervention, found.quotes);
    let Found { report, media, papers, .. } = found;
    // The report of a command that was cut before the timeline told of the end.
    let report = report.filter(|_| matches!(intervention.stage(), Stage::Finished { .. }));
    let breakdown = breakdown.breakdown()?;
    Ok(Some(Dossier { intervention, breakdown, quotes, report, media, papers, as_of: None, today: None }))
}

impl Found {
    fn take(&mut self, item: Item) -> Result<(), Error> {
        match key::part(&key_of(&item)?) {
            Part::Timeline => self.timeline = Some(TimelineRow::of_item(item)?),
            Part::Breakdown => self.breakdown = Some(BreakdownRow::of_item(item)?),
            Part::Quote(id) => self.quotes.push((id, QuoteRow::of_item(item)?.lines()?)),
            Part::Report => self.report = Some(ReportRow::of_item(item)?.report()?),
            Part::Media => self.media = MediaRow::of_item(item)?.media()?,
            Part::Paper(kind) => self.papers.push(PaperRow::of_item(item)?.paper(kind)),
            Part::Invoice | Part::Other => {}
        }
        Ok(())
    }
}

/// The quotes that the timeline tells of, in its order.
pub(super) fn in_order(
    intervention: &Intervention,
    mut quotes: Vec<(QuoteId, QuoteLines)>,
) -> Vec<(QuoteId, QuoteLines)> {
    let place = |id: &QuoteId| {
        let proposed = |fact: &Fact| matches!(fact, Fact::QuoteProposed { quote, .. } if quote == id);
        intervention.timeline().iter().position(|entry| proposed(&entry.fact))
    };
    quotes.retain(|(id, _)| place(id).is_some());
    quotes.sort_by_key(|(id, _)| place(id));
    quotes
}

//! The effects that must follow from an intervention, and which of them are missing.
//!
//! The stream brings each effect, in the end. A lost message or a lost timer brings none, so a job compares what must be
//! there with what is there. An operator reads the same comparison.

use jiff::{SignedDuration, Timestamp};

use crate::{
    dossier::Dossier,
    intervention::{Ending, Intervention, Stage},
    invoice::CreditNote,
    paper::PaperKind,
    policy::Policy,
    timeline::Fact,
};

/// So long an effect may take: five deliveries of a message, a minute apart, and then some.
pub const EFFECT_MINUTES: i64 = 10;
/// So long the next wave may take: the customer waits for it, and its timer comes within a second.
pub const WAVE_MINUTES: i64 = 5;
/// So long after a request was opened a walk passes by it, if it is still open: after the declaration, or after it left
/// its technician. The index of expiries has such requests already.
pub const OPEN_LOOKS_MINUTES: [i64; 2] = [10, 120];

/// An effect that must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The next wave, or a place on the waiting list, after an offer that ended (rule 6).
    NextWave {
        /// The version at which the offer was made.
        offer_entry: u64,
        /// When the offer ended.
        until: Timestamp,
    },
    /// The entry of the index by which a waiting request is found (rule 7).
    WaitingPlace,
    /// The end of a request that nobody took (rule 9).
    Expiry,
    /// The row of the invoice, with its number (rule 22).
    Invoice,
    /// The files of a document and the row with their hashes.
    Paper(PaperKind),
}

/// An effect, when it became due, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub effect: Effect,
    /// Since when it is due.
    pub since: Timestamp,
    /// Whether it is there.
    pub is_done: bool,
}

/// An intervention together with the effects that are there.
#[derive(Debug, Clone, PartialEq)]
pub struct Traces {
    /// The intervention, its quotes and its papers.
    pub dossier: Dossier,
    /// Whether the invoice has its row.
    pub is_invoiced: bool,
    /// The credit notes of the invoice, the oldest first.
    pub credit_notes: Vec<CreditNote>,
    /// Whether the index of waiting requests has the intervention.
    pub is_listed: bool,
}

impl Effect {
    /// How metrics and logs name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NextWave { .. } => "nextWave",
            Self::WaitingPlace => "waitingPlace",
            Self::Expiry => "expiry",
            Self::Invoice => "invoice",
            Self::Paper(PaperKind::Invoice) => "invoicePaper",
            Self::Paper(PaperKind::Report) => "reportPaper",
            Self::Paper(PaperKind::Quote(_)) => "quotePaper",
            Self::Paper(PaperKind::CreditNote(_)) => "creditNotePaper",
        }
    }

    fn grace(&self) -> SignedDuration {
        SignedDuration::from_mins(match self {
            Self::NextWave { .. } => WAVE_MINUTES,
            Self::WaitingPlace | Self::Expiry | Self::Invoice | Self::Paper(_) => EFFECT_MINUTES,
        })
    }
}

impl Due {
    /// Whether it should have come by now. An effect that is merely in progress is not missing.
    pub fn is_missing(&self, now: Timestamp) -> bool {
        !self.is_done && now >= self.since + self.effect.grace()
    }
}

impl Traces {
    /// Every effect that must have followed by now, the request first, then its documents.
    pub fn due(&self, now: Timestamp) -> Vec<Due> {
        let open = open(&self.dossier.intervention, self.is_listed, now);
        open.into_iter().chain(self.documents()).collect()
    }

    /// Each document that must exist; the invoice has a row with its number before it has files.
    fn documents(&self) -> impl Iterator<Item = Due> {
        let dossier = &self.dossier;
        let is_taken = dossier.intervention.acceptance().is_some();
        let papers = papers(dossier).into_iter().flat_map(move |(kind, since)| {
            let is_done = dossier.paper(&kind).is_some();
            // A quote names the technician and cannot be printed any more after the technician left.
            let is_printable = is_done || is_taken || !matches!(kind, PaperKind::Quote(_));
            let row = (kind == PaperKind::Invoice).then_some(Due {
                effect: Effect::Invoice,
                since,
                is_done: self.is_invoiced,
            });
            let paper = is_printable.then_some(Due { effect: Effect::Paper(kind), since, is_done });
            row.into_iter().chain(paper)
        });
        let credit_note = |note: &CreditNote| {
            let kind = PaperKind::CreditNote(note.number.clone());
            let is_done = dossier.paper(&kind).is_some();
            Due { effect: Effect::Paper(kind), since: note.issued_at, is_done }
        };
        papers.chain(self.credit_notes.iter().map(credit_note))
    }
}

impl Dossier {
    /// Whether everything that must be printed of it is: documents name people and places, so nothing may be erased
    /// before (rule 30).
    pub fn is_printed(&self) -> bool {
        papers(self).iter().all(|(kind, _)| self.paper(kind).is_some())
    }
}

impl Intervention {
    /// When the effects of the present state are checked, where no other row and no walk over open requests brings the
    /// check (see [`OPEN_LOOKS_MINUTES`]).
    ///
    /// The row of the report has the check of work that the technician finished: an entry in the index of that row costs
    /// one write, and moving the entry of the timeline costs two.
    pub(crate) fn effects_checked_at(&self, policy: &Policy) -> Option<Timestamp> {
        match self.stage() {
            Stage::Offered { until, .. } => self.wave_checked_at(*until, policy),
            Stage::Finished { .. } | Stage::Cancelled { .. } => {
                self.settled_by().filter(|_| self.ending() != Some(Ending::ByTechnician))
            }
            Stage::Declared
            | Stage::Waiting { .. }
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Postponed { .. }
            | Stage::Expired => None,
        }
    }

    /// Most offers follow soon after the declaration, and a walk over open requests passes by in time: then the offer
    /// needs no entry of its own in the index.
    fn wave_checked_at(&self, until: Timestamp, policy: &Policy) -> Option<Timestamp> {
        let due = until + SignedDuration::from_mins(WAVE_MINUTES);
        let opened_at = self.expires_at() - SignedDuration::from_hours(policy.request_expiry_hours);
        let mut looks = OPEN_LOOKS_MINUTES.into_iter().map(|age| opened_at + SignedDuration::from_mins(age));
        let late = due + SignedDuration::from_mins(EFFECT_MINUTES);
        let is_passed_by = looks.any(|look| (due..=late).contains(&look));
        (!is_passed_by && due < self.expires_at()).then_some(due)
    }

    /// When everything that follows from the end must be there; none where nothing follows.
    pub fn settled_by(&self) -> Option<Timestamp> {
        let is_finished = matches!(self.stage(), Stage::Finished { .. });
        let is_due = is_finished || self.amount_due().is_some();
        let ended = self.last_recorded(Fact::is_end).filter(|_| is_due)?;
        Some(ended + SignedDuration::from_mins(EFFECT_MINUTES))
    }
}

/// The documents that must exist, each with the time since when.
fn papers(dossier: &Dossier) -> Vec<(PaperKind, Timestamp)> {
    let intervention = &dossier.intervention;
    let quotes = dossier.quotes.iter().filter_map(|(id, _)| {
        let proposed = |fact: &Fact| matches!(fact, Fact::QuoteProposed { quote, .. } if quote == id);
        Some((PaperKind::Quote(id.clone()), intervention.last_recorded(proposed)?))
    });
    let ended = intervention.last_recorded(Fact::is_end);
    let due = |kind: PaperKind, is_due: bool| Some((kind, ended.filter(|_| is_due)?));
    let invoice = due(PaperKind::Invoice, intervention.amount_due().is_some());
    let report = due(PaperKind::Report, matches!(intervention.stage(), Stage::Finished { .. }));
    quotes.chain(invoice).chain(report).collect()
}

/// What must follow while nobody has taken a request.
fn open(intervention: &Intervention, is_listed: bool, now: Timestamp) -> Option<Due> {
    let stage = intervention.stage();
    if stage.is_open() && now >= intervention.expires_at() {
        return Some(Due { effect: Effect::Expiry, since: intervention.expires_at(), is_done: false });
    }
    match stage {
        Stage::Offered { until, version, .. } if now >= *until => {
            let (offer_entry, until) = (*version, *until);
            Some(Due { effect: Effect::NextWave { offer_entry, until }, since: until, is_done: false })
        }
        Stage::Waiting { since } => {
            Some(Due { effect: Effect::WaitingPlace, since: *since, is_done: is_listed })
        }
        Stage::Declared
        | Stage::Offered { .. }
        | Stage::Accepted { .. }
        | Stage::Arrived { .. }
        | Stage::Working
        | Stage::Paused
        | Stage::Postponed { .. }
        | Stage::Finished { .. }
        | Stage::Cancelled { .. }
        | Stage::Expired => None,
    }
}

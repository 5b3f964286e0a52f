//! The parts of an intervention that an erasure deletes, and when (rule 30).
//!
//! Erasing is the one exception to a timeline that is never rewritten: it removes words, names and the exact place from
//! earlier entries and appends the fact that it did. Figures, times and stages stay, so price and invoice can still be
//! recomputed.

use jiff::Timestamp;

use super::{Intervention, Report, Stage};
use crate::{
    breakdown::{Breakdown, Declaration, StartCode},
    calendar,
    cell::Cell,
    dossier::Dossier,
    id::{CustomerId, TechnicianId},
    media::{Kind, Medium, Owner},
    moment::Moment,
    policy::Policy,
    refusal::Refusal,
    text::erased,
    timeline::{Acceptance, Actor, Entry, Fact, Scope},
};

/// The part that is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    /// Access codes and voice notes.
    Access,
    /// Access codes, voice notes and photos.
    Media,
    /// The words of the declaration, the exact place, photos, voice notes, the comment of the rating, and the id of the
    /// customer.
    Customer,
    /// The name and the voice notes of one technician.
    Technician(TechnicianId),
    /// Everything but the figures: the words, both names, report and quotes.
    All,
}

impl Erasure {
    /// The scope that the timeline records.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Access => Scope::Access,
            Self::Media => Scope::Media,
            Self::Customer => Scope::Customer,
            Self::Technician(_) => Scope::Technician,
            Self::All => Scope::All,
        }
    }

    /// Whether the words of the customer and the id of the customer go.
    fn takes_customer(&self) -> bool {
        match self {
            Self::Customer | Self::All => true,
            Self::Access | Self::Media | Self::Technician(_) => false,
        }
    }

    fn takes_access(&self) -> bool {
        match self {
            Self::Access | Self::Media | Self::Customer | Self::All => true,
            Self::Technician(_) => false,
        }
    }

    fn takes_name_of(&self, technician: &TechnicianId) -> bool {
        match self {
            Self::Technician(erased) => erased == technician,
            Self::All => true,
            Self::Access | Self::Media | Self::Customer => false,
        }
    }

    /// Whether a photo or a voice note goes with it.
    pub fn takes(&self, medium: &Medium) -> bool {
        let is_voice = medium.kind == Kind::Voice;
        match self {
            Self::Media | Self::Customer | Self::All => true,
            Self::Access => is_voice,
            Self::Technician(erased) => {
                is_voice && matches!(&medium.owner, Owner::Technician(owner) if owner == erased)
            }
        }
    }
}

impl Dossier {
    /// What is left of it after an erasure; none if nothing of that is left to erase.
    ///
    /// Only an intervention that is over is erased. The name of a technician who left goes at any stage.
    pub fn erased(&self, erasure: &Erasure, by: Actor, now: Timestamp) -> Result<Option<Self>, Refusal> {
        let Some(intervention) = self.intervention.erased(erasure, by, now)? else { return Ok(None) };
        let (takes_customer, takes_all) = (erasure.takes_customer(), *erasure == Erasure::All);
        let report = self.report.clone().filter(|_| !takes_all);
        Ok(Some(Self {
            intervention,
            breakdown: self.breakdown.erased(erasure),
            quotes: if takes_all { Vec::new() } else { self.quotes.clone() },
            report: if takes_customer {
                report.map(|report| Report { signed_by: None, ..report })
            } else {
                report
            },
            media: self.media.without(|medium| erasure.takes(medium)),
            papers: self.papers.clone(),
            as_of: None,
            today: None,
        }))
    }
}

impl Intervention {
    fn erased(&self, erasure: &Erasure, by: Actor, now: Timestamp) -> Result<Option<Self>, Refusal> {
        if self.is_erased(erasure) {
            return Ok(None);
        }
        let at_any_stage = matches!(erasure, Erasure::Technician(_));
        self.check_stage(at_any_stage || self.stage.is_over())?;
        let mut entries: Vec<Entry> = self.timeline.iter().map(|entry| unreadable(entry, erasure)).collect();
        let last = self.timeline.last().map_or(now, |entry| entry.moment.occurred_at);
        let (moment, fact) = (Moment::now(now).after(last)?, Fact::Erased { scope: erasure.scope() });
        entries.push(Entry { moment, by, key: None, fact });
        Self::replay(self.id.clone(), entries).map(Some).map_err(|_| self.forbids())
    }

    /// Whether it was erased so far before, or further.
    fn is_erased(&self, erasure: &Erasure) -> bool {
        let was = |scopes: &[Scope]| {
            let erased =
                |entry: &Entry| matches!(entry.fact, Fact::Erased { scope } if scopes.contains(&scope));
            self.timeline.iter().any(erased)
        };
        match erasure {
            Erasure::Access => was(&[Scope::Access, Scope::Media, Scope::Customer, Scope::All]),
            Erasure::Media => was(&[Scope::Media, Scope::Customer, Scope::All]),
            Erasure::Customer => was(&[Scope::Customer, Scope::All]),
            Erasure::All => was(&[Scope::All]),
            Erasure::Technician(technician) => !self.timeline.iter().any(|entry| names(entry, technician)),
        }
    }

    /// What is erased next without a request of a person, and when; none while it runs, and once nothing is left to
    /// erase. Photos stay with the report that shows them; a request without report has no use for them.
    pub fn next_erasure(&self, policy: &Policy) -> Option<(Erasure, Timestamp)> {
        let over_since = self.over_since()?;
        let is_finished = matches!(self.stage, Stage::Finished { .. });
        let early = if is_finished { Erasure::Access } else { Erasure::Media };
        let steps = [(early, policy.access_retention_days), (Erasure::All, policy.report_retention_days)];
        let (erasure, days) = steps.into_iter().find(|(erasure, _)| !self.is_erased(erasure))?;
        Some((erasure, calendar::days_later(over_since, days)))
    }

    /// When it was finished or cancelled, or expired.
    fn over_since(&self) -> Option<Timestamp> {
        let expired = self.timeline.iter().rev().find(|entry| matches!(entry.fact, Fact::Expired));
        let expired = expired.filter(|_| self.stage == Stage::Expired);
        self.ended_at().or(expired.map(|entry| entry.moment.occurred_at))
    }

    /// How far it was erased, the last time first.
    pub fn erasures(&self) -> impl Iterator<Item = Scope> {
        self.timeline.iter().rev().filter_map(|entry| {
            let Fact::Erased { scope } = entry.fact else { return None };
            Some(scope)
        })
    }
}

fn names(entry: &Entry, technician: &TechnicianId) -> bool {
    let Fact::Accepted { acceptance, .. } = &entry.fact else { return false };
    acceptance.technician == *technician && acceptance.display_name != erased::account()
}

/// The entry without what is erased.
fn unreadable(entry: &Entry, erasure: &Erasure) -> Entry {
    let mut entry = entry.clone();
    if let Fact::Declared { declaration, .. } = &mut entry.fact {
        *declaration = declaration.erased(erasure);
    }
    if let Fact::Accepted { acceptance, .. } = &mut entry.fact {
        *acceptance = acceptance.erased(erasure);
    }
    if erasure.takes_customer() {
        without_words(&mut entry.fact);
    }
    entry
}

/// The texts that people wrote, and the codes of the door.
fn without_words(fact: &mut Fact) {
    if let Fact::Rated { comment, .. } = fact {
        *comment = None;
    }
    if let Fact::Resolved { reason, .. } = fact {
        *reason = erased::reason();
    }
    if let Fact::StartCodeChanged { code, .. } = fact {
        *code = StartCode::of_random(0);
    }
}

impl Declaration {
    fn erased(&self, erasure: &Erasure) -> Self {
        let mut erased = self.clone();
        if erasure.takes_customer() {
            erased.location = Cell::of(self.location).centre();
            erased.start_code = StartCode::of_random(0);
            erased.customer = CustomerId::erased();
        }
        erased
    }
}

impl Acceptance {
    fn erased(&self, erasure: &Erasure) -> Self {
        let name = &self.display_name;
        let display_name =
            if erasure.takes_name_of(&self.technician) { erased::account() } else { name.clone() };
        Self { display_name, ..self.clone() }
    }
}

impl Breakdown {
    /// The town stays: it is what strangers may see (rule 29).
    fn erased(&self, erasure: &Erasure) -> Self {
        let mut left = self.clone();
        if erasure.takes_access() {
            left.access = crate::place::Access::default();
        }
        if erasure.takes_customer() {
            left.address.line1 = erased::address();
            left.address.line2 = None;
            left.description = erased::description();
        }
        left
    }
}

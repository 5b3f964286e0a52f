//! Whether technicians answer what they are offered and keep what they promise (rules 6, 10, 21 and 36).
//!
//! Every offer that was ignored and every promise leaves one deed. If a deed is recorded late, again or in another
//! order, the worst one stays.

use jiff::Timestamp;

use crate::{
    id::TechnicianId,
    intervention::{Intervention, promised},
    invalid::Invalid,
    timeline::{Asked, Cause, Entry, Fact},
};

/// What became of one offer or one promise, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Promised, and released by the customer before anybody could be late.
    Excused,
    /// Promised, and on site in time.
    OnTime,
    /// Online and asked, without an answer.
    Ignored,
    /// Asked, and said no. Only old rows hold it: it counts for nothing, and is not recorded any more (rule 36).
    Declined,
    /// Promised, and late or never there.
    Late,
    /// Promised, and called off.
    GivenUp,
}

impl Deed {
    /// All of them, from the best to the worst.
    pub const ALL: [Self; 6] =
        [Self::Excused, Self::OnTime, Self::Ignored, Self::Declined, Self::Late, Self::GivenUp];

    /// Its number as the table keeps it: the worse, the greater.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl TryFrom<u8> for Deed {
    type Error = Invalid;

    fn try_from(number: u8) -> Result<Self, Invalid> {
        Self::ALL.get(usize::from(number)).copied().ok_or(Invalid::Unknown)
    }
}

/// A deed with the offer or promise that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Whose.
    pub technician: TechnicianId,
    /// When it was offered or promised: which one it is.
    pub since: Timestamp,
    /// What became of it.
    pub deed: Deed,
}

/// How often a technician did what, as far back as the policy looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reliability {
    deeds: [u16; 6],
}

impl Reliability {
    /// So often each of [`Deed::ALL`].
    pub fn of_counts(deeds: [u16; 6]) -> Self {
        Self { deeds }
    }

    /// So often each of [`Deed::ALL`].
    pub fn counts(self) -> [u16; 6] {
        self.deeds
    }

    fn count(self, deed: Deed) -> u64 {
        u64::from(self.deeds[usize::from(deed.number())])
    }

    /// Requests they took.
    pub fn accepted(self) -> u64 {
        self.count(Deed::Excused) + self.promised()
    }

    /// Requests they took or ignored; those they declined do not count (rule 36).
    pub fn offered(self) -> u64 {
        self.accepted() + self.count(Deed::Ignored)
    }

    /// Promises they kept.
    pub fn on_time(self) -> u64 {
        self.count(Deed::OnTime)
    }

    /// Promises that were theirs to keep.
    pub fn promised(self) -> u64 {
        self.on_time() + self.count(Deed::Late) + self.count(Deed::GivenUp)
    }
}

impl FromIterator<Deed> for Reliability {
    fn from_iter<I: IntoIterator<Item = Deed>>(deeds: I) -> Self {
        let mut reliability = Self::default();
        for deed in deeds {
            let count = &mut reliability.deeds[usize::from(deed.number())];
            *count = count.saturating_add(1);
        }
        reliability
    }
}

/// The deeds that the entry at a place of the timeline tells of.
pub fn recorded(intervention: &Intervention, place: usize) -> Vec<Recorded> {
    let entries = intervention.timeline();
    let Some(entry) = entries.get(place) else { return Vec::new() };
    let before = &entries[..place];
    match &entry.fact {
        Fact::TimedOut { ignored_by } => ignored(intervention, before, ignored_by.as_deref()),
        Fact::Arrived => promise(before, arrived(before, entry)),
        Fact::Released { cause, .. } | Fact::Cancelled { cause, .. } => {
            promise(before, left(intervention, before, entry, *cause))
        }
        Fact::Declared { .. }
        | Fact::Offered { .. }
        | Fact::Waiting
        | Fact::Scheduled { .. }
        | Fact::Declined { .. }
        | Fact::Expired
        | Fact::Accepted { .. }
        | Fact::Departed { .. }
        | Fact::Nudged { .. }
        | Fact::FoundLate { .. }
        | Fact::Started
        | Fact::Paused
        | Fact::Resumed
        | Fact::QuoteProposed { .. }
        | Fact::QuoteAccepted
        | Fact::QuoteRefused
        | Fact::QuoteWithdrawn
        | Fact::ExtraAdded(_)
        | Fact::ExtraRemoved { .. }
        | Fact::PostponementProposed { .. }
        | Fact::PostponementConfirmed { .. }
        | Fact::PostponementRefused
        | Fact::CeilingNeared
        | Fact::StartCodeChanged { .. }
        | Fact::AutoPaused { .. }
        | Fact::AutoPauseLifted
        | Fact::ReleaseLifted
        | Fact::Stalled { .. }
        | Fact::Finished { .. }
        | Fact::Closed { .. }
        | Fact::Resolved { .. }
        | Fact::Rated { .. }
        | Fact::Erased { .. } => Vec::new(),
    }
}

/// Who is offered an appointment need not be online, nor look at a telephone: silence is no deed then. Nor is it one for a
/// technician who was not found to have ignored the offer.
fn ignored(
    intervention: &Intervention,
    before: &[Entry],
    ignored_by: Option<&[TechnicianId]>,
) -> Vec<Recorded> {
    if intervention.declaration().scheduled_for.is_some() {
        return Vec::new();
    }
    let Some((since, to, answers)) = offer(before) else { return Vec::new() };
    let answered = |asked: &&Asked| {
        answers.iter().any(
            |entry| matches!(&entry.fact, Fact::Declined { technician } if *technician == asked.technician),
        )
    };
    let ignores = |asked: &&Asked| ignored_by.is_none_or(|known| known.contains(&asked.technician));
    let silent = to.iter().filter(|asked| !answered(asked)).filter(ignores);
    let deed = Deed::Ignored;
    silent.map(|asked| Recorded { technician: asked.technician.clone(), since, deed }).collect()
}

/// The last offer: since when, to whom, and what came after it.
fn offer(before: &[Entry]) -> Option<(Timestamp, &[Asked], &[Entry])> {
    before.iter().enumerate().rev().find_map(|(place, entry)| {
        let Fact::Offered { to, .. } = &entry.fact else { return None };
        Some((entry.moment.recorded_at, to.as_slice(), &before[place + 1..]))
    })
}

/// The deed of whoever holds the intervention, if anybody does.
fn promise(before: &[Entry], deed: Deed) -> Vec<Recorded> {
    let decides = |fact: &Fact| matches!(fact, Fact::Accepted { .. }) || fact.is_release();
    let held = before.iter().rev().find(|entry| decides(&entry.fact));
    let Some(Entry { fact: Fact::Accepted { acceptance, .. }, moment, .. }) = held else { return Vec::new() };
    vec![Recorded { technician: acceptance.technician.clone(), since: moment.recorded_at, deed }]
}

/// An arrival counts at its own time, however late it is received (rule 34). But punctuality is not proved by the word of
/// the technician alone: where the customer was told of the lateness before an earlier arrival was received, the promise
/// counts as neither kept nor broken.
fn arrived(before: &[Entry], entry: &Entry) -> Deed {
    if is_late(before, entry) {
        return Deed::Late;
    }
    let is_claimed = promised(before).is_some_and(|due| entry.moment.recorded_at > due);
    if is_claimed && was_told_late(before) { Deed::Excused } else { Deed::OnTime }
}

/// Whether the parties were told of the lateness of the visit that is under way.
fn was_told_late(before: &[Entry]) -> bool {
    let begins = |fact: &Fact| matches!(fact, Fact::Accepted { .. } | Fact::PostponementConfirmed { .. });
    let visit = before.iter().rev().take_while(|entry| !begins(&entry.fact));
    visit.into_iter().any(|entry| matches!(entry.fact, Fact::FoundLate { .. }))
}

/// Who is left for being late was late, even where the customer says so only by cancelling.
fn left(intervention: &Intervention, before: &[Entry], entry: &Entry, cause: Cause) -> Deed {
    match cause {
        Cause::TechnicianLate => Deed::Late,
        Cause::TechnicianCancelled => Deed::GivenUp,
        Cause::CustomerAbsent | Cause::OperatorDecided => Deed::Excused,
        Cause::CustomerCancelled => {
            let came = |entry: &Entry| {
                matches!(
                    entry.fact,
                    Fact::Arrived | Fact::Accepted { .. } | Fact::PostponementConfirmed { .. }
                )
            };
            let last = before.iter().rev().find(|entry| came(entry)).map(|entry| &entry.fact);
            let on_site = matches!(last, Some(Fact::Arrived));
            let late = is_late(before, entry) || was_found_late(intervention, before, entry);
            if !on_site && late { Deed::Late } else { Deed::Excused }
        }
    }
}

fn is_late(before: &[Entry], entry: &Entry) -> bool {
    promised(before).is_some_and(|due| entry.moment.occurred_at > due)
}

/// Who was certain to be late, and left for it before the hour (rule 10).
fn was_found_late(intervention: &Intervention, before: &[Entry], entry: &Entry) -> bool {
    let was = Intervention::replay(intervention.id().clone(), before.to_vec());
    was.is_ok_and(|was| was.is_late(entry.moment.recorded_at))
}

//! A story: what was asked for, and what happened, in the order in which it was received.

use super::deed::{Deed, Terms};

/// What the customer asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Rule 2: the hour; none means as soon as possible.
    pub scheduled_for: Option<i64>,
    /// Rule 18: whether a flat rate was asked for.
    pub flat_rate: bool,
    /// Rule 16: the price ceiling.
    pub ceiling: Option<i64>,
}

/// A deed and its two times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it happened.
    pub at: i64,
    /// When it was received; later if the app was offline.
    pub received: i64,
    /// What was done.
    pub deed: Deed,
}

/// What was asked for and everything that was carried out since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What the customer asked for.
    pub wish: Wish,
    /// In the order in which it was received.
    pub entries: Vec<Entry>,
}

impl Story {
    /// Nothing happened yet.
    pub fn of(wish: Wish) -> Self {
        Self { wish, entries: Vec::new() }
    }

    /// What happened next. A phone whose clock was set back states a time before the last command: it counts as then.
    pub fn tell(&mut self, entry: Entry) {
        let at = entry.at.max(self.last_of_people());
        self.entries.push(Entry { at, ..entry });
    }

    /// Rule 34: a late command proves that the technician kept on, so that what the system did is corrected.
    pub fn give_back(&mut self) {
        if let Some(taken) = self.entries.iter().rposition(|entry| entry.deed == Deed::TakeAway) {
            self.entries.remove(taken);
        }
    }

    /// The same story without its last entry.
    #[must_use]
    pub fn before_the_last(&self) -> Self {
        let known = self.entries.len().saturating_sub(1);
        Self { entries: self.entries[..known].to_vec(), wish: self.wish }
    }

    /// When the last deed happened, and when it was received.
    pub fn last(&self) -> (i64, i64) {
        self.entries.last().map_or((0, 0), |last| (last.at, last.received))
    }

    /// When somebody did something last; what the system does forbids nobody to say what happened before (rule 34).
    pub fn last_of_people(&self) -> i64 {
        let people = self.entries.iter().filter(|entry| !entry.deed.is_of_system());
        people.map(|entry| entry.at).max().unwrap_or(0)
    }

    /// What happened since the last acceptance, which comes first; nothing if nobody has it.
    pub fn since_acceptance(&self) -> &[Entry] {
        let accepted = self.entries.iter().rposition(|entry| matches!(entry.deed, Deed::Accept(_)));
        let lost = self.entries.iter().rposition(|entry| entry.deed.is_release());
        match accepted {
            Some(accepted) if lost.is_none_or(|lost| lost < accepted) => &self.entries[accepted..],
            Some(_) | None => &[],
        }
    }

    /// The terms of the last acceptance, and when it was.
    pub fn terms(&self) -> Option<(Terms, i64)> {
        let Deed::Accept(terms) = self.since_acceptance().first()?.deed else { return None };
        Some((terms, self.since_acceptance()[0].at))
    }

    /// What happened since the last confirmed postponement, or since the acceptance.
    pub fn visit(&self) -> &[Entry] {
        let entries = self.since_acceptance();
        let confirmed = entries.iter().rposition(|entry| entry.deed == Deed::ConfirmPostponement);
        &entries[confirmed.unwrap_or(0)..]
    }

    /// Whether the last visit is one that was postponed to.
    pub fn is_postponed(&self) -> bool {
        self.visit().first().is_some_and(|entry| entry.deed == Deed::ConfirmPostponement)
    }

    /// The first arrival of the last visit.
    pub fn arrival(&self) -> Option<&Entry> {
        self.visit().iter().find(|entry| entry.deed == Deed::Arrive)
    }

    /// The last departure of the last visit: a later one corrects the estimate of the drive.
    pub fn departure(&self) -> Option<&Entry> {
        self.visit().iter().rev().find(|entry| matches!(entry.deed, Deed::Depart(_)))
    }

    /// Whether work ever began.
    pub fn work_began(&self) -> bool {
        self.since_acceptance().iter().any(|entry| matches!(entry.deed, Deed::Start { .. }))
    }

    /// The appointment that was proposed last.
    pub fn appointment(&self) -> Option<i64> {
        let proposed = |entry: &Entry| {
            let Deed::ProposePostponement(appointment) = entry.deed else { return None };
            Some(appointment)
        };
        self.since_acceptance().iter().rev().find_map(proposed)
    }

    /// The appointment of the last visit: the proposal that was confirmed.
    pub fn confirmed_appointment(&self) -> Option<i64> {
        let entries = self.since_acceptance();
        let confirmed = entries.iter().rposition(|entry| entry.deed == Deed::ConfirmPostponement)?;
        let proposed = |entry: &Entry| {
            let Deed::ProposePostponement(appointment) = entry.deed else { return None };
            Some(appointment)
        };
        entries[..confirmed].iter().rev().find_map(proposed)
    }

    /// The extras that were added and not removed: their numbers and amounts.
    pub fn extras(&self) -> Vec<(usize, i64)> {
        let amount = |entry: &Entry| {
            let Deed::AddExtra(quantity, unit) = entry.deed else { return None };
            Some(quantity * unit)
        };
        let removed =
            |number: usize| self.entries.iter().any(|entry| entry.deed == Deed::RemoveExtra(number));
        self.entries.iter().filter_map(amount).enumerate().filter(|(number, _)| !removed(*number)).collect()
    }
}

//! Rule 14: how quotes stand.

use super::{deed::Deed, story::Story};

/// How a quote was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has answered yet, and it is valid.
    Pending,
    /// Accepted at that time.
    Accepted(i64),
    /// Refused, or its validity ended.
    Refused,
    /// A newer one took its place before it was answered.
    Replaced,
}

/// A quote as it stands at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// Its total.
    pub cents: i64,
    /// Until when it may be accepted.
    pub until: i64,
    /// How it was answered.
    pub fate: Fate,
}

impl Quote {
    fn proposed(deed: &Deed) -> Option<Self> {
        let Deed::ProposeQuote(lines, until) = deed else { return None };
        let cents = lines.iter().map(|(quantity, unit)| quantity * unit).sum();
        Some(Self { cents, until: *until, fate: Fate::Pending })
    }

    /// When it was accepted.
    pub fn agreed_at(&self) -> Option<i64> {
        let Fate::Accepted(at) = self.fate else { return None };
        Some(at)
    }
}

/// All quotes since the acceptance, as they stand at that time.
pub fn quotes(story: &Story, now: i64) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    for entry in story.since_acceptance() {
        if let Some(pending) = quotes.last_mut().filter(|quote| quote.fate == Fate::Pending) {
            pending.fate = fate(pending, &entry.deed, entry.at);
        }
        quotes.extend(Quote::proposed(&entry.deed));
    }
    if let Some(pending) = quotes.last_mut().filter(|quote| quote.fate == Fate::Pending && quote.until < now)
    {
        pending.fate = Fate::Refused;
    }
    quotes
}

/// What a deed makes of a quote that waited for its answer.
fn fate(pending: &Quote, deed: &Deed, at: i64) -> Fate {
    if pending.until < at || *deed == Deed::RefuseQuote {
        return Fate::Refused;
    }
    if *deed == Deed::AcceptQuote {
        return Fate::Accepted(at);
    }
    if matches!(deed, Deed::ProposeQuote(..)) { Fate::Replaced } else { Fate::Pending }
}

/// How the newest quote stands.
pub fn newest(story: &Story, now: i64) -> Option<Fate> {
    quotes(story, now).last().map(|quote| quote.fate)
}

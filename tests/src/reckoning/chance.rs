//! Draws random stories: plausible ones most of the time, with moments that lie close to the limits of the rules.

use fastrand::Rng;

use super::{
    course::{Stage, stage},
    deed::{Deed, Numbers, Terms},
    leaving, price,
    quotes::{Fate, newest, quotes},
    story::{Entry, Story, Wish},
};

/// A source of stories that one seed determines.
pub struct Chance {
    rng: Rng,
    /// Until when the technician's app has no network.
    offline_until: Option<i64>,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Chance {
    /// The source of this seed.
    pub fn of(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), offline_until: None }
    }

    /// A random number of a range.
    pub fn number(&mut self, range: std::ops::RangeInclusive<i64>) -> i64 {
        self.rng.i64(range)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    /// One of several; none of none.
    pub fn one_of<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        self.rng.choice(several)
    }

    /// What a customer asks for.
    pub fn wish(&mut self) -> Wish {
        let scheduled_for = self.percent(40).then(|| self.number(HOUR + 10 * MINUTE..=5 * DAY));
        let ceiling = self.percent(50).then(|| self.number(6_000..=40_000));
        Wish { scheduled_for, flat_rate: self.percent(20), ceiling }
    }

    /// The prices of a technician. A flat rate above the ceiling would not be offered.
    pub fn terms(&mut self, technician: usize, wish: &Wish) -> Terms {
        let flat = self.number(1_000..=wish.ceiling.unwrap_or(40_000));
        Terms { technician, hourly: self.number(2_000..=20_000), flat, numbers: Numbers::OF_THE_RULES }
    }

    /// What happens next, other than an acceptance.
    pub fn next(&mut self, story: &Story) -> Entry {
        let deed = self.deed(story);
        let last = story.last();
        let offline = self.offline(&deed, last);
        let earliest = if offline { last.0 } else { last.1 };
        let mut at = self.moment(story, &deed, earliest);
        while is_on_edge(story, at) || is_on_edge(story, at.max(last.1)) {
            at += 1;
        }
        let received = if offline { self.offline_until.unwrap_or(at).max(at).max(last.1) } else { at };
        let deed = self.timed(story, deed, at);
        Entry { at, received, deed }
    }

    /// The same, but half of the deeds are whatever, whoever and whenever.
    pub fn wild(&mut self, story: &Story) -> Entry {
        if self.percent(50) {
            return self.next(story);
        }
        let deed = self.any(story);
        let (last, (_, received)) = (story.last_of_people(), story.last());
        let received = received + self.number(0..=2 * HOUR);
        let late = deed.is_dated() && self.percent(50);
        let back = if matches!(deed, Deed::Start { .. } | Deed::Resume) { 0 } else { 10 * MINUTE };
        let mut at = if late { self.number(last - back..=received) } else { received };
        while is_on_edge(story, at) {
            at += 1;
        }
        let received = received.max(at);
        Entry { at, received, deed: self.timed(story, deed, at) }
    }

    /// A moment to ask what such a deed would mean.
    pub fn moment_of(&mut self, story: &Story, deed: &Deed) -> i64 {
        let (_, last) = story.last();
        let mut at = self.moment(story, deed, last);
        while is_on_edge(story, at) {
            at += 1;
        }
        at
    }

    /// Rule 34: whether this deed is done without a network; it is received when that is back.
    fn offline(&mut self, deed: &Deed, (at, received): (i64, i64)) -> bool {
        if !deed.is_dated() {
            self.offline_until = None;
            return false;
        }
        if self.offline_until.is_none_or(|until| until < at) {
            let starts = self.percent(15);
            self.offline_until = starts.then(|| received + self.number(1..=3 * HOUR));
        }
        self.offline_until.is_some()
    }

    fn deed(&mut self, story: &Story) -> Deed {
        if self.percent(6) {
            return self.any(story);
        }
        let (_, now) = story.last();
        let newest = newest(story, now);
        match stage(story) {
            Stage::Open | Stage::Over => Deed::CancelByCustomer,
            Stage::Accepted if leaving::is_late(story, now) && self.percent(30) => Deed::LeaveLate,
            Stage::Accepted => self.going(story),
            Stage::Postponed => self.coming_back(story),
            Stage::Arrived | Stage::Paused if newest == Some(Fate::Pending) => self.answering(),
            Stage::Arrived if newest == Some(Fate::Refused) && self.percent(40) => Deed::Finish,
            Stage::Arrived => self.interviewing(story),
            Stage::Working => self.working(story),
            Stage::Paused => self.pausing(story),
        }
    }

    fn going(&mut self, story: &Story) -> Deed {
        let departed = story.departure().is_some();
        match self.number(1..=100) {
            1..=12 => Deed::CancelByCustomer,
            13..=16 => Deed::GiveUp,
            17..=75 if !departed => Deed::Depart(self.percent(50).then(|| self.number(1..=90))),
            _ => Deed::Arrive,
        }
    }

    fn coming_back(&mut self, story: &Story) -> Deed {
        let departed = story.departure().is_some();
        match self.number(1..=100) {
            1..=15 => Deed::CancelByCustomer,
            16..=18 => Deed::GiveUp,
            19..=50 if !departed => Deed::Depart(self.percent(50).then(|| self.number(1..=90))),
            _ => Deed::Arrive,
        }
    }

    fn answering(&mut self) -> Deed {
        match self.number(1..=100) {
            1..=50 => Deed::AcceptQuote,
            51..=80 => Deed::RefuseQuote,
            81..=88 => self.quote(),
            89..=92 => Deed::Finish,
            93..=96 => Deed::CancelByCustomer,
            _ => Deed::Resume,
        }
    }

    fn interviewing(&mut self, story: &Story) -> Deed {
        match self.number(1..=100) {
            1..=12 => Deed::CancelByCustomer,
            13..=22 => Deed::ReportAbsence,
            23..=24 => Deed::GiveUp,
            25..=42 => self.quote(),
            43..=50 => self.postponement(story),
            51..=52 => Deed::Start { right_code: false },
            _ => Deed::Start { right_code: true },
        }
    }

    fn working(&mut self, story: &Story) -> Deed {
        match self.number(1..=100) {
            1..=50 => Deed::Pause,
            51..=75 => self.extra(),
            76..=80 => self.removal(story),
            _ => Deed::Finish,
        }
    }

    fn pausing(&mut self, story: &Story) -> Deed {
        match self.number(1..=100) {
            1..=40 => Deed::Resume,
            41..=50 => self.extra(),
            51..=54 => self.removal(story),
            55..=76 => self.quote(),
            77..=88 => self.postponement(story),
            _ => Deed::Finish,
        }
    }

    /// Anything, whatever the stage.
    fn any(&mut self, story: &Story) -> Deed {
        match self.number(1..=16) {
            1 => Deed::Depart(None),
            2 => Deed::Arrive,
            3 => Deed::Start { right_code: true },
            4 => Deed::Pause,
            5 => Deed::Resume,
            6 => self.extra(),
            7 => self.removal(story),
            8 => self.quote(),
            9 => Deed::AcceptQuote,
            10 => Deed::RefuseQuote,
            11 => self.postponement(story),
            12 => Deed::ConfirmPostponement,
            13 => Deed::CancelByCustomer,
            14 => Deed::ReportAbsence,
            15 => Deed::LeaveLate,
            _ => Deed::Finish,
        }
    }

    fn extra(&mut self) -> Deed {
        let unit = if self.percent(80) { self.number(1..=4_000) } else { self.number(1..=16_000) };
        Deed::AddExtra(self.number(1..=4), unit)
    }

    fn removal(&mut self, story: &Story) -> Deed {
        let added = story.entries.iter().filter(|entry| matches!(entry.deed, Deed::AddExtra(..))).count();
        Deed::RemoveExtra(self.rng.usize(0..=added))
    }

    fn quote(&mut self) -> Deed {
        if self.percent(3) {
            return Deed::ProposeQuote(vec![(1, 5_000_001)], 0);
        }
        let lines = (0..self.number(1..=3)).map(|_| (self.number(1..=3), self.number(1..=40_000))).collect();
        Deed::ProposeQuote(lines, 0)
    }

    /// Confirmed at once most of the time.
    fn postponement(&mut self, story: &Story) -> Deed {
        let proposed =
            matches!(story.entries.last().map(|last| &last.deed), Some(Deed::ProposePostponement(_)));
        if proposed && self.percent(85) { Deed::ConfirmPostponement } else { Deed::ProposePostponement(0) }
    }

    /// The times that a deed names are counted from when it is done.
    fn timed(&mut self, story: &Story, deed: Deed, at: i64) -> Deed {
        match deed {
            Deed::ProposeQuote(lines, _) => {
                let validity =
                    if self.percent(60) { self.number(DAY..=20 * DAY) } else { self.number(1..=HOUR) };
                Deed::ProposeQuote(lines, at + validity)
            }
            Deed::ProposePostponement(_) => Deed::ProposePostponement(at + self.number(2 * HOUR..=4 * DAY)),
            Deed::Depart(Some(eta)) if leaving::promise(story) == Some(at + MINUTE * eta) => {
                Deed::Depart(Some(eta + 1))
            }
            Deed::Accept(_)
            | Deed::Depart(_)
            | Deed::Arrive
            | Deed::Start { .. }
            | Deed::Pause
            | Deed::Resume
            | Deed::AddExtra(..)
            | Deed::RemoveExtra(_)
            | Deed::AcceptQuote
            | Deed::RefuseQuote
            | Deed::ConfirmPostponement
            | Deed::Finish
            | Deed::CancelByCustomer
            | Deed::GiveUp
            | Deed::ReportAbsence
            | Deed::LeaveLate
            | Deed::Remind(_)
            | Deed::FindLate
            | Deed::TakeAway => deed,
        }
    }

    /// When a deed is done: often just before or after a limit that matters to it.
    fn moment(&mut self, story: &Story, deed: &Deed, earliest: i64) -> i64 {
        let limit = if self.percent(50) { self.limit(story, deed) } else { None };
        match limit {
            Some(limit) if limit > earliest => (limit + self.number(-2..=2)).max(earliest),
            Some(_) | None => earliest + self.delay(deed),
        }
    }

    fn limit(&mut self, story: &Story, deed: &Deed) -> Option<i64> {
        let promise = leaving::promise(story);
        let (terms, accepted) = story.terms()?;
        match deed {
            Deed::Depart(_) => Some(promise? - *self.rng.choice(&[0, 20 * MINUTE, 2 * HOUR])?),
            Deed::Arrive => Some(promise? - *self.rng.choice(&[0, 0, 10 * MINUTE, 2 * HOUR])?),
            Deed::CancelByCustomer => {
                let abandoned = leaving::abandoned_from(story);
                let limits = [Some(accepted + MINUTE * terms.numbers.free_minutes), promise, abandoned];
                *self.rng.choice(&limits)?
            }
            Deed::ReportAbsence => leaving::absent_from(story),
            Deed::LeaveLate => promise,
            Deed::AcceptQuote | Deed::RefuseQuote | Deed::Resume => {
                quotes(story, 0).last().map(|quote| quote.until).filter(|until| until - accepted < 3 * HOUR)
            }
            Deed::Pause | Deed::Finish | Deed::AddExtra(..) if self.percent(15) => price::silent_from(story),
            Deed::Pause | Deed::Finish => Some(self.round_work(story, terms.numbers.base_minutes)),
            Deed::Accept(_)
            | Deed::Start { .. }
            | Deed::AddExtra(..)
            | Deed::RemoveExtra(_)
            | Deed::ProposeQuote(..)
            | Deed::ProposePostponement(_)
            | Deed::ConfirmPostponement
            | Deed::GiveUp
            | Deed::Remind(_)
            | Deed::FindLate
            | Deed::TakeAway => None,
        }
    }

    /// When the work done will be a whole number of minutes: those of the base price or some more.
    fn round_work(&mut self, story: &Story, base_minutes: i64) -> i64 {
        let (last, _) = story.last();
        let worked = price::worked_seconds(story, last);
        let minutes = if self.percent(50) { base_minutes } else { base_minutes + self.number(1..=120) };
        last + (MINUTE * minutes - worked).max(0)
    }

    fn delay(&mut self, deed: &Deed) -> i64 {
        if matches!(deed, Deed::ConfirmPostponement) {
            return self.number(1..=30 * MINUTE);
        }
        match self.number(1..=100) {
            1..=30 => self.number(0..=MINUTE),
            31..=60 => self.number(MINUTE..=10 * MINUTE),
            61..=92 => self.number(10 * MINUTE..=50 * MINUTE),
            _ => self.number(50 * MINUTE..=7 * HOUR),
        }
    }
}

/// The very second of a limit, of which the rules do not say to which side it belongs.
fn is_on_edge(story: &Story, at: i64) -> bool {
    let free = story.terms().map(|(terms, accepted)| accepted + MINUTE * terms.numbers.free_minutes);
    let departed_early = leaving::promise(story).map(|promise| promise - 2 * HOUR);
    let until = quotes(story, 0).last().map(|quote| quote.until);
    let limits = [
        free,
        leaving::promise(story),
        departed_early,
        leaving::absent_from(story),
        until,
        story.appointment(),
        price::silent_from(story),
        leaving::abandoned_from(story),
        leaving::earliest_on_site(story),
    ];
    limits.contains(&Some(at))
}

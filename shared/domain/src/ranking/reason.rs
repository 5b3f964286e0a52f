//! Why a technician ranks there: what nobody beats first, then what is better than usual, then what is merely true.

use super::{Ranked, Sort, score};
use crate::{money::Money, policy::Policy, technician::Candidate};

/// Why a technician ranks there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nobody is nearer.
    Nearest,
    /// Nobody arrives earlier, though somebody is nearer.
    FirstToArrive,
    /// Nobody is cheaper.
    Cheapest,
    /// Nobody is rated better.
    BestRated,
    /// So much cheaper for an hour than the median of the list.
    CheaperThanMedian(Money),
    /// So many promises kept.
    OnTime {
        /// How often in time.
        times: u64,
        /// Out of how many.
        of: u64,
    },
    /// Nobody rated them, nobody asked them yet.
    NewHere,
    /// There in so many minutes: said where nothing better can be said.
    ThereIn {
        /// How many.
        minutes: u32,
    },
}

/// More would not be read.
pub const REASONS_MAX: usize = 3;
/// Fewer promises prove nothing.
const PROMISES_MIN: u64 = 5;

/// What is true of an entry: the reasons are told of those entries only that somebody sees.
#[expect(clippy::struct_excessive_bools, reason = "each is a reason of its own, and all of them may hold")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Why {
    saved: Money,
    sort: Sort,
    nearest: bool,
    first_to_arrive: bool,
    cheapest: bool,
    best_rated: bool,
    on_time: bool,
}

/// The best of each kind in a list.
struct Marks {
    distance_meters: u32,
    eta_minutes: u32,
    cheapest: Money,
    median: Money,
    stars: i64,
}

/// Finds for every entry what is true of it.
pub(super) fn explain(list: &mut [Ranked], sort: Sort, policy: &Policy) {
    let Some(marks) = Marks::of(list, policy) else { return };
    for entry in list {
        entry.why = Why::of(entry, &marks, sort, policy);
    }
}

impl Marks {
    fn of(list: &[Ranked], policy: &Policy) -> Option<Self> {
        let mut prices: Vec<i64> = list.iter().map(|entry| entry.for_60_minutes.cents()).collect();
        Some(Self {
            distance_meters: list.iter().map(|entry| entry.distance_meters).min()?,
            eta_minutes: list.iter().map(|entry| entry.eta_minutes).min()?,
            cheapest: Money::of_cents(prices.iter().copied().min()?),
            median: Money::of_cents(median(&mut prices)),
            stars: list.iter().map(|entry| score::stars(entry.candidate.rating, policy)).max()?,
        })
    }
}

/// Between the two in the middle where no one is; half a cent goes to the dear side of whoever is compared.
fn median(prices: &mut [i64]) -> i64 {
    let middle = prices.len() / 2;
    let even = prices.len().is_multiple_of(2);
    let (below, upper, _) = prices.select_nth_unstable(middle);
    let lower = if even { below.iter().copied().max() } else { None };
    i64::midpoint(lower.unwrap_or(*upper), *upper)
}

impl Why {
    fn of(entry: &Ranked, marks: &Marks, sort: Sort, policy: &Policy) -> Self {
        let rating = entry.candidate.rating;
        let nearest = entry.distance_meters == marks.distance_meters;
        Self {
            saved: marks.median.less(entry.for_60_minutes),
            sort,
            nearest,
            first_to_arrive: !nearest && entry.eta_minutes == marks.eta_minutes,
            cheapest: entry.for_60_minutes == marks.cheapest,
            best_rated: rating.count > 0 && score::stars(rating, policy) == marks.stars,
            on_time: is_on_time(&entry.candidate, policy),
        }
    }

    /// What the customer looks at first comes first.
    pub(super) fn reasons(self, entry: &Ranked) -> Vec<Reason> {
        let (times, of) = on_time(&entry.candidate);
        let found = [
            self.nearest.then_some(Reason::Nearest),
            self.first_to_arrive.then_some(Reason::FirstToArrive),
            self.cheapest.then_some(Reason::Cheapest),
            self.best_rated.then_some(Reason::BestRated),
            (self.saved > Money::ZERO).then_some(Reason::CheaperThanMedian(self.saved)),
            self.on_time.then_some(Reason::OnTime { times, of }),
            is_new(&entry.candidate).then_some(Reason::NewHere),
        ];
        let (asked, others): (Vec<Reason>, Vec<Reason>) =
            found.into_iter().flatten().partition(|reason| reason.answers(self.sort));
        let mut reasons: Vec<Reason> = asked.into_iter().chain(others).take(REASONS_MAX).collect();
        if reasons.is_empty() {
            reasons.push(Reason::ThereIn { minutes: entry.eta_minutes });
        }
        reasons
    }
}

/// How many promises were kept, and out of how many.
fn on_time(candidate: &Candidate) -> (u64, u64) {
    (candidate.reliability.on_time(), candidate.reliability.promised())
}

fn is_on_time(candidate: &Candidate, policy: &Policy) -> bool {
    let (times, of) = on_time(candidate);
    let average = u64::try_from(policy.newcomer_on_time_percent).unwrap_or(0);
    of >= PROMISES_MIN && times * 100 >= of * average
}

fn is_new(candidate: &Candidate) -> bool {
    candidate.rating.count == 0 && candidate.reliability.offered() == 0
}

impl Reason {
    /// Whether it speaks of what the customer looks at first.
    fn answers(self, sort: Sort) -> bool {
        match sort {
            Sort::Price => matches!(self, Self::Cheapest | Self::CheaperThanMedian(_)),
            Sort::Rating => matches!(self, Self::BestRated),
            Sort::Proximity => matches!(self, Self::Nearest | Self::FirstToArrive),
            Sort::Best => false,
        }
    }
}

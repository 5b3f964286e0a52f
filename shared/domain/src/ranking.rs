//! The list a customer chooses from: sorted as asked, each entry saying why it ranks there (rule 5).

use jiff::Timestamp;

use crate::{
    arrival,
    intervention::Intervention,
    invalid::Invalid,
    money::Money,
    policy::Policy,
    price::{Basis, Price},
    tariff::Tariff,
    technician::{Candidate, Rating},
    work_log::WorkLog,
};

/// What a customer looks at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The estimate for an hour.
    Price,
    /// The smoothed rating.
    Rating,
    /// The distance.
    Proximity,
    /// All three together.
    #[default]
    Best,
}

impl TryFrom<String> for Sort {
    type Error = Invalid;

    fn try_from(name: String) -> Result<Self, Invalid> {
        match name.as_str() {
            "price" => Ok(Self::Price),
            "rating" => Ok(Self::Rating),
            "proximity" => Ok(Self::Proximity),
            "best" => Ok(Self::Best),
            _ => Err(Invalid::Unknown),
        }
    }
}

/// A technician in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Who.
    pub candidate: Candidate,
    /// For how much.
    pub tariff: Tariff,
    /// How far.
    pub distance_meters: u32,
    /// How soon.
    pub eta_minutes: u32,
    /// What half an hour of work would cost.
    pub for_30_minutes: Money,
    /// What an hour of work would cost.
    pub for_60_minutes: Money,
    /// Whether their insurance is good today.
    pub verified: bool,
    /// Why they rank there.
    pub reasons: Vec<Reason>,
}

/// Why a technician ranks there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nobody is nearer.
    Nearest,
    /// Nobody is cheaper.
    Cheapest,
    /// Nobody is rated better.
    BestRated,
    /// So much cheaper for an hour than half of the others.
    CheaperThanMedian(Money),
}

/// The technicians who can take an intervention, sorted; ties go by id, so that pages are stable.
pub fn rank(
    candidates: Vec<Candidate>,
    intervention: &Intervention,
    sort: Sort,
    now: Timestamp,
    policy: &Policy,
) -> Vec<Ranked> {
    let entry = |candidate: Candidate| {
        let tariff = candidate.tariff_for(intervention, now)?;
        Some(enter(candidate, tariff, intervention, now, policy))
    };
    let mut list: Vec<Ranked> = freshest(candidates).into_iter().filter_map(entry).collect();
    list.sort_by_key(|entry| key(entry, sort));
    explain(&mut list);
    list
}

/// Each technician once, by id: two rows of one technician can meet while they move.
fn freshest(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|one, other| {
        one.technician.cmp(&other.technician).then_with(|| other.online_until.cmp(&one.online_until))
    });
    candidates.dedup_by(|one, other| one.technician == other.technician);
    candidates
}

fn enter(
    candidate: Candidate,
    tariff: Tariff,
    intervention: &Intervention,
    now: Timestamp,
    policy: &Policy,
) -> Ranked {
    let distance_meters = candidate.location.distance_meters(intervention.declaration().location);
    let ceiling = intervention.declaration().price_ceiling;
    Ranked {
        distance_meters,
        eta_minutes: arrival::minutes(distance_meters),
        for_30_minutes: estimate(30, tariff, ceiling, now, policy),
        for_60_minutes: estimate(60, tariff, ceiling, now, policy),
        verified: now < candidate.insured_until,
        reasons: Vec::new(),
        candidate,
        tariff,
    }
}

fn estimate(minutes: i64, tariff: Tariff, ceiling: Option<Money>, now: Timestamp, policy: &Policy) -> Money {
    let mut work = WorkLog::default();
    work.run(now);
    let end = now + jiff::SignedDuration::from_mins(minutes);
    Price::of_work(&Basis { work: &work, tariff, quote: None, extras: Money::ZERO, ceiling }, end, policy)
        .total
}

/// A minute of waiting weighs like 50 cents.
const CENTS_PER_MINUTE: i64 = 50;
/// A star weighs like 10 EUR.
const CENTS_PER_STAR: i64 = 1_000;

fn key(entry: &Ranked, sort: Sort) -> i64 {
    let stars = smoothed(entry.candidate.rating);
    match sort {
        Sort::Price => entry.for_60_minutes.cents(),
        Sort::Rating => -stars,
        Sort::Proximity => i64::from(entry.distance_meters),
        Sort::Best => {
            let waiting = i64::from(entry.eta_minutes) * CENTS_PER_MINUTE;
            entry.for_60_minutes.cents() + waiting - stars * CENTS_PER_STAR / 1_000
        }
    }
}

/// The mean in thousandths of a star, drawn towards four stars by five imagined customers, so that one voice alone
/// neither lifts nor sinks a newcomer.
fn smoothed(rating: Rating) -> i64 {
    let thousandths = (rating.stars + 4 * 5) * 1_000 / (rating.count + 5);
    i64::try_from(thousandths).unwrap_or(i64::MAX)
}

fn explain(list: &mut [Ranked]) {
    let Some(nearest) = list.iter().map(|entry| entry.distance_meters).min() else { return };
    let mut prices: Vec<Money> = list.iter().map(|entry| entry.for_60_minutes).collect();
    prices.sort_unstable();
    let (cheapest, median) = (prices[0], prices[prices.len() / 2]);
    let best = list.iter().map(|entry| smoothed(entry.candidate.rating)).max().unwrap_or_default();
    for entry in list {
        let saved = median.less(entry.for_60_minutes);
        let reasons = [
            (entry.distance_meters == nearest).then_some(Reason::Nearest),
            (entry.for_60_minutes == cheapest).then_some(Reason::Cheapest),
            (entry.candidate.rating.count > 0 && smoothed(entry.candidate.rating) == best)
                .then_some(Reason::BestRated),
            (saved > Money::ZERO).then_some(Reason::CheaperThanMedian(saved)),
        ];
        entry.reasons = reasons.into_iter().flatten().collect();
    }
}

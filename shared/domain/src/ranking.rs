//! The list a customer chooses from: sorted as asked, each entry saying why it ranks there (rule 5).
//!
//! Only price, distance, arrival, ratings and deeds enter. Ties go by id, which no customer sees and nobody chooses.

mod reason;
mod score;

use jiff::Timestamp;

pub use reason::{REASONS_MAX, Reason, Why};

use crate::{
    arrival::Arriving, breakdown::Wanted, intervention::Intervention, invalid::Invalid, money::Money,
    policy::Policy, price::Price, tariff::Tariff, technician::Candidate,
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
    /// Price, arrival, rating and reliability together, weighed by the policy.
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
    /// How far between map cells, which is all that people see.
    pub reach_meters: u32,
    /// How soon.
    pub eta_minutes: u32,
    /// What half an hour of work would cost.
    pub for_30_minutes: Money,
    /// What an hour of work would cost.
    pub for_60_minutes: Money,
    /// Whether their insurance is good today.
    pub verified: bool,
    /// Why they rank there.
    pub why: Why,
}

impl Ranked {
    /// Why they rank there, the strongest first: one to three.
    pub fn reasons(&self) -> Vec<Reason> {
        self.why.reasons(self)
    }
}

/// The technicians who can take an intervention, sorted; ties go by id, so that pages are stable.
pub fn rank(
    arriving: Vec<Arriving>,
    intervention: &Intervention,
    sort: Sort,
    now: Timestamp,
    policy: &Policy,
) -> Vec<Ranked> {
    let (declaration, wanted) = (intervention.declaration(), intervention.declaration().wanted());
    let others = freshest(arriving).into_iter().filter(|one| !declaration.is_by(&one.candidate.technician));
    let mut list: Vec<Ranked> = others.filter_map(|one| enter(one, wanted, now, policy)).collect();
    list.sort_by_cached_key(|entry| score::key(entry, sort, policy));
    reason::explain(&mut list, sort, policy);
    list
}

/// New memory costs more than all else here: the list is made where those who arrive stood.
const _: () = assert!(size_of::<Ranked>() == size_of::<Arriving>(), "the room of Arriving must fit");

/// Each technician once, by id: two rows of one technician can meet while they move.
fn freshest(mut arriving: Vec<Arriving>) -> Vec<Arriving> {
    arriving.sort_unstable_by(|Arriving { candidate: one, .. }, Arriving { candidate: other, .. }| {
        one.technician.cmp(&other.technician).then_with(|| other.online_until.cmp(&one.online_until))
    });
    arriving.dedup_by(|one, other| one.candidate.technician == other.candidate.technician);
    arriving
}

fn enter(one: Arriving, wanted: Wanted<'_>, now: Timestamp, policy: &Policy) -> Option<Ranked> {
    let Arriving { candidate, distance_meters, reach_meters, eta_minutes, .. } = one;
    let tariff = candidate.tariff_from(reach_meters, wanted, now)?;
    let estimate = |minutes| Price::estimate(minutes, tariff, wanted.price_ceiling, policy);
    Some(Ranked {
        distance_meters,
        reach_meters,
        eta_minutes,
        for_30_minutes: estimate(30),
        for_60_minutes: estimate(60),
        verified: now < candidate.insured_until,
        why: Why::default(),
        candidate,
        tariff,
    })
}

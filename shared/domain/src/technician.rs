//! Technicians: what they told about themselves, where they are online, whom a match may name (rules 5, 27 to 29).

mod business;
mod candidate;
mod identifier;

use jiff::Timestamp;

pub use business::{Business, Insurance, VatRegime};
pub use candidate::Candidate;
pub use identifier::{Siren, VatNumber};

use crate::{
    cell::Home,
    customer::Phone,
    id::TechnicianId,
    invalid::Invalid,
    place::{Address, Location},
    policy::Policy,
    refusal::Refusal,
    tariff::CategoryTariff,
    text::Name,
};

/// A registered technician.
#[derive(Debug, Clone, PartialEq)]
pub struct Technician {
    /// Who.
    pub id: TechnicianId,
    /// As customers see them.
    pub display_name: Name,
    /// Reachable by the customer once they accepted.
    pub phone: Option<Phone>,
    /// Where scheduled work starts from.
    pub base: Base,
    /// Who issues the invoices.
    pub business: Business,
    /// How far they go.
    pub radius: Radius,
    /// In which categories they are competent, and for how much; each once.
    pub tariffs: Vec<CategoryTariff>,
    /// Where their agenda is kept: the cell of their first registration.
    pub home: Home,
    /// Where they are online, if they are.
    pub presence: Option<Presence>,
    /// What customers said.
    pub rating: Rating,
}

/// Where a technician starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// In words.
    pub address: Address,
    /// As a point.
    pub location: Location,
}

/// Where a technician is online, and until when without a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Presence {
    /// Where.
    pub location: Location,
    /// Until when.
    pub until: Timestamp,
}

/// How far a technician goes: 1 to 50 km.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Radius(u32);

impl Radius {
    /// In metres.
    pub fn meters(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for Radius {
    type Error = Invalid;

    fn try_from(meters: i64) -> Result<Self, Invalid> {
        let known = u32::try_from(meters).ok().filter(|meters| (1_000..=50_000).contains(meters));
        known.map(Self).ok_or(Invalid::OutOfRange { min: 1_000, max: 50_000 })
    }
}

/// The sum and count of stars: a mean that is exact (rule 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rating {
    /// All stars together.
    pub stars: u64,
    /// How many customers gave them.
    pub count: u64,
}

impl Rating {
    /// Whether the mean is at least so many hundredths of a star; without ratings there is no mean.
    pub fn is_at_least(self, hundredths: u64) -> bool {
        self.count > 0 && self.stars.saturating_mul(100) >= self.count.saturating_mul(hundredths)
    }
}

/// A move of less than so many metres says nothing about speed: positions jump by as much indoors.
const JUMP_METERS: u32 = 1_000;

impl Technician {
    /// Refuses a position that nobody could have reached since the last one of the same session online, however long ago
    /// that was told. Going offline ends a session.
    pub fn check_move(&self, location: Location, now: Timestamp, policy: &Policy) -> Result<(), Refusal> {
        let Some(known) = self.presence.filter(|known| now < known.until) else { return Ok(()) };
        let meters = known.location.distance_meters(location);
        let told_at = known.until - policy.presence();
        let milliseconds = now.duration_since(told_at).as_millis().max(0);
        let kmh_max = policy.position_speed_kmh_max;
        // A kilometre an hour is a metre in 3,600 milliseconds.
        if meters <= JUMP_METERS || i128::from(meters) * 3_600 <= milliseconds * i128::from(kmh_max) {
            return Ok(());
        }
        Err(Refusal::PositionImplausible { kmh_max })
    }

    /// Presence after a heartbeat at `now`: renewed once a minute, or after a move that a match could notice; none
    /// where nothing that matters has changed, so that most heartbeats write nothing.
    pub fn heartbeat(&self, location: Location, now: Timestamp, policy: &Policy) -> Option<Presence> {
        let until = now + policy.presence();
        let stays = |known: &Presence| {
            i64::from(known.location.distance_meters(location)) < policy.presence_move_meters
        };
        match self.presence.filter(stays) {
            Some(known) if until.duration_since(known.until).as_secs() < 60 => None,
            // Where nothing but the lease changes, its rows need not be written.
            Some(known) => Some(Presence { until, ..known }),
            None => Some(Presence { location, until }),
        }
    }
}

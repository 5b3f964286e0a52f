//! What exists of an intervention in some stages only.

use domain::{
    Timestamp,
    id::TechnicianId,
    intervention::{Intervention, Party, Stage},
    tariff::Tariff,
    timeline::{Asked, Entry, Fact},
};

use super::{Money, Offer, Postponement};

/// Offer, promise, way and appointment.
#[derive(Default)]
pub(super) struct Standing {
    pub(super) offer: Option<Offer>,
    pub(super) due_at: Option<Timestamp>,
    pub(super) on_the_way_since: Option<Timestamp>,
    pub(super) eta_minutes: Option<u16>,
    pub(super) late: Option<bool>,
    pub(super) expected_at: Option<Timestamp>,
    pub(super) postponement: Option<Postponement>,
}

impl Standing {
    pub(super) fn of(intervention: &Intervention, party: &Party, now: Timestamp) -> Self {
        let proposed = intervention.postponement();
        let postponement =
            proposed.map(|appointment| Postponement { appointment: appointment.into(), confirmed: false });
        match intervention.stage() {
            Stage::Offered { to, until, wave, .. } => {
                let tariff = tariff(to, *wave, party);
                let offer = Offer {
                    until: (*until).into(),
                    mine: mine(to, party),
                    asked_count: asked(intervention),
                    hourly_rate: tariff.map(|tariff| tariff.hourly_rate.money().into()),
                    flat_rate: tariff.and_then(|tariff| tariff.flat_rate).map(Money::from),
                };
                Self { offer: Some(offer), ..Self::default() }
            }
            Stage::Accepted { due, on_the_way, .. } => Self {
                due_at: Some(*due),
                on_the_way_since: on_the_way.map(|way| way.since),
                eta_minutes: on_the_way.and_then(|way| way.eta_minutes),
                late: Some(intervention.is_late(now)),
                expected_at: intervention.expected_at(),
                ..Self::default()
            },
            Stage::Postponed { appointment, on_the_way } => {
                let confirmed = Postponement { appointment: (*appointment).into(), confirmed: true };
                Self {
                    on_the_way_since: on_the_way.map(|way| way.since),
                    eta_minutes: on_the_way.and_then(|way| way.eta_minutes),
                    postponement: Some(confirmed),
                    ..Self::default()
                }
            }
            Stage::Arrived { .. } | Stage::Paused => Self { postponement, ..Self::default() },
            Stage::Declared
            | Stage::Waiting { .. }
            | Stage::Working
            | Stage::Finished { .. }
            | Stage::Cancelled { .. }
            | Stage::Expired => Self::default(),
        }
    }
}

/// Whether a technician may accept the offer; nobody else is told who was asked.
fn mine(to: &[Asked], party: &Party) -> Option<bool> {
    let asks = |technician: &TechnicianId| to.iter().any(|asked| asked.technician == *technician);
    match party {
        Party::Technician(technician) => Some(asks(technician)),
        Party::Customer(_) | Party::Operator => None,
    }
}

/// The price that binds an asked technician: their own for a technician, and for the others that of the chosen one.
fn tariff(to: &[Asked], wave: u8, party: &Party) -> Option<Tariff> {
    let asked = match party {
        Party::Technician(technician) => to.iter().find(|asked| asked.technician == *technician),
        Party::Customer(_) | Party::Operator => to.first().filter(|_| wave == 0),
    };
    asked.map(|asked| asked.tariff)
}

/// How many the standing offer was put to, those who declined since included.
fn asked(intervention: &Intervention) -> usize {
    let count = |entry: &Entry| {
        let Fact::Offered { to, .. } = &entry.fact else { return None };
        Some(to.len())
    };
    intervention.timeline().iter().rev().find_map(count).unwrap_or_default()
}

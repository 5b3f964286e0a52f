//! All technicians in memory, and the search that asks each of them.

use std::{collections::HashMap, time::Duration};

use domain::{
    agenda::{Agenda, When},
    cell::Cell,
    id::{InterventionId, TechnicianId},
    map_cell::MapCell,
    money::Money,
    reliability::Reliability,
    tariff::{CategoryTariff, FlatRate, HourlyRate},
    technician::{Base, Candidate, Presence, Rating, Technician},
};
use embedded::given;

use super::{
    dice::Dice,
    search::{CATEGORIES, FLAT_RATE, Search},
    world::{REGIONS, Region},
};
use crate::{
    key::Shelf,
    presence::{PresenceRow, Shelves},
    row::{Item, key_of},
};

/// A technician, and what they promised.
#[derive(Debug)]
struct Somebody {
    technician: Technician,
    promise: Option<When>,
    /// How far the lease on the shelves lags behind.
    lag: Duration,
}

/// All of them, by id.
#[derive(Debug)]
pub(super) struct Everybody(Vec<Somebody>);

/// How many in reach were left out, by reason.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TurnedAway {
    pub(super) offline: usize,
    pub(super) busy: usize,
}

/// Appointments are so far apart, at least.
const APPOINTMENT_MINUTES: i64 = 120;
/// The minute of every appointment that technicians have.
const APPOINTMENT: i64 = 300;

impl Everybody {
    pub(super) fn random(dice: &mut Dice) -> Self {
        let mut all = Vec::new();
        for region in REGIONS {
            for _ in 0..region.technicians {
                all.push(Somebody::random(all.len(), region, dice));
            }
        }
        Self(all)
    }

    /// Who can take the request, as a match must describe them.
    pub(super) fn able(&self, search: &Search, away: &mut TurnedAway) -> Vec<Candidate> {
        self.0.iter().filter_map(|one| one.able(search, away)).collect()
    }

    /// Every partition of the table that a match may read, with the rows that the store would write there, and the
    /// leases that count.
    pub(super) fn shelves(&self) -> (HashMap<String, Vec<Item>>, HashMap<TechnicianId, PresenceRow>) {
        let mut shelves: HashMap<String, Vec<Item>> = HashMap::new();
        let mut leases = HashMap::new();
        for one in &self.0 {
            let technician = &one.technician;
            let mut online = Vec::new();
            if let Some(presence) = technician.presence {
                let lease = presence.until - one.lag;
                let (rows, row) = PresenceRow::of(technician, presence, lease, Reliability::default());
                online = rows.items(Shelf::Online, &technician.id).unwrap();
                leases.insert(technician.id.clone(), row);
            }
            let base =
                Shelves::base(technician, Reliability::default()).items(Shelf::Base, &technician.id).unwrap();
            for item in online.into_iter().chain(base) {
                shelves.entry(key_of(&item).unwrap().pk).or_default().push(item);
            }
        }
        (shelves, leases)
    }

    /// What they hold.
    pub(super) fn agendas(&self) -> HashMap<TechnicianId, Agenda> {
        let promise = InterventionId::numbered(1);
        let agenda = |one: &Somebody| {
            let agenda = Agenda::default().with(&promise, 3, one.promise?);
            Some((one.technician.id.clone(), agenda))
        };
        self.0.iter().filter_map(agenda).collect()
    }
}

impl Somebody {
    fn random(number: usize, region: Region, dice: &mut Dice) -> Self {
        let (base, place) = (region.inhabited(dice), region.inhabited(dice));
        let presence = (!dice.one_in(4)).then(|| {
            let until = given::at(i64::from(dice.below(16)) - 1);
            Presence { location: if dice.one_in(3) { base } else { place }, until }
        });
        let radius = if dice.one_in(4) {
            dice.of(&[5_000, 10_000, 20_000, 20_001, 50_000])
        } else {
            1_000 + dice.below(49_001)
        };
        let stars = u64::from(dice.below(9));
        let rating = Rating { stars: stars * 4, count: stars };
        let stranger = given::stranger(&format!("t{number:04}"));
        let technician = Technician {
            base: Base { location: base, ..stranger.base },
            radius: i64::from(radius).try_into().unwrap(),
            tariffs: tariffs(dice),
            home: Cell::of(base),
            presence,
            rating,
            ..stranger
        };
        let promise = match dice.below(10) {
            0 => Some(When::Now { since: given::at(0) }),
            1 => Some(When::At(given::at(APPOINTMENT))),
            _ => None,
        };
        let lag = Duration::from_secs(60 * u64::from(dice.below(11)));
        Self { technician, promise, lag }
    }

    fn able(&self, search: &Search, away: &mut TurnedAway) -> Option<Candidate> {
        let technician = &self.technician;
        let tariff = technician.tariffs.iter().find(|tariff| tariff.category == search.category)?;
        let scheduled = search.scheduled.is_some();
        let from = if scheduled { technician.base.location } else { technician.presence?.location };
        let meters = MapCell::of(from).distance_meters(MapCell::of(search.place));
        if meters > technician.radius.meters() {
            return None;
        }
        if !scheduled && technician.presence.is_some_and(|presence| presence.until <= search.now) {
            away.offline += 1;
            return None;
        }
        if self.is_busy(search) {
            away.busy += 1;
            return None;
        }
        if scheduled { Some(technician.at_base(tariff)) } else { self.online(tariff, search) }
    }

    /// As their rows tell while the lease there runs, and as their own row tells afterwards.
    fn online(&self, tariff: &CategoryTariff, search: &Search) -> Option<Candidate> {
        let candidate = self.technician.online(tariff)?;
        let shelved = candidate.online_until? - self.lag;
        let online_until = if search.now < shelved { Some(shelved) } else { candidate.online_until };
        Some(Candidate { online_until, ..candidate })
    }

    /// Rule 11: one at a time, and hours that do not collide.
    fn is_busy(&self, search: &Search) -> bool {
        match (self.promise, search.scheduled) {
            (None, _) => false,
            (Some(When::Now { .. }), None) => true,
            (Some(When::Now { .. }), Some(hour)) => hour < APPOINTMENT_MINUTES,
            (Some(When::At(_)), at) => {
                (APPOINTMENT - at.unwrap_or(search.minute)).abs() < APPOINTMENT_MINUTES
            }
        }
    }
}

/// Few prices, so that many technicians ask the same and ties are common.
fn tariffs(dice: &mut Dice) -> Vec<CategoryTariff> {
    let first = dice.below(3) as usize;
    let count = 1 + dice.below(2) as usize;
    let category = |step: usize| CATEGORIES[(first + step) % CATEGORIES.len()];
    let mut tariff = |category: &str| {
        let hourly_rate =
            HourlyRate::try_from(Money::of_cents(4_500 + 901 * i64::from(dice.below(6)))).unwrap();
        let price = Money::of_cents(9_000 + 1_000 * i64::from(dice.below(4)));
        let flat_rates =
            if dice.one_in(2) { vec![FlatRate { name: given::word(FLAT_RATE), price }] } else { Vec::new() };
        CategoryTariff { category: given::word(category), hourly_rate, flat_rates }
    };
    (0..count).map(|step| tariff(category(step))).collect()
}

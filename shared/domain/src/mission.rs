//! A request as a technician sees it before acceptance: offered to them, or waiting near (rules 7, 28 and 29).

use jiff::Timestamp;

use crate::{
    breakdown::Wanted,
    category::Category,
    dossier::Dossier,
    id::InterventionId,
    intervention::{Intervention, Stage},
    map_cell::MapCell,
    money::Money,
    place::Location,
    technician::{Presence, Technician},
    text::Name,
};

/// A request on the waiting list: all that tells who could take it, and before whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Which.
    pub id: InterventionId,
    /// Whether it goes first (rules 10 and 21).
    pub priority: bool,
    /// Since when it waits.
    pub since: Timestamp,
    /// What kind of work it is.
    pub category: Category,
    /// Where: the map cell, which is all that the list may depend on (rule 29).
    pub area: MapCell,
    /// When; none means at once.
    pub scheduled_for: Option<Timestamp>,
    /// The flat rate that the customer asks for.
    pub flat_rate: Option<Name>,
    /// The most that time and extras may cost.
    pub price_ceiling: Option<Money>,
    /// When nobody's taking it ends it (rule 9).
    pub expires_at: Timestamp,
}

impl Waiting {
    /// What it asks of whoever takes it.
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted {
            category: self.category,
            area: self.area,
            scheduled_for: self.scheduled_for,
            flat_rate: self.flat_rate.as_ref(),
            price_ceiling: self.price_ceiling,
        }
    }
}

/// A request that a technician may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Mission {
    /// The request; of its address the technician sees the city alone.
    pub dossier: Dossier,
    /// From where the technician is, as the crow flies between map cells (rule 29).
    pub distance_meters: u32,
    /// Until when it is offered to them; none while it waits for anybody.
    pub offered_until: Option<Timestamp>,
}

/// The place of a mission in the list: offered before waiting, priority before none, near before far, then by id.
pub type Rank = (bool, bool, u32, String);

impl Mission {
    /// Where it stands in the list.
    pub fn rank(&self) -> Rank {
        let intervention = &self.dossier.intervention;
        let id = intervention.id().as_str().to_owned();
        (self.offered_until.is_none(), !intervention.has_priority(), self.distance_meters, id)
    }
}

/// The missions of a technician out of what is offered to them and what waits around [`Technician::place`], sorted.
///
/// What waits is shown if they could take it where they are; who is offline sees what they could take at their base.
pub fn missions(
    technician: &Technician,
    offered: Vec<Dossier>,
    waiting: Vec<Dossier>,
    now: Timestamp,
) -> Vec<Mission> {
    let (area, there) = (MapCell::of(technician.place(now)), technician.as_if_online(now));
    let offered = offered.into_iter().filter_map(|dossier| {
        let until = offered_until(&dossier.intervention, technician, now)?;
        Some(mission(dossier, area, Some(until)))
    });
    let waiting = waiting.into_iter().filter(|dossier| is_open_to(&dossier.intervention, &there, now));
    let waiting = waiting.map(|dossier| mission(dossier, area, None));
    let mut missions: Vec<Mission> = offered.chain(waiting).collect();
    missions.sort_by_cached_key(Mission::rank);
    missions
}

/// The places in the list of what waits and the technician could take, sorted: the last part of each is the id.
pub fn ranks(technician: &Technician, waiting: &[Waiting], now: Timestamp) -> Vec<Rank> {
    let (meters, there) = (MapCell::of(technician.place(now)).distances(), technician.as_if_online(now));
    let open = waiting.iter().filter(|one| now < one.expires_at && there.could_take(one.wanted(), now));
    let rank = |one: &Waiting| (true, !one.priority, meters(one.area), one.id.as_str().to_owned());
    let mut ranks: Vec<Rank> = open.map(rank).collect();
    ranks.sort();
    ranks
}

impl Technician {
    /// Whether a heartbeat brings this technician before requests that nobody told them of: they come online, or
    /// elsewhere.
    pub fn comes_to(&self, location: Location, now: Timestamp) -> bool {
        self.presence.is_none_or(|known| now >= known.until || known.location != location)
    }

    /// Who is offline sees what they could take at their base.
    pub(crate) fn as_if_online(&self, now: Timestamp) -> Self {
        let online = Presence { location: self.place(now), until: Timestamp::MAX };
        Self { presence: Some(online), ..self.clone() }
    }

    /// What missions are near to: where the technician is online, else their base.
    pub fn place(&self, now: Timestamp) -> Location {
        let online = self.presence.filter(|presence| now < presence.until);
        online.map_or(self.base.location, |presence| presence.location)
    }
}

fn mission(dossier: Dossier, area: MapCell, offered_until: Option<Timestamp>) -> Mission {
    let distance_meters = area.distance_meters(dossier.intervention.area());
    Mission { dossier, distance_meters, offered_until }
}

fn offered_until(intervention: &Intervention, technician: &Technician, now: Timestamp) -> Option<Timestamp> {
    let Stage::Offered { to, until, .. } = intervention.stage() else { return None };
    let mine = to.iter().any(|asked| asked.technician == technician.id);
    (mine && now <= *until && now < intervention.expires_at()).then_some(*until)
}

fn is_open_to(intervention: &Intervention, technician: &Technician, now: Timestamp) -> bool {
    matches!(intervention.stage(), Stage::Waiting { .. })
        && now < intervention.expires_at()
        && technician.asked_for(intervention, now).is_ok()
}

//! Who can take a request: two shelves in one round trip, then the agendas of those in reach (rule 5).

#[cfg(test)]
mod exact;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    Timestamp,
    agenda::{Agenda, When},
    arrival::Arriving,
    category::Category,
    cell::{Cell, Home},
    failure::Failure,
    id::TechnicianId,
    intervention::Intervention,
    map_cell::MapCell,
    place::Location,
    policy::Policy,
    technician::Candidate,
};
use futures_util::future::try_join_all;

use crate::{
    candidate::CandidateRow,
    client::{Read, Store},
    error::Error,
    key::{self, Shelf},
    presence::PresenceRow,
    row::{Item, Row, key_of, last_part, parse},
};

impl Store {
    /// Technicians who are competent, in reach and free, with their exact distances; for an immediate request also
    /// online. For what the house decides itself.
    pub async fn candidates(
        &self,
        intervention: &Intervention,
        now: Timestamp,
    ) -> Result<Vec<Arriving>, Failure> {
        let free = self.able(intervention, now).await?;
        Ok(Arriving::at_a_distance(free, intervention.declaration().location))
    }

    /// The same as the customer may see them: nothing tells more than the map cell of each (rule 29).
    pub async fn listed(
        &self,
        intervention: &Intervention,
        now: Timestamp,
    ) -> Result<Vec<Arriving>, Failure> {
        let free = self.able(intervention, now).await?;
        Ok(Arriving::between_cells(free, intervention.declaration().location))
    }

    async fn able(&self, intervention: &Intervention, now: Timestamp) -> Result<Vec<Candidate>, Error> {
        let declaration = intervention.declaration();
        let on = match intervention.binds(now) {
            When::Now { .. } => Shelf::Online,
            When::At(_) => Shelf::Base,
        };
        let near = self.in_reach(on, declaration.category, declaration.location, now).await?;
        let agendas = self.agendas_of(&near).await?;
        Ok(free(near, &agendas, intervention, now, self.policy()))
    }

    /// Technicians of a category who are online and in reach, busy or not.
    pub async fn online_near(
        &self,
        category: Category,
        location: Location,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, Failure> {
        Ok(self.in_reach(Shelf::Online, category, location, now).await?)
    }

    /// Technicians who are online and could take a request, busy or not. For one at an hour their base counts, and
    /// whether they are online stands in their presence rows.
    pub async fn concerned(
        &self,
        intervention: &Intervention,
        now: Timestamp,
    ) -> Result<Vec<TechnicianId>, Failure> {
        let declaration = intervention.declaration();
        let (on, appointment) = match intervention.binds(now) {
            When::Now { .. } => (Shelf::Online, false),
            When::At(_) => (Shelf::Base, true),
        };
        let near = self.in_reach(on, declaration.category, declaration.location, now).await?;
        let able = near.into_iter().filter(|candidate| candidate.tariff_for(intervention, now).is_some());
        let able: Vec<TechnicianId> = able.map(|candidate| candidate.technician).collect();
        if appointment { Ok(self.online_among(&able, now).await?) } else { Ok(able) }
    }

    async fn online_among(&self, all: &[TechnicianId], now: Timestamp) -> Result<Vec<TechnicianId>, Error> {
        let mut online = Vec::new();
        for (id, row) in self.presences(all).await? {
            if now < row.presence()?.until {
                online.push(id);
            }
        }
        Ok(online)
    }

    async fn in_reach(
        &self,
        on: Shelf,
        category: Category,
        place: Location,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, Error> {
        let shelves = shelves_read(on, category, place)
            .map(|pk| async move { self.partition(&pk, None, Read::Eventual).await });
        let items = try_join_all(shelves).await?;
        let near = reaching(items.into_iter().flatten(), place, now, self.policy())?;
        let unsure: BTreeSet<TechnicianId> =
            near.unsure.iter().map(|candidate| candidate.technician.clone()).collect();
        let leases = self.presences(&unsure).await?;
        near.renewed(&leases, now)
    }

    /// What technicians' own rows say of where they are online.
    async fn presences(
        &self,
        all: impl IntoIterator<Item = &TechnicianId>,
    ) -> Result<HashMap<TechnicianId, PresenceRow>, Error> {
        let rows = self.get_many(all.into_iter().map(key::presence).collect()).await?;
        let presence = |item: Item| Ok((last_part(&key_of(&item)?.pk)?, PresenceRow::of_item(item)?));
        rows.into_iter().map(presence).collect()
    }

    async fn agendas_of(&self, candidates: &[Candidate]) -> Result<HashMap<TechnicianId, Agenda>, Error> {
        let homes: BTreeSet<Home> = candidates.iter().map(|candidate| candidate.home).collect();
        let agendas = try_join_all(homes.into_iter().map(|home| self.agendas(home))).await?;
        Ok(agendas.into_iter().flatten().collect())
    }
}

/// The partitions that a match reads.
fn shelves_read(on: Shelf, category: Category, place: Location) -> [String; 2] {
    Cell::of_breakdown(place).map(|cell| key::shelf(on, category.code(), &cell.to_string()))
}

/// Whose rows reach a place.
#[derive(Debug, Default)]
struct Reaching {
    /// They can be matched, as the rows themselves tell; each once, by id.
    online: BTreeMap<TechnicianId, Candidate>,
    /// The lease in the rows has ended, but the one that counts may not have.
    unsure: Vec<Candidate>,
}

/// Those of the rows whose technicians reach the place and, on a shelf of leases, are online or may be.
fn reaching(
    items: impl IntoIterator<Item = Item>,
    place: Location,
    now: Timestamp,
    policy: &Policy,
) -> Result<Reaching, Error> {
    let mut found = Reaching::default();
    let meters = MapCell::of(place).distances();
    for item in items {
        let candidate = candidate(item)?;
        if meters(candidate.area) > candidate.radius.meters() {
            continue;
        }
        match candidate.online_until {
            Some(until) if until + policy.presence_lag() <= now => {}
            Some(until) if until <= now => found.unsure.push(candidate),
            Some(_) | None => keep_newest(&mut found.online, candidate),
        }
    }
    Ok(found)
}

impl Reaching {
    /// With those whose own row says that they are still online.
    fn renewed(
        self,
        leases: &HashMap<TechnicianId, PresenceRow>,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, Error> {
        let Self { mut online, unsure } = self;
        for candidate in unsure {
            let Some(row) = leases.get(&candidate.technician) else { continue };
            let online_until = row.lease_of(&candidate)?;
            if online_until.is_some_and(|until| now < until) {
                keep_newest(&mut online, Candidate { online_until, ..candidate });
            }
        }
        Ok(online.into_values().collect())
    }
}

/// Those whose agenda has room (rule 11).
fn free(
    mut near: Vec<Candidate>,
    agendas: &HashMap<TechnicianId, Agenda>,
    intervention: &Intervention,
    now: Timestamp,
    policy: &Policy,
) -> Vec<Candidate> {
    let when = intervention.binds(now);
    near.retain(|candidate| {
        let agenda = agendas.get(&candidate.technician);
        agenda.is_none_or(|agenda| agenda.conflict(intervention.id(), when, policy).is_none())
    });
    near
}

fn candidate(item: Item) -> Result<Candidate, Error> {
    let technician = parse(key_of(&item)?.sk)?;
    CandidateRow::of_item(item)?.candidate(technician)
}

/// A technician stands on a near and a far shelf at once while their radius changes: the newer lease counts.
fn keep_newest(found: &mut BTreeMap<TechnicianId, Candidate>, candidate: Candidate) {
    let known = found.get(&candidate.technician);
    if known.is_none_or(|known| known.online_until < candidate.online_until) {
        found.insert(candidate.technician.clone(), candidate);
    }
}

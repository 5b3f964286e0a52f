//! Technicians as a match sees them: who can take a request, and for how much (rule 5).

use jiff::Timestamp;

use super::{Radius, Rating, Technician};
use crate::{
    agenda::When,
    arrival::Surroundings,
    breakdown::Wanted,
    cell::Home,
    id::TechnicianId,
    intervention::{Intervention, Stage},
    map_cell::MapCell,
    place::Location,
    refusal::Refusal,
    reliability::Reliability,
    tariff::{CategoryTariff, FlatRate, HourlyRate, Tariff},
    text::Name,
    timeline::{Acceptance, Asked},
};

/// A technician as a match sees them: one row holds all that ranking needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub technician: TechnicianId,
    /// As customers see them.
    pub display_name: Name,
    /// Where they start from.
    pub location: Location,
    /// The map cell of that: what reach is measured from, and all that customers learn (rule 29).
    pub area: MapCell,
    /// How far they go.
    pub radius: Radius,
    /// The price of an hour in the category of the match.
    pub hourly_rate: HourlyRate,
    /// The flat rates in that category.
    pub flat_rates: Vec<FlatRate>,
    /// What customers said.
    pub rating: Rating,
    /// What they did with offers and promises; a newcomer's until the store has read their record.
    pub reliability: Reliability,
    /// Until when their insurance is good.
    pub insured_until: Timestamp,
    /// Until when they are online, at least; none for a base.
    pub online_until: Option<Timestamp>,
    /// Where their agenda is kept.
    pub home: Home,
}

impl Candidate {
    /// The tariff for a request, if the technician can take it: competent, in reach, online if it is immediate, and
    /// within the price ceiling (rule 5). Neither its customer nor who gave it up twice can. Whether they are free stands in
    /// their agenda.
    pub fn tariff_for(&self, intervention: &Intervention, now: Timestamp) -> Option<Tariff> {
        let tariff = self.tariff_of(intervention.declaration().wanted(), now);
        tariff.filter(|_| intervention.may_be_taken_by(&self.technician))
    }

    fn tariff_of(&self, wanted: Wanted<'_>, now: Timestamp) -> Option<Tariff> {
        self.tariff_from(self.area.distance_meters(wanted.area), wanted, now)
    }

    /// The same as customers may see them: they start from the centre of their map cell (rule 29).
    #[must_use]
    pub fn blurred(self) -> Self {
        Self { location: self.area.centre(), ..self }
    }

    /// How long they would drive, at that pace.
    pub fn drive_minutes(&self, intervention: &Intervention, pace: Surroundings, at: Timestamp) -> u16 {
        intervention.drive_minutes(self.location, pace, at)
    }

    /// The same, so many metres between the map cells of both.
    pub(crate) fn tariff_from(
        &self,
        distance_meters: u32,
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Option<Tariff> {
        let online = self.online_until.is_none_or(|until| now < until);
        if !online || distance_meters > self.radius.meters() {
            return None;
        }
        let within = |flat| wanted.price_ceiling.is_none_or(|most| flat <= most);
        self.tariff(wanted.flat_rate).filter(|tariff| tariff.flat_rate.is_none_or(within))
    }

    fn tariff(&self, flat_rate: Option<&Name>) -> Option<Tariff> {
        let flat = flat_rate.map(|name| self.flat_rates.iter().find(|offered| offered.name == *name));
        match flat {
            None => Some(Tariff { hourly_rate: self.hourly_rate, flat_rate: None }),
            Some(found) => {
                found.map(|flat| Tariff { hourly_rate: self.hourly_rate, flat_rate: Some(flat.price) })
            }
        }
    }
}

impl Technician {
    /// The candidate for scheduled work in one category.
    pub fn at_base(&self, tariff: &CategoryTariff) -> Candidate {
        self.candidate(tariff, self.base.location, None)
    }

    /// The candidate for immediate work in one category, while online.
    pub fn online(&self, tariff: &CategoryTariff) -> Option<Candidate> {
        let presence = self.presence?;
        Some(self.candidate(tariff, presence.location, Some(presence.until)))
    }

    fn candidate(
        &self,
        tariff: &CategoryTariff,
        location: Location,
        online_until: Option<Timestamp>,
    ) -> Candidate {
        Candidate {
            technician: self.id.clone(),
            display_name: self.display_name.clone(),
            location,
            area: MapCell::of(location),
            radius: self.radius,
            hourly_rate: tariff.hourly_rate,
            flat_rates: tariff.flat_rates.clone(),
            rating: self.rating,
            reliability: Reliability::default(),
            insured_until: self.business.insurance.valid_until,
            online_until,
            home: self.home,
        }
    }

    /// Where this technician would start from for a request: where they are online, or their base.
    fn candidate_for(&self, wanted: Wanted<'_>, now: Timestamp) -> Option<Candidate> {
        let tariff = self.tariffs.iter().find(|tariff| tariff.category == wanted.category)?;
        match wanted.binds(now) {
            When::At(_) => Some(self.at_base(tariff)),
            When::Now { .. } => self.online(tariff),
        }
    }

    /// Whether this technician could take what waits: competent and in reach; whether they are free stands in their
    /// agenda.
    pub fn could_take(&self, wanted: Wanted<'_>, now: Timestamp) -> bool {
        let candidate = self.candidate_for(wanted, now);
        candidate.is_some_and(|candidate| candidate.tariff_of(wanted, now).is_some())
    }

    /// The offer to this technician for a request that a customer chose them for (rule 5).
    pub fn asked_for(&self, intervention: &Intervention, now: Timestamp) -> Result<Asked, Refusal> {
        let unavailable = Refusal::TechnicianUnavailable { stage: intervention.stage().name() };
        if !intervention.may_be_taken_by(&self.id) {
            return Err(unavailable);
        }
        let wanted = intervention.declaration().wanted();
        let candidate = self.candidate_for(wanted, now).ok_or(unavailable)?;
        let tariff = candidate.tariff_of(wanted, now).ok_or(unavailable)?;
        Ok(Asked { technician: self.id.clone(), tariff })
    }

    /// What this technician brings to an acceptance. Who was asked need not be online any more; who takes a waiting
    /// request must be competent and in reach.
    pub fn acceptance_of(&self, intervention: &Intervention, now: Timestamp) -> Result<Acceptance, Refusal> {
        if let Some(mine) = intervention.acceptance().filter(|taken| taken.technician == self.id) {
            return Ok(mine.clone());
        }
        if self.sight_of(intervention, now).is_none() {
            return Err(Refusal::NotYours);
        }
        intervention.check_untaken(&self.id, now)?;
        let unavailable = Refusal::TechnicianUnavailable { stage: intervention.outline(now) };
        let tariff = if matches!(intervention.stage(), Stage::Waiting { .. }) {
            self.asked_for(intervention, now).map_err(|_| unavailable)?.tariff
        } else {
            self.usual_tariff(intervention).ok_or(unavailable)?
        };
        let from = self.candidate_for(intervention.declaration().wanted(), now);
        let drive = |from: Candidate| from.drive_minutes(intervention, Surroundings::Country, now);
        Ok(Acceptance {
            technician: self.id.clone(),
            display_name: self.display_name.clone(),
            home: self.home,
            tariff,
            drive_minutes: from.map(drive),
        })
    }

    fn usual_tariff(&self, intervention: &Intervention) -> Option<Tariff> {
        let declaration = intervention.declaration();
        let tariff = self.tariffs.iter().find(|tariff| tariff.category == declaration.category)?;
        Some(Tariff { hourly_rate: tariff.hourly_rate, flat_rate: None })
    }
}

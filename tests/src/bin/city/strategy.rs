//! Three ways to dispatch on the same table, with the same demand and the same people.

use choose_technician::{ChooseTechnician, choose_technician};
use domain::{
    idempotency::Request,
    intervention::{Stage, Step},
    ranking::{Ranked, Sort},
    timeline::{Actor, Asked, Fact},
};
use match_technicians::{Filter, MatchTechnicians, match_technicians};
use places::Travel;
use queue::OfferTimer;
use store::Transition;

use crate::{
    clock::{Millis, SECOND, stamp},
    world::World,
};

/// Who is asked, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// The product: the customer's choice, then waves of 3, 5 and 8, then the waiting list.
    Waves,
    /// A baseline: the nearest, then the next one, each for as long as an offer lasts.
    Nearest,
    /// A baseline: everybody who is free and in reach at once.
    Broadcast,
}

/// How long an offer of a baseline lasts: as long as one of the product.
const OFFER: Millis = 45 * SECOND;

impl Strategy {
    pub(crate) const ALL: [Self; 3] = [Self::Waves, Self::Nearest, Self::Broadcast];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waves => "choice and waves",
            Self::Nearest => "nearest, one by one",
            Self::Broadcast => "broadcast to all",
        }
    }
}

impl World {
    /// The customer has confirmed: somebody is asked, or nobody is left and the request waits.
    pub(crate) async fn dispatch(&mut self, case: usize, choice: usize) {
        match self.strategy {
            Strategy::Waves => self.chooses(case, choice).await,
            Strategy::Nearest => self.asks_nearest(case).await,
            Strategy::Broadcast => self.asks_all(case).await,
        }
    }

    /// A baseline's timer: the offer that it was set for ended, so the next ones are asked.
    pub(crate) async fn asks_on(&mut self, timer: &OfferTimer) {
        let Some(case) = self.numbers.get(&timer.intervention_id).copied() else { return };
        let dossier = self.store.dossier_consistent(&timer.intervention_id).await;
        let Some(dossier) = self.told(dossier) else { return };
        let Stage::Offered { to, until, version, .. } = dossier.intervention.stage() else { return };
        if *version != timer.offer_entry || (!to.is_empty() && self.stamp() < *until) {
            return;
        }
        match self.strategy {
            Strategy::Waves => {}
            Strategy::Nearest => self.asks_nearest(case).await,
            Strategy::Broadcast => self.asks_all(case).await,
        }
    }

    async fn chooses(&mut self, case: usize, choice: usize) {
        let shown = &self.cases[case].shown;
        let Some(technician) = shown.get(choice).or(shown.last()).cloned() else {
            return self.waits(case).await;
        };
        if !self.asks(case, technician).await {
            self.waits(case).await;
        }
    }

    async fn asks_nearest(&mut self, case: usize) {
        let Some(next) = self.unasked(case, Sort::Proximity).await.into_iter().next() else {
            return self.waits(case).await;
        };
        if !self.asks(case, next.candidate.technician).await {
            self.waits(case).await;
        }
    }

    async fn asks(&mut self, case: usize, technician: domain::id::TechnicianId) -> bool {
        let need = &self.city.needs[case];
        let customer = need.declaration().customer;
        let command = ChooseTechnician {
            intervention: need.id(),
            customer,
            technician,
            seen: choose_technician::Seen::default(),
            request: Request::default(),
        };
        let chosen = choose_technician(&self.store, command, self.stamp()).await;
        self.told(chosen).is_some()
    }

    async fn asks_all(&mut self, case: usize) {
        let unasked = self.unasked(case, Sort::Best).await;
        if unasked.is_empty() {
            return self.waits(case).await;
        }
        let asked = |entry: Ranked| Asked { technician: entry.candidate.technician, tariff: entry.tariff };
        let to: Vec<Asked> = unasked.into_iter().map(asked).collect();
        let until = stamp(self.now + OFFER);
        let transition = Transition {
            id: self.city.needs[case].id(),
            request: Request::default(),
            by: Actor::System,
            occurred_at: None,
            now: self.stamp(),
        };
        let decide = |intervention: &domain::intervention::Intervention, _| {
            intervention.check_open(transition.now)?;
            Ok(Step::Changed(vec![Fact::Offered { to: to.clone(), until, wave: 1 }]))
        };
        let offered = self.store.transition(&transition, decide).await;
        self.told(offered);
    }

    /// Who is free and in reach and has not been asked yet.
    async fn unasked(&mut self, case: usize, sort: Sort) -> Vec<Ranked> {
        let need = &self.city.needs[case];
        let query = MatchTechnicians {
            intervention: need.id(),
            customer: need.declaration().customer,
            sort,
            filter: Filter::default(),
        };
        let ranked = match_technicians(&self.store, &Travel::default(), query, self.stamp()).await;
        let asked = |entry: &Ranked| {
            let name = entry.candidate.technician.as_str();
            self.cases[case].asked.iter().any(|who| name == format!("technician-{who}"))
        };
        match ranked {
            Ok(ranked) => ranked.into_iter().filter(|entry| !asked(entry)).collect(),
            Err(failure) => self.told(Err(failure)).unwrap_or_default(),
        }
    }
}

//! Customers: they declare, confirm, wait, give up, leave who is late, and rate.

use cancel_intervention::{CancelIntervention, cancel_intervention};
use declare_request::{DeclareRequest, declare_request};
use domain::{
    id::TechnicianId,
    idempotency::Request,
    intervention::{Party, StageName},
    paper::Form,
    timeline::Stars,
};
use embedded::given;
use places::Travel;
use rate_technician::{RateTechnician, rate_technician};
use show_intervention::{ShowIntervention, show_intervention};
use wait_for_technician::{WaitForTechnician, wait_for_technician};

use crate::{
    clock::{HOUR, MINUTE, Millis, real, whole},
    draw::{Draw, Of},
    event::Event,
    world::World,
};

/// What phones know of a request.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) stage: StageName,
    /// The head of the list that the customer sees.
    pub(crate) shown: Vec<TechnicianId>,
    /// Whom it is offered to now.
    pub(crate) offered: Vec<usize>,
    /// Everybody whom it was offered to.
    pub(crate) asked: Vec<usize>,
    /// Whether it goes first.
    pub(crate) priority: bool,
    /// Who works for it.
    pub(crate) taker: Option<usize>,
    /// How often the search began anew.
    pub(crate) round: u32,
    pub(crate) accepted_at: Option<Millis>,
    /// Whether the customer looks every few minutes how many are before them.
    pub(crate) wonders: bool,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            stage: StageName::Expired,
            shown: Vec::new(),
            offered: Vec::new(),
            asked: Vec::new(),
            priority: false,
            taker: None,
            round: 0,
            accepted_at: None,
            wonders: false,
        }
    }
}

/// Customers look at the head of a list.
const SHOWN_MAX: usize = 3;
/// Whoever waits looks so often how many are before them.
const WONDERS_EVERY: Millis = 4 * MINUTE;
/// The promise of rule 10, and a minute of grace.
const LATE_AFTER: Millis = 46 * MINUTE;
/// So many rate.
const RATES: f64 = 0.3;

impl World {
    pub(crate) async fn declares(&mut self, case: usize) {
        let city = self.city.clone();
        let need = &city.needs[case];
        let command = DeclareRequest {
            declaration: need.declaration(),
            breakdown: given::breakdown(),
            key: need.key(),
        };
        // Whoever declares has signed up.
        let signed_up = self.store.save_customer(&need.profile(), Request::default()).await;
        self.told(signed_up);
        let declared = declare_request(&self.store, &Travel::default(), command, self.stamp()).await;
        let Some(declared) = self.told(declared) else { return };
        let stage = declared.dossier.intervention.stage().name();
        let shown = declared.technicians.into_iter().take(SHOWN_MAX);
        self.cases[case].shown = shown.map(|entry| entry.candidate.technician).collect();
        self.cases[case].stage = stage;
        self.tally.nobody_free += usize::from(stage == StageName::Waiting);
        if stage == StageName::Declared {
            self.at(self.now + need.thinks, Event::Confirms(case));
        }
        self.at(self.now + need.patience, Event::GivesUp(case, 0));
    }

    pub(crate) async fn confirms(&mut self, case: usize) {
        if self.cases[case].stage != StageName::Declared {
            return;
        }
        match self.city.needs[case].choice {
            Some(choice) => self.dispatch(case, choice).await,
            None => self.waits(case).await,
        }
    }

    /// Nobody is left to be asked, or the customer wants anybody, or leaves who is late.
    pub(crate) async fn waits(&mut self, case: usize) {
        let need = &self.city.needs[case];
        let customer = need.declaration().customer;
        let command = WaitForTechnician { intervention: need.id(), customer, request: Request::default() };
        let waiting = wait_for_technician(&self.store, command, self.stamp()).await;
        self.told(waiting);
    }

    /// It is on the waiting list.
    pub(crate) fn waits_from_now(&mut self, case: usize) {
        let waits = self.cases[case].stage == StageName::Waiting;
        if waits && !self.cases[case].wonders {
            self.cases[case].wonders = true;
            let mut draw = Draw::named(self.city.options.seed, Of::Customer, &[case, 2]);
            let first = draw.between(0.0, real(WONDERS_EVERY));
            self.at(self.now + whole(first), Event::Wonders(case));
        }
    }

    pub(crate) async fn wonders(&mut self, case: usize) {
        self.cases[case].wonders = self.cases[case].stage == StageName::Waiting;
        if !self.cases[case].wonders {
            return;
        }
        let need = &self.city.needs[case];
        let query = ShowIntervention {
            intervention: need.id(),
            parties: vec![Party::Customer(need.declaration().customer)],
            form: Form::French,
        };
        let buckets = (&self.bucket, &self.documents);
        let shown = show_intervention(&self.store, buckets, query, self.stamp()).await;
        self.told(shown);
        self.at(self.now + WONDERS_EVERY, Event::Wonders(case));
    }

    pub(crate) async fn gives_up(&mut self, case: usize, round: u32) {
        let Case { stage, round: current, .. } = self.cases[case];
        let open = matches!(stage, StageName::Declared | StageName::Offered | StageName::Waiting);
        if !open || round != current {
            return;
        }
        let need = &self.city.needs[case];
        let command = CancelIntervention {
            intervention: need.id(),
            parties: vec![Party::Customer(need.declaration().customer)],
            customer_absent: false,
            request: Request::default(),
        };
        let cancelled = cancel_intervention(&self.store, command, self.stamp()).await;
        if self.told(cancelled).is_some() {
            self.cases[case].stage = StageName::Cancelled;
        }
    }

    /// The customer of a technician who promised to be there.
    pub(crate) fn expects(&mut self, case: usize) {
        if self.city.needs[case].leaves_late {
            let round = self.cases[case].round;
            self.at(self.now + LATE_AFTER, Event::LeavesLate(case, round));
        }
    }

    pub(crate) async fn leaves_late(&mut self, case: usize, round: u32) {
        if self.cases[case].stage == StageName::Accepted && self.cases[case].round == round {
            self.waits(case).await;
        }
    }

    /// The work is done.
    pub(crate) fn is_helped(&mut self, case: usize) {
        let mut draw = Draw::named(self.city.options.seed, Of::Customer, &[case]);
        if draw.chance(RATES) {
            self.at(self.now + HOUR, Event::Rates(case));
        }
    }

    pub(crate) async fn rates(&mut self, case: usize) {
        let mut draw = Draw::named(self.city.options.seed, Of::Customer, &[case, 1]);
        let stars = 5 - i64::try_from(draw.share(&[0.7, 0.2, 0.06, 0.03, 0.01])).unwrap_or(0);
        let need = &self.city.needs[case];
        let command = RateTechnician {
            intervention: need.id(),
            customer: need.declaration().customer,
            stars: Stars::try_from(stars).expect("one to five stars"),
            comment: None,
            request: Request::default(),
        };
        let rated = rate_technician(&self.store, command, self.stamp()).await;
        self.told(rated);
    }
}

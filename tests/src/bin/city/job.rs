//! From acceptance to the end of the work: leaving, driving, arriving late now and then, working.

use arrive_on_site::{ArriveOnSite, arrive_on_site};
use cancel_intervention::{CancelIntervention, cancel_intervention};
use depart_for_intervention::{DepartForIntervention, depart_for_intervention};
use domain::{
    idempotency::Request,
    intervention::{Party, StageName},
};
use embedded::given;
use finish_intervention::{FinishIntervention, finish_intervention};
use start_intervention::{StartIntervention, start_intervention};

use crate::{
    clock::{MINUTE, Millis, hours, real, whole},
    draw::{Draw, Of},
    event::{Event, Job},
    phone::State,
    world::World,
};

/// So many forget to leave, call off, or meet trouble on the way.
const FORGETS: f64 = 0.02;
const CALLS_OFF: f64 = 0.015;
const TROUBLE: f64 = 0.02;
/// Streets are longer than the crow's way.
const DETOUR: f64 = 1.3;
/// To park.
const PARKING: Millis = 2 * MINUTE;

impl World {
    /// A technician has taken a request.
    pub(crate) fn begins(&mut self, job: Job) {
        let case = &mut self.cases[job.case];
        case.stage = StageName::Accepted;
        case.taker = Some(job.who);
        case.offered.clear();
        if case.accepted_at.is_none() {
            case.accepted_at = Some(self.now);
        }
        self.expects(job.case);
        let mut draw = self.journey(job, 0);
        if draw.chance(CALLS_OFF) {
            let after = draw.skewed(6 * MINUTE, 0.4);
            return self.at(self.now + after, Event::CallsOff(job));
        }
        let forgets = draw.chance(FORGETS);
        let leaves = if forgets { draw.skewed(80 * MINUTE, 0.2) } else { draw.skewed(5 * MINUTE / 2, 0.5) };
        self.at(self.now + leaves, Event::Departs(job));
    }

    pub(crate) async fn calls_off(&mut self, job: Job) {
        if !self.is_on(job) {
            return;
        }
        let command = CancelIntervention {
            intervention: self.city.needs[job.case].id(),
            parties: vec![Party::Technician(self.phones[job.who].id.clone())],
            customer_absent: false,
            request: Request::default(),
        };
        let cancelled = cancel_intervention(&self.store, command, self.stamp()).await;
        self.goes_on_if(cancelled, job);
    }

    pub(crate) async fn departs(&mut self, job: Job) {
        if !self.is_on(job) || self.cases[job.case].stage != StageName::Accepted {
            return;
        }
        let driving = self.driving(job);
        let command = DepartForIntervention {
            intervention: self.city.needs[job.case].id(),
            technician: self.phones[job.who].id.clone(),
            eta_minutes: u16::try_from(driving / MINUTE + 1).ok(),
            occurred_at: None,
            request: Request::default(),
        };
        let departed = depart_for_intervention(&self.store, command, self.stamp()).await;
        if self.goes_on_if(departed, job) {
            let mut draw = self.journey(job, 1);
            let trouble = if draw.chance(TROUBLE) { 3.0 } else { 1.0 };
            let lasts = whole(real(driving) * trouble * draw.between(0.85, 1.2));
            self.at(self.now + lasts, Event::Arrives(job));
        }
    }

    /// By the distance, at the speed of the hour.
    fn driving(&self, job: Job) -> Millis {
        let from = self.phones[job.who].location;
        let meters = real(i64::from(from.distance_meters(self.city.needs[job.case].location))) * DETOUR;
        let hour = hours(self.now).rem_euclid(24.0);
        let rush = (7.5..9.5).contains(&hour) || (16.5..19.0).contains(&hour);
        let kilometres_per_hour = if rush { 20.0 } else { 27.0 };
        PARKING + whole(meters / 1_000.0 / kilometres_per_hour * real(60 * MINUTE))
    }

    pub(crate) async fn arrives(&mut self, job: Job) {
        if !self.is_on(job) {
            return;
        }
        self.phones[job.who].location = self.city.needs[job.case].location;
        let command = ArriveOnSite {
            intervention: self.city.needs[job.case].id(),
            technician: self.phones[job.who].id.clone(),
            occurred_at: None,
            request: Request::default(),
        };
        let arrived = arrive_on_site(&self.store, command, self.stamp()).await;
        if self.goes_on_if(arrived, job) {
            self.cases[job.case].stage = StageName::Arrived;
            let interview = self.city.needs[job.case].interview;
            self.at(self.now + interview, Event::Starts(job));
        }
    }

    pub(crate) async fn starts(&mut self, job: Job) {
        if !self.is_on(job) {
            return;
        }
        let command = StartIntervention {
            intervention: self.city.needs[job.case].id(),
            technician: self.phones[job.who].id.clone(),
            code: given::start_code(),
            next_code: domain::breakdown::StartCode::of_random(7),
            occurred_at: None,
            request: Request::default(),
        };
        let started = start_intervention(&self.store, command, self.stamp()).await;
        if self.goes_on_if(started, job) {
            let work = self.city.needs[job.case].work;
            self.at(self.now + work, Event::Finishes(job));
        }
    }

    pub(crate) async fn finishes(&mut self, job: Job) {
        if !self.is_on(job) {
            return;
        }
        let command = FinishIntervention {
            intervention: self.city.needs[job.case].id(),
            technician: self.phones[job.who].id.clone(),
            report: given::report(),
            undone: Vec::new(),
            occurred_at: None,
            request: Request::default(),
        };
        let finished = finish_intervention(&self.store, command, self.stamp()).await;
        if self.goes_on_if(finished, job) {
            self.cases[job.case].stage = StageName::Finished;
            self.cases[job.case].taker = None;
            self.is_helped(job.case);
            self.becomes_free(job.who);
        }
    }

    fn is_on(&self, job: Job) -> bool {
        self.phones[job.who].state == State::Busy(job)
    }

    /// A refusal tells that the request is no longer theirs: they are free.
    fn goes_on_if<T>(&mut self, answer: Result<T, domain::failure::Failure>, job: Job) -> bool {
        let goes_on = self.told(answer).is_some();
        if !goes_on && self.is_on(job) {
            if self.cases[job.case].taker == Some(job.who) {
                self.cases[job.case].taker = None;
            }
            self.becomes_free(job.who);
        }
        goes_on
    }

    fn journey(&self, job: Job, part: usize) -> Draw {
        let round = usize::try_from(job.round).unwrap_or(0);
        Draw::named(self.city.options.seed, Of::Journey, &[job.who, job.case, round, part])
    }
}

//! An intervention that is brought to a stage, so that the sample comes some seconds after the last step.

use std::time::Duration;

use domain::{
    Timestamp,
    breakdown::Declaration,
    id::{CustomerId, InterventionId, TechnicianId},
    idempotency::Request,
    intervention::{Intervention, Step},
    moment::Submission,
    refusal::Refusal,
    timeline::Actor,
};
use embedded::{
    EmbeddedBucket,
    given::{self, word},
};
use generate_invoice::generate_invoice;
use queue::{InvoiceRequest, PaperRequest};
use store::{Attachment, Store, Transition};
use write_report::write_report;

use crate::{
    people::{CAMILLE, KARIM},
    sample::Sample,
};

/// How far an intervention has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Declared,
    Waiting,
    Offered,
    Accepted,
    Departed,
    Arrived,
    Working,
    WithExtra,
    Paused,
    Quoted,
    Postponable,
    Finished,
    /// With invoice and report.
    Invoiced,
}

impl Stage {
    /// The second after the declaration at which it is reached.
    fn second(self) -> i64 {
        match self {
            Self::Declared | Self::Waiting => 0,
            Self::Offered => 30,
            Self::Accepted => 45,
            Self::Departed => 120,
            Self::Arrived => 1_200,
            Self::Working => 1_500,
            Self::WithExtra => 1_560,
            Self::Paused => 3_300,
            Self::Quoted | Self::Postponable => 3_360,
            Self::Finished => 3_600,
            Self::Invoiced => 3_605,
        }
    }
}

/// The intervention of one sample.
pub(crate) struct Seed {
    id: InterventionId,
    customer: CustomerId,
    technician: TechnicianId,
    stage: Stage,
    declared_at: Timestamp,
}

impl Seed {
    /// A sample that names no intervention gets one by its place in the list.
    pub(crate) fn of(sample: &Sample, stage: Stage, lag: i64, place: usize) -> Self {
        let unnamed = || InterventionId::of_random(0x3f9c_1e7a_5b2d_48e6_a0c4_d7f1_8b25_e9a0 + place as u128);
        let id = sample.intervention().unwrap_or_else(unnamed);
        let own = || word(&format!("{}{}", &KARIM[..34], &id.as_str()[30..]));
        let technician = sample.technician().unwrap_or_else(own);
        let customer = sample.customer().unwrap_or_else(|| word(CAMILLE));
        let second = sample.at().as_second() - lag - stage.second();
        let declared_at = Timestamp::from_second(second).expect("a second of our time");
        Self { id, customer, technician, stage, declared_at }
    }

    pub(crate) fn technician(&self) -> TechnicianId {
        self.technician.clone()
    }

    pub(crate) fn declared_at(&self) -> Timestamp {
        self.declared_at
    }

    fn at(&self, stage: Stage) -> Timestamp {
        self.declared_at + Duration::from_secs(stage.second().unsigned_abs())
    }

    /// Brings it to its stage.
    pub(crate) async fn grow(&self, store: &Store, buckets: &EmbeddedBucket) {
        self.declare(store).await;
        if self.stage >= Stage::Offered {
            self.choose(store).await;
        }
        if self.stage >= Stage::Accepted {
            self.accept(store).await;
        }
        if self.stage >= Stage::Departed {
            self.come(store).await;
        }
        if self.stage >= Stage::Working {
            self.work(store).await;
        }
        if self.stage == Stage::Invoiced {
            self.print(store, buckets).await;
        }
    }

    async fn declare(&self, store: &Store) {
        let declaration = Declaration { customer: self.customer.clone(), ..given::declaration() };
        let (waits, at) = (self.stage == Stage::Waiting, self.declared_at);
        let new = Intervention::declare(self.id.clone(), declaration, waits, None, at, store.policy());
        store.declare(new.expect("a sound declaration"), given::breakdown()).await.expect("it is declared");
    }

    async fn choose(&self, store: &Store) {
        let technician = store.technician(&self.technician).await.expect("the technician registered");
        let at = self.at(Stage::Offered);
        let choose = |one: &Intervention, _: Submission| {
            one.choose(&self.customer, technician.asked_for(one, at)?, at, store.policy())
        };
        self.step(store, Stage::Offered, Actor::Customer, choose).await;
    }

    async fn accept(&self, store: &Store) {
        let technician = store.technician(&self.technician).await.expect("the technician registered");
        let at = self.at(Stage::Accepted);
        let accept = |one: &Intervention, _: Submission| {
            one.accept(technician.acceptance_of(one, at)?, at, store.policy())
        };
        self.step(store, Stage::Accepted, Actor::Technician, accept).await;
    }

    async fn come(&self, store: &Store) {
        let by = Actor::Technician;
        let depart = |one: &Intervention, told| one.depart(&self.technician, Some(14), &told);
        self.step(store, Stage::Departed, by, depart).await;
        if self.stage >= Stage::Arrived {
            self.step(store, Stage::Arrived, by, |one, told| one.arrive(&self.technician, &told)).await;
        }
    }

    async fn work(&self, store: &Store) {
        let (by, technician, policy) = (Actor::Technician, &self.technician, store.policy());
        let start = |one: &Intervention, told| one.start(technician, given::start_code(), &told, policy);
        self.step(store, Stage::Working, by, start).await;
        if matches!(self.stage, Stage::WithExtra | Stage::Invoiced) {
            let add = |one: &Intervention, told| one.add_extra(technician, &given::extra(), &told, policy);
            self.step(store, Stage::WithExtra, by, add).await;
        }
        if matches!(self.stage, Stage::Paused | Stage::Quoted | Stage::Postponable) {
            self.step(store, Stage::Paused, by, |one, told| one.pause(technician, &told, policy)).await;
        }
        match self.stage {
            Stage::Quoted => self.quote(store).await,
            Stage::Postponable => self.postpone(store).await,
            Stage::Finished | Stage::Invoiced => self.finish(store).await,
            Stage::Declared
            | Stage::Waiting
            | Stage::Offered
            | Stage::Accepted
            | Stage::Departed
            | Stage::Arrived
            | Stage::Working
            | Stage::WithExtra
            | Stage::Paused => {}
        }
    }

    async fn quote(&self, store: &Store) {
        let propose = |one: &Intervention, told: Submission| {
            one.propose_quote(&self.technician, &given::quote_lines(), None, &told, store.policy())
        };
        let attach = |one: &Intervention| Attachment::Quote(one.next_quote(), given::quote_lines());
        let transition = self.transition(Stage::Quoted, Actor::Technician);
        store.transition_with(&transition, propose, attach).await.expect("a quote is proposed");
    }

    async fn postpone(&self, store: &Store) {
        let appointment = self.at(Stage::Postponable) + Duration::from_hours(48);
        let propose = |one: &Intervention, told: Submission| {
            one.propose_postponement(&self.technician, appointment, &told, store.policy())
        };
        self.step(store, Stage::Postponable, Actor::Technician, propose).await;
    }

    async fn finish(&self, store: &Store) {
        let finish =
            |one: &Intervention, told: Submission| one.finish(&self.technician, &[], &told, store.policy());
        let attach = |_: &Intervention| Attachment::Report(given::report());
        let transition = self.transition(Stage::Finished, Actor::Technician);
        store.transition_with(&transition, finish, attach).await.expect("the work is finished");
    }

    /// As the queues would, five seconds later.
    async fn print(&self, store: &Store, buckets: &EmbeddedBucket) {
        let (intervention_id, documents) = (self.id.clone(), buckets.papers());
        let invoice = InvoiceRequest { intervention_id: intervention_id.clone() };
        let issued = generate_invoice(store, &documents, invoice, self.at(Stage::Invoiced)).await;
        assert!(issued.expect("the invoice is issued").is_some(), "something is due");
        let report = PaperRequest { intervention_id, quote_id: None, credit_note: None };
        let written = write_report(store, &buckets.client(), &documents, report).await;
        assert!(written.expect("the report is written").is_some(), "there is a report");
    }

    async fn step(
        &self,
        store: &Store,
        stage: Stage,
        by: Actor,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
    ) {
        let done = store.transition(&self.transition(stage, by), decide).await;
        done.expect("a step that the stage allows");
    }

    fn transition(&self, stage: Stage, by: Actor) -> Transition {
        let (id, now) = (self.id.clone(), self.at(stage));
        Transition { id, request: Request::default(), by, occurred_at: None, now }
    }
}

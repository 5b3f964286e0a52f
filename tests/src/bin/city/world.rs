//! The city while it runs: one virtual clock, one queue of what will happen, one real table.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    sync::Arc,
};

use domain::{Timestamp, failure::Failure, id::InterventionId};
use embedded::{Embedded, EmbeddedBucket, Units, at_hand};
use media::{Bucket, Documents};
use queue::Channels;
use store::Store;

use crate::{
    clock::{HOUR, MINUTE, Millis, SECOND, hours, stamp},
    crew::Person,
    customer::Case,
    demand::Need,
    event::{Event, Scheduled},
    mail::Mail,
    options::Options,
    phone::Phone,
    strategy::Strategy,
    tally::Tally,
};

/// What is the same for every strategy.
#[derive(Debug, Clone)]
pub(crate) struct City {
    pub(crate) options: Options,
    pub(crate) needs: Arc<Vec<Need>>,
    pub(crate) crew: Arc<Vec<Person>>,
}

/// A city under one strategy.
pub(crate) struct World {
    pub(crate) city: City,
    pub(crate) strategy: Strategy,
    pub(crate) table: Embedded,
    pub(crate) store: Store,
    /// Where nobody uploads.
    pub(crate) bucket: Bucket,
    /// Where nothing is printed.
    pub(crate) documents: Documents,
    pub(crate) mail: Mail,
    pub(crate) channels: Channels,
    pub(crate) now: Millis,
    pub(crate) cases: Vec<Case>,
    pub(crate) phones: Vec<Phone>,
    pub(crate) numbers: HashMap<InterventionId, usize>,
    pub(crate) tally: Tally,
    events: BinaryHeap<Reverse<Scheduled>>,
    scheduled: u64,
}

impl World {
    /// Everybody is registered, nobody is online yet.
    pub(crate) async fn new(city: City, strategy: Strategy) -> Self {
        let table = at_hand().await;
        let mail = Mail::default();
        let bucket = EmbeddedBucket::open();
        let numbers = city.needs.iter().map(|need| (need.id(), need.number)).collect();
        let mut world = Self {
            strategy,
            store: table.store.clone(),
            bucket: bucket.client(),
            documents: bucket.papers(),
            channels: mail.channels(),
            table,
            mail,
            now: city.options.begins(),
            cases: city.needs.iter().map(|_| Case::default()).collect(),
            phones: city.crew.iter().map(Phone::of).collect(),
            numbers,
            tally: Tally::default(),
            events: BinaryHeap::new(),
            scheduled: 0,
            city,
        };
        world.register().await;
        world.plan();
        world
    }

    async fn register(&mut self) {
        for person in self.city.crew.iter() {
            let saved =
                self.store.save_technician(&person.technician, domain::idempotency::Request::default());
            saved.await.expect("a technician registers");
        }
        self.table.reset_units();
        self.deliver().await;
    }

    fn plan(&mut self) {
        let city = self.city.clone();
        for need in city.needs.iter() {
            self.at(need.declared_at, Event::Declares(need.number));
        }
        for (number, person) in city.crew.iter().enumerate() {
            for (spell, (from, to)) in person.spells.iter().enumerate() {
                self.at(*from, Event::ComesOnline(number, spell));
                self.at(*to, Event::LeavesOnline(number, spell));
            }
        }
        self.at(city.options.begins(), Event::Minute);
    }

    /// Lets the day pass.
    pub(crate) async fn run(&mut self) {
        let ends = self.city.options.ends();
        let mut told = self.now;
        while let Some(Reverse(next)) = self.events.pop() {
            if next.at > ends {
                break;
            }
            self.now = self.now.max(next.at);
            if self.now >= told {
                eprintln!("{:20} {:5.1} h", self.strategy.name(), hours(told));
                told += HOUR / 2;
            }
            self.table.set_second(self.now / SECOND);
            self.happen(next.event).await;
            self.deliver().await;
        }
    }

    async fn happen(&mut self, event: Event) {
        match event {
            Event::Declares(case) => self.declares(case).await,
            Event::Confirms(case) => self.confirms(case).await,
            Event::GivesUp(case, round) => self.gives_up(case, round).await,
            Event::Wonders(case) => self.wonders(case).await,
            Event::LeavesLate(case, round) => self.leaves_late(case, round).await,
            Event::Rates(case) => self.rates(case).await,
            Event::Letter(letter) => self.reads(*letter).await,
            Event::ComesOnline(who, spell) => self.comes_online(who, spell).await,
            Event::LeavesOnline(who, spell) => self.leaves_online(who, spell).await,
            Event::Heartbeat(who, spell) => self.heartbeat(who, spell).await,
            Event::OpensList(who) => self.opens_list(who).await,
            Event::Looks(who) => self.looks(who).await,
            Event::Answers(who, ask) => self.answers(who, ask).await,
            Event::Departs(job) => self.departs(job).await,
            Event::CallsOff(job) => self.calls_off(job).await,
            Event::Arrives(job) => self.arrives(job).await,
            Event::Starts(job) => self.starts(job).await,
            Event::Finishes(job) => self.finishes(job).await,
            Event::Minute => self.minute().await,
        }
    }

    /// What a run of a job could not do is a fault.
    fn walked(&mut self, walk: Result<store::Walk, Failure>) {
        self.told(walk.and_then(store::Walk::outcome));
    }

    /// The scheduled jobs, and a look at the whole city.
    async fn minute(&mut self) {
        let before = self.table.units();
        let expired = expire_requests::expire_requests(&self.store, self.stamp()).await;
        self.walked(expired);
        let watched = watch_arrivals::watch_arrivals(&self.store, self.stamp()).await;
        self.walked(watched);
        self.tally.schedules = add(self.tally.schedules, since(before, self.table.units()));
        self.tally.look(self.now, &self.phones, &self.cases);
        self.at(self.now + MINUTE, Event::Minute);
    }

    /// Something will happen then.
    pub(crate) fn at(&mut self, at: Millis, event: Event) {
        self.scheduled += 1;
        self.events.push(Reverse(Scheduled { at, order: self.scheduled, event }));
    }

    /// Now, as the house spells it.
    pub(crate) fn stamp(&self) -> Timestamp {
        stamp(self.now)
    }

    /// The answer, if there is one; refusals are part of life, faults are counted.
    pub(crate) fn told<T>(&mut self, answer: Result<T, Failure>) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(
                Failure::Refused(_)
                | Failure::NotFound
                | Failure::VersionDiffers { .. }
                | Failure::KeyReused
                | Failure::Unlocated(_)
                | Failure::Unsettled(_),
            ) => {
                self.tally.refusals += 1;
                None
            }
            Err(fault @ (Failure::Busy | Failure::Broken(_) | Failure::Unreadable(_))) => {
                self.tally.faults.push(fault.to_string());
                None
            }
        }
    }
}

/// What was spent between two looks.
pub(crate) fn since(before: Units, after: Units) -> Units {
    Units { read: after.read - before.read, write: after.write - before.write }
}

pub(crate) fn add(one: Units, other: Units) -> Units {
    Units { read: one.read + other.read, write: one.write + other.write }
}

//! Technicians and their attention: one thing at a time, and every look costs seconds.
//!
//! A push is heard after some seconds, or some minutes later by whoever does not hear the phone. Reading a request
//! takes 3 to 40 seconds; opening one that is gone takes 2. Whoever works looks at nothing. The same for every
//! strategy, and drawn by technician and request, so that the same person likes the same request in each of them.

use std::collections::{HashSet, VecDeque};

use accept_request::{AcceptRequest, accept_request};
use decline_request::{DeclineRequest, decline_request};
use domain::{id::TechnicianId, idempotency::Request, place::Location};
use list_missions::{Filter, ListMissions, list_missions};
use set_presence::{SetPresence, set_presence};

use crate::{
    clock::{MINUTE, Millis, SECOND, real},
    crew::{CLASSES, Person},
    draw::{Draw, Of},
    event::{Ask, Event, How, Job},
    world::{World, add, since},
};

/// A technician with a phone.
#[derive(Debug)]
pub(crate) struct Phone {
    pub(crate) id: TechnicianId,
    pub(crate) location: Location,
    pub(crate) state: State,
    /// Read, and not liked.
    pub(crate) turned_down: HashSet<usize>,
    /// How often they were offered something.
    pub(crate) offers: usize,
    /// For how long they were free and online.
    pub(crate) free: Millis,
    inbox: VecDeque<Ask>,
    attends: bool,
    spell: usize,
    spell_over: bool,
    /// Where the house last heard that they are.
    said: Option<Location>,
}

/// What a technician is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Offline,
    Free { since: Millis },
    Busy(Job),
}

/// Opening a request that is gone.
const GONE: Millis = 2 * SECOND;
/// Between two requests on the screen.
const NEXT: Millis = SECOND;
/// Whoever has more pushes than this opens the missions list instead.
const PUSHES_MAX: usize = 3;
/// What the app shows of it.
const PAGE: usize = 20;
/// The head of the missions list that is looked at.
const LISTED_MAX: usize = 3;
/// The lease is 15 minutes.
const HEARTBEAT: Millis = 13 * MINUTE;
/// Now and then a phone has no contact.
const NO_CONTACT: f64 = 0.015;
/// Whoever does not like an offer says so, or lets it run out.
const SAYS_NO: f64 = 0.7;

impl Phone {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.technician.id.clone(),
            location: person.technician.base.location,
            state: State::Offline,
            turned_down: HashSet::new(),
            offers: 0,
            free: 0,
            inbox: VecDeque::new(),
            attends: false,
            spell: 0,
            spell_over: false,
            said: None,
        }
    }

    pub(crate) fn job(&self) -> Option<Job> {
        match self.state {
            State::Busy(job) => Some(job),
            State::Offline | State::Free { .. } => None,
        }
    }

    pub(crate) fn is_free(&self) -> bool {
        matches!(self.state, State::Free { .. })
    }

    /// Another state; what was on the screen is gone.
    fn turns(&mut self, state: State, now: Millis) {
        if let State::Free { since } = self.state {
            self.free += now - since;
        }
        self.state = state;
        self.inbox.clear();
        self.attends = false;
    }
}

impl World {
    pub(crate) async fn comes_online(&mut self, who: usize, spell: usize) {
        let home = self.city.crew[who].technician.base.location;
        let phone = &mut self.phones[who];
        (phone.spell, phone.spell_over) = (spell, false);
        if phone.state == State::Offline {
            phone.location = home;
            phone.turns(State::Free { since: self.now }, self.now);
        }
        self.heartbeat(who, spell).await;
    }

    pub(crate) async fn leaves_online(&mut self, who: usize, spell: usize) {
        if self.phones[who].spell != spell {
            return;
        }
        self.phones[who].spell_over = true;
        if self.phones[who].is_free() {
            self.goes_offline(who).await;
        }
    }

    async fn goes_offline(&mut self, who: usize) {
        self.phones[who].turns(State::Offline, self.now);
        self.says_presence(who, false).await;
    }

    pub(crate) async fn heartbeat(&mut self, who: usize, spell: usize) {
        if self.phones[who].state == State::Offline || self.phones[who].spell != spell {
            return;
        }
        self.at(self.now + HEARTBEAT, Event::Heartbeat(who, spell));
        let minute = usize::try_from(self.now / MINUTE).unwrap_or(0);
        if Draw::named(self.city.options.seed, Of::Contact, &[who, minute]).chance(NO_CONTACT) {
            return;
        }
        let waiting = self.says_presence(who, true).await;
        if waiting > 0 && self.phones[who].is_free() && !self.phones[who].attends {
            self.at(self.now + 5 * SECOND, Event::OpensList(who));
        }
    }

    async fn says_presence(&mut self, who: usize, online: bool) -> usize {
        let before = self.table.units();
        let Phone { id, location, .. } = &self.phones[who];
        let online_at = online.then_some(*location);
        let command = SetPresence { technician: id.clone(), online_at };
        self.phones[who].said = online_at;
        let standing = set_presence(&self.store, command, self.stamp()).await;
        let near = self.told(standing).map_or(0, |standing| standing.missions_near);
        self.tally.presence = add(self.tally.presence, since(before, self.table.units()));
        near
    }

    /// The work is over, or was taken away.
    pub(crate) fn becomes_free(&mut self, who: usize) {
        self.phones[who].turns(State::Free { since: self.now }, self.now);
        if self.phones[who].spell_over {
            let spell = self.phones[who].spell;
            return self.at(self.now, Event::LeavesOnline(who, spell));
        }
        self.at(self.now + 5 * SECOND, Event::OpensList(who));
    }

    /// Something appears on the screen.
    pub(crate) fn push(&mut self, who: usize, ask: Ask) {
        let phone = &mut self.phones[who];
        if !phone.is_free() {
            return;
        }
        phone.inbox.push_back(ask);
        if phone.attends {
            return;
        }
        phone.attends = true;
        let class = &CLASSES[self.city.crew[who].class];
        let mut draw = Draw::named(self.city.options.seed, Of::Notice, &[who, ask.case]);
        let heard = draw.chance(class.hears);
        let after = if heard { draw.skewed(6 * SECOND, 0.6) } else { draw.skewed(3 * MINUTE, 0.3) };
        self.at(self.now + after, Event::Looks(who));
    }

    /// What waits near, in the order of the house.
    pub(crate) async fn opens_list(&mut self, who: usize) {
        if !self.phones[who].is_free() || self.phones[who].attends {
            return;
        }
        if self.phones[who].said != Some(self.phones[who].location) {
            self.says_presence(who, true).await;
        }
        self.reads_list(who).await;
    }

    async fn reads_list(&mut self, who: usize) {
        let query = ListMissions {
            technician: self.phones[who].id.clone(),
            limit: PAGE,
            after: None,
            filter: Filter::default(),
        };
        let page = list_missions(&self.store, &self.bucket, query, self.stamp()).await;
        let Some(page) = self.told(page) else { return };
        self.tally.lists += 1;
        let shown: Vec<usize> = page
            .items
            .iter()
            .filter(|mission| mission.offered_until.is_none())
            .filter_map(|mission| self.numbers.get(mission.dossier.intervention.id()).copied())
            .collect();
        self.check_order(who, &shown, page.next.is_none());
        let phone = &mut self.phones[who];
        let fresh = shown.into_iter().filter(|case| !phone.turned_down.contains(case)).take(LISTED_MAX);
        phone.inbox.extend(fresh.map(|case| Ask { case, how: How::Listed }).collect::<Vec<_>>());
        if !phone.inbox.is_empty() {
            phone.attends = true;
            self.at(self.now + 2 * SECOND, Event::Looks(who));
        }
    }

    /// Priority first: no list may show a request without priority before one with it (rules 7 and 10).
    fn check_order(&mut self, who: usize, shown: &[usize], whole: bool) {
        let others = whole || shown.iter().any(|case| !self.cases[*case].priority);
        let mut priorities = shown.iter().map(|case| self.cases[*case].priority);
        let sorted = !priorities.by_ref().skip_while(|priority| *priority).any(|priority| priority);
        self.tally.lists_out_of_order += usize::from(!sorted);
        let person = &self.city.crew[who];
        let reach = person.technician.radius.meters();
        let hidden = others
            && self.tally.priority_waiting.iter().any(|case| {
                let need = &self.city.needs[*case];
                need.trade == person.trade
                    && self.phones[who].location.distance_meters(need.location) <= reach
                    && !shown.contains(case)
                    && self.cases[*case].stage == domain::intervention::StageName::Waiting
            });
        self.tally.priorities_hidden += usize::from(hidden);
    }

    pub(crate) async fn looks(&mut self, who: usize) {
        if !self.phones[who].is_free() || !self.phones[who].attends {
            return;
        }
        let seen = |how: How| self.phones[who].inbox.iter().filter(|ask| ask.how == how).count();
        if seen(How::Told) > PUSHES_MAX && seen(How::Listed) == 0 {
            self.phones[who].inbox.retain(|ask| ask.how == How::Offered);
            return self.reads_list(who).await;
        }
        let Some(ask) = self.phones[who].inbox.pop_front() else {
            self.phones[who].attends = false;
            return;
        };
        self.tally.looks += 1;
        if !self.is_open(who, ask) {
            self.tally.gone += 1;
            return self.at(self.now + GONE, Event::Looks(who));
        }
        let mut draw = Draw::named(self.city.options.seed, Of::Reading, &[who, ask.case]);
        let reading = draw.skewed(9 * SECOND, 0.5).clamp(3 * SECOND, 40 * SECOND);
        self.at(self.now + reading, Event::Answers(who, ask));
    }

    pub(crate) async fn answers(&mut self, who: usize, ask: Ask) {
        if !self.phones[who].is_free() {
            return;
        }
        if self.likes(who, ask.case) {
            if self.accepts(who, ask.case).await {
                return;
            }
            self.tally.too_late += 1;
        } else {
            self.phones[who].turned_down.insert(ask.case);
            self.turns_down(who, ask).await;
        }
        self.at(self.now + NEXT, Event::Looks(who));
    }

    /// The farther, the less: 3 points a kilometre beyond two.
    fn likes(&self, who: usize, case: usize) -> bool {
        let meters = self.phones[who].location.distance_meters(self.city.needs[case].location);
        let beyond = (real(i64::from(meters)) / 1_000.0 - 2.0).max(0.0);
        let likely = (CLASSES[self.city.crew[who].class].likes - 0.03 * beyond).max(0.3);
        Draw::named(self.city.options.seed, Of::Answer, &[who, case]).chance(likely)
    }

    async fn accepts(&mut self, who: usize, case: usize) -> bool {
        let command = AcceptRequest {
            intervention: self.city.needs[case].id(),
            technician: self.phones[who].id.clone(),
            request: Request::default(),
        };
        let accepted = accept_request(&self.store, command, self.stamp()).await;
        if self.told(accepted).is_none() {
            return false;
        }
        let job = Job { who, case, round: self.cases[case].round };
        self.phones[who].turns(State::Busy(job), self.now);
        self.begins(job);
        true
    }

    async fn turns_down(&mut self, who: usize, ask: Ask) {
        let mut draw = Draw::named(self.city.options.seed, Of::Answer, &[who, ask.case, 1]);
        if ask.how != How::Offered || !draw.chance(SAYS_NO) {
            return;
        }
        let command = DeclineRequest {
            intervention: self.city.needs[ask.case].id(),
            technician: self.phones[who].id.clone(),
            request: Request::default(),
        };
        let declined = decline_request(&self.store, command, self.stamp()).await;
        self.told(declined);
    }
}

//! Rule 5: 10,000 searches over dense towns, empty country, sea, borders, both poles and the date line find what a
//! search through everybody finds, in each order.
//!
//! The rows are those that the store writes and the partitions those that it reads, in memory: through the table,
//! `tests/table/matches.rs` asks less often.

mod dice;
mod everybody;
mod search;
mod world;

use std::{collections::HashMap, thread};

use domain::{
    agenda::Agenda,
    arrival::arriving,
    id::TechnicianId,
    policy::Policy,
    ranking::{Ranked, Sort, rank},
    technician::Candidate,
};

use super::{free, reaching, shelves_read};
use crate::{key::Shelf, presence::PresenceRow, row::Item};
use dice::Dice;
use everybody::{Everybody, TurnedAway};
use search::Search;

/// How many breakdowns look for technicians.
const SEARCHES: usize = 10_000;
/// How many look at the same time.
const THREADS: usize = 4;
/// As many as an app shows on its first page.
const TOP: usize = 20;
const SORTS: [Sort; 4] = [Sort::Price, Sort::Rating, Sort::Proximity, Sort::Best];

#[test]
fn rule_5_in_10_000_searches_the_top_20_of_each_order_is_that_of_a_search_through_everybody() {
    let everybody = Everybody::random(&mut Dice::new(5));
    let (shelves, leases) = everybody.shelves();
    let table = Table { shelves, leases, agendas: everybody.agendas() };

    let search = |thread| {
        let mut seen = Seen::default();
        for number in (0..SEARCHES).filter(|number| number % THREADS == thread) {
            let mut dice = Dice::new(number as u64);
            let search = Search::random(number, &mut dice);
            let expected = everybody.able(&search, &mut seen.turned_away);
            let found = table.candidates(&search);
            assert_eq!(found, expected, "{search:?}");
            seen.count(&search, &expected);
            check_orders(&search, &found, expected, &mut dice);
        }
        seen
    };
    let seen = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || search(thread))).collect();
        let seen = threads.into_iter().map(|thread| thread.join().unwrap());
        seen.fold(Seen::default(), Seen::plus)
    });

    let least = [seen.nobody, seen.some, seen.more_than_top, seen.without_flat_rate];
    let TurnedAway { offline, busy } = seen.turned_away;
    assert!(least.into_iter().chain([offline, busy]).all(|count| count > 500), "{seen:?}");
}

/// What the table would hold.
struct Table {
    shelves: HashMap<String, Vec<Item>>,
    leases: HashMap<TechnicianId, PresenceRow>,
    agendas: HashMap<TechnicianId, Agenda>,
}

impl Table {
    /// As the store finds them, but for the calls.
    fn candidates(&self, search: &Search) -> Vec<Candidate> {
        let on = if search.scheduled.is_some() { Shelf::Base } else { Shelf::Online };
        let read = shelves_read(on, search.category, search.place);
        let items = read.iter().filter_map(|pk| self.shelves.get(pk)).flatten().cloned();
        let near = reaching(items, search.place, search.now, &Policy::default()).unwrap();
        let near = near.renewed(&self.leases, search.now).unwrap();
        free(near, &self.agendas, &search.intervention, search.now, &Policy::default())
    }
}

/// The same list, whatever order the candidates come in, and sorted by what a look at them shows.
fn check_orders(search: &Search, found: &[Candidate], mut expected: Vec<Candidate>, dice: &mut Dice) {
    dice.shuffle(&mut expected);
    let [by_price, _, by_distance, _] = SORTS.map(|sort| {
        let top = top(search, found.to_vec(), sort);
        assert_eq!(top, self::top(search, expected.clone(), sort), "{sort:?} {search:?}");
        top
    });
    expected.retain(|one| search.is_served_by(one));
    let nearest = first(&expected, |one| search.distance_meters(one));
    assert_eq!(shown(&by_distance, |one| one.distance_meters), nearest, "{search:?}");
    let cheapest = first(&expected, |one| search.price_of_an_hour(one));
    assert_eq!(shown(&by_price, |one| one.for_60_minutes), cheapest, "{search:?}");
}

/// The first by something, equal ones by id.
fn first<T: Ord>(candidates: &[Candidate], by: impl Fn(&Candidate) -> T) -> Vec<(T, TechnicianId)> {
    let mut list: Vec<_> = candidates.iter().map(|one| (by(one), one.technician.clone())).collect();
    list.sort();
    list.truncate(TOP);
    list
}

fn top(search: &Search, candidates: Vec<Candidate>, sort: Sort) -> Vec<Ranked> {
    let mut ranked = rank(
        arriving(candidates, &search.intervention, search.now),
        &search.intervention,
        sort,
        search.now,
        &Policy::default(),
    );
    ranked.truncate(TOP);
    ranked
}

fn shown<T>(list: &[Ranked], what: fn(&Ranked) -> T) -> Vec<(T, TechnicianId)> {
    list.iter().map(|one| (what(one), one.candidate.technician.clone())).collect()
}

/// What the searches met: that each size of a list, and each reason to leave somebody out, was tried.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    nobody: usize,
    some: usize,
    more_than_top: usize,
    without_flat_rate: usize,
    turned_away: TurnedAway,
}

impl Seen {
    fn count(&mut self, search: &Search, able: &[Candidate]) {
        match able.len() {
            0 => self.nobody += 1,
            1..=TOP => self.some += 1,
            _ => self.more_than_top += 1,
        }
        self.without_flat_rate += able.iter().filter(|one| !search.is_served_by(one)).count();
    }

    fn plus(self, other: Self) -> Self {
        Self {
            nobody: self.nobody + other.nobody,
            some: self.some + other.some,
            more_than_top: self.more_than_top + other.more_than_top,
            without_flat_rate: self.without_flat_rate + other.without_flat_rate,
            turned_away: TurnedAway {
                offline: self.turned_away.offline + other.turned_away.offline,
                busy: self.turned_away.busy + other.turned_away.busy,
            },
        }
    }
}

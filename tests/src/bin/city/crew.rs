//! The technicians: what they can do, how they are, and when they are online.

use std::collections::VecDeque;

use domain::{
    money::Money,
    tariff::CategoryTariff,
    technician::{Base, Technician},
};
use embedded::given;

use crate::{
    clock::{HOUR, MINUTE, Millis, count, hours, real, whole},
    demand::Tide,
    draw::{Draw, Of},
    options::{Options, STORM_SHIFT},
    town::{TRADES, Trade, place},
};

/// A technician and their ways.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) technician: Technician,
    pub(crate) trade: usize,
    /// Of equal merit are those of one trade and one class: same price, same ways.
    pub(crate) class: usize,
    /// From when to when they are online.
    pub(crate) spells: Vec<(Millis, Millis)>,
}

/// Ways of a class: how likely a push is heard, how likely a request nearby is liked, cents an hour.
pub(crate) struct Class {
    pub(crate) hears: f64,
    pub(crate) likes: f64,
    hourly_cents: i64,
}

/// The dear ones are the keen ones.
pub(crate) static CLASSES: [Class; 3] = [
    Class { hears: 0.93, likes: 0.90, hourly_cents: 6_600 },
    Class { hears: 0.88, likes: 0.82, hourly_cents: 6_000 },
    Class { hears: 0.82, likes: 0.74, hourly_cents: 5_400 },
];

/// Supply exceeds demand by a fifth.
const SUPPLY_OVER_DEMAND: f64 = 1.2;
/// From acceptance to the end of the work, planned: leaving, driving, interview, work.
pub(crate) const HANDLING: Millis = 58 * MINUTE;
/// The roster is made in steps.
const STEP: Millis = 15 * MINUTE;
/// Nobody goes home earlier, nobody stays longer at a stretch, nobody works more in a day.
const SPELL_MIN: Millis = 2 * HOUR;
const SPELL_MAX: Millis = 6 * HOUR;
const DAY_MAX: Millis = 11 * HOUR;

/// Everybody, with a roster that follows demand as people do who come when there is work.
pub(crate) fn crew(options: &Options) -> Vec<Person> {
    let mut crew: Vec<Person> =
        (0..options.technicians()).map(|number| person(options.seed, number)).collect();
    for (number, trade) in TRADES.iter().enumerate() {
        let members: Vec<usize> = (0..crew.len()).filter(|member| crew[*member].trade == number).collect();
        if options.storm {
            for member in members {
                let comes = options.begins() + whole(jitter(options.seed, member) * real(STORM_SHIFT));
                crew[member].spells = vec![(comes, options.ends())];
            }
            continue;
        }
        roster(&mut crew, &members, trade, options);
    }
    crew
}

fn person(seed: u64, number: usize) -> Person {
    let mut draw = Draw::named(seed, Of::Person, &[number]);
    // One after the other, so that even a small crew has every trade in its share.
    let before: f64 = count(number * 37 % 100) / 100.0;
    let mut sum = 0.0;
    let reaches = |trade: &Trade| {
        sum += trade.share;
        before < sum
    };
    let trade = TRADES.iter().position(reaches).unwrap_or(0);
    let class = draw.share(&[0.3, 0.4, 0.3]);
    let location = place(&mut draw);
    let radius = whole(draw.between(8_000.0, 15_000.0));
    let hourly_rate = Money::of_cents(CLASSES[class].hourly_cents).try_into().expect("an allowed rate");
    let tariff = |category| CategoryTariff { category, hourly_rate, flat_rates: Vec::new() };
    let technician = Technician {
        base: Base { address: given::address(), location },
        home: domain::cell::Cell::of(location),
        radius: radius.try_into().expect("an allowed radius"),
        tariffs: TRADES[trade].categories().map(tariff).collect(),
        ..given::stranger(&format!("technician-{number}"))
    };
    Person { technician, trade, class, spells: Vec::new() }
}

fn roster(crew: &mut [Person], members: &[usize], trade: &Trade, options: &Options) {
    let tide = Tide::of(options);
    let mut resting: VecDeque<usize> = members.iter().copied().collect();
    let mut online: VecDeque<(usize, Millis)> = VecDeque::new();
    let mut worked = vec![0; crew.len()];
    let mut at = options.begins();
    while at < options.ends() {
        let target = wanted(&tide, at) * trade.share;
        let leave = |(_, since): &(usize, Millis), online: usize| {
            at - since >= SPELL_MAX || (count(online) > target && at - since >= SPELL_MIN)
        };
        while let Some(&(member, since)) = online.front().filter(|first| leave(first, online.len())) {
            online.pop_front();
            worked[member] += at - since;
            crew[member].spells.push((since, at));
            if worked[member] < DAY_MAX {
                resting.push_back(member);
            }
        }
        while count(online.len()) < target {
            let Some(member) = resting.pop_front() else { break };
            online.push_back((member, at + whole(jitter(options.seed, member) * real(STEP)) - STEP));
        }
        at += STEP;
    }
    for (member, since) in online {
        crew[member].spells.push((since, options.ends()));
    }
}

/// Nobody comes at the full quarter.
fn jitter(seed: u64, member: usize) -> f64 {
    Draw::named(seed, Of::Contact, &[member]).unit()
}

/// How many must be online, all trades together: for the demand of the last hour, which is what keeps people busy.
fn wanted(tide: &Tide, at: Millis) -> f64 {
    let quarters = (0..4).map(|quarter| tide.per_hour(at - quarter * STEP + STEP / 2));
    SUPPLY_OVER_DEMAND * quarters.sum::<f64>() / 4.0 * hours(HANDLING)
}

/// Hours that technicians are online while requests are declared.
pub(crate) fn supply_hours(crew: &[Person], options: &Options) -> f64 {
    let within = |(from, to): &(Millis, Millis)| {
        let (from, to) = ((*from).max(options.begins()), (*to).min(options.demand_ends()));
        hours((to - from).max(0))
    };
    crew.iter().flat_map(|person| &person.spells).map(within).sum()
}

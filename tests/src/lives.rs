//! Random lives: every command of everybody at random moments, late, repeated and out of order, with the guardian at its
//! work, under a policy that changes.

mod comparing;
mod leaving;
mod reading;
mod repeating;

use domain::policy::Policy;

use crate::{
    living::Life,
    reckoning::{
        chance::Chance,
        course::{Stage, stage},
        deed::{Deed, Numbers, Terms},
        story::{Entry, Story},
    },
};

use comparing::compare;
use leaving::leave;
use reading::read;
use repeating::repeat;

/// No life has more deeds.
const DEEDS_MAX: usize = 60;
const DAY: i64 = 24 * 60 * 60;

/// A life, its story as the rules reckon it, and what may still come.
struct Living {
    life: Life,
    story: Story,
    /// What was carried out, as it was sent.
    sent: Vec<Entry>,
    chance: Chance,
    technicians: Vec<Terms>,
    /// How many technicians have taken it.
    taken: usize,
    /// The first one holds now.
    policies: [(Numbers, Policy); 2],
}

/// Lives one life: how many deeds were carried out, or the first rule that it breaks.
pub fn live(seed: u64) -> Result<usize, String> {
    let mut living = Living::born(seed);
    let lived = living.live();
    lived.map_err(|fault| format!("life {seed}: {fault}\nof {:#?}", living.story))?;
    Ok(living.story.entries.len())
}

impl Living {
    fn born(seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let wish = chance.wish();
        let technicians: Vec<_> = (0..3).map(|number| chance.terms(number, &wish)).collect();
        let policies = [Numbers::OF_THE_RULES, OTHER].map(|numbers| (numbers, policy(&numbers)));
        let life = Life::declared(wish, &technicians, &policies[0].1);
        Self { life, story: Story::of(wish), sent: Vec::new(), chance, technicians, taken: 0, policies }
    }

    fn live(&mut self) -> Result<(), String> {
        for _ in 0..DEEDS_MAX {
            let Some(entry) = self.next() else { break };
            self.do_it(entry)?;
            self.guard();
            let (policy, now) = (&self.policies[0].1, self.story.last().1 + self.chance.number(0..=4_000));
            compare(&self.life, &self.story, policy, now)?;
            read(&self.life, &self.story, policy, now)?;
            leave(&self.life, policy, now)?;
            repeat(&self.life, &self.sent, policy, &mut self.chance)?;
            if self.chance.percent(10) {
                self.policies.reverse();
            }
        }
        let long_after = self.story.last().1 + self.chance.number(31 * DAY..=90 * DAY);
        read(&self.life, &self.story, &self.policies[0].1, long_after)
    }

    fn next(&mut self) -> Option<Entry> {
        match stage(&self.story) {
            Stage::Over => None,
            Stage::Open if self.was_taken_away() && self.chance.percent(50) => {
                Some(self.chance.wild(&self.story))
            }
            Stage::Open => self.acceptance(),
            Stage::Accepted | Stage::Arrived | Stage::Working | Stage::Paused | Stage::Postponed => {
                Some(self.chance.wild(&self.story))
            }
        }
    }

    fn acceptance(&mut self) -> Option<Entry> {
        let terms = Terms { numbers: self.policies[0].0, ..*self.technicians.get(self.taken)? };
        self.taken += 1;
        let second = self.story.last().1 + 10;
        Some(Entry { at: second, received: second, deed: Deed::Accept(terms) })
    }

    fn was_taken_away(&self) -> bool {
        self.story.entries.last().is_some_and(|last| last.deed == Deed::TakeAway)
    }

    fn do_it(&mut self, entry: Entry) -> Result<(), String> {
        let policy = &self.policies[0].1;
        let stranger = (self.taken + 1) % self.technicians.len();
        let mut copy = self.life.clone();
        if entry.deed.is_of_technician() && copy.obey_as(stranger, &entry, true, policy) == Ok(true) {
            return Err(format!("another technician may {entry:?}"));
        }
        if self.life.obey(&entry, policy).unwrap_or(false) {
            if self.was_taken_away() && entry.deed.is_dated() {
                self.story.give_back();
            }
            self.sent.push(entry.clone());
            self.story.tell(entry);
        }
        Ok(())
    }

    /// Now and then the guardian looks.
    fn guard(&mut self) {
        if !self.chance.percent(30) {
            return;
        }
        let second = self.story.last().1 + self.chance.number(0..=4_000);
        if let Ok(Some(deed)) = self.life.guard(second, &self.policies[0].1) {
            self.story.tell(Entry { at: second, received: second, deed });
        }
    }
}

/// Other prices and fees.
const OTHER: Numbers = Numbers {
    base_cents: 5_999,
    base_minutes: 45,
    fee_on_the_way: 1_900,
    fee_arrived: 3_700,
    ..Numbers::OF_THE_RULES
};

fn policy(numbers: &Numbers) -> Policy {
    Policy {
        base_price_cents: numbers.base_cents,
        base_minutes: numbers.base_minutes,
        fee_on_the_way_cents: numbers.fee_on_the_way,
        fee_arrived_cents: numbers.fee_arrived,
        ..Policy::default()
    }
}

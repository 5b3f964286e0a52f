//! What became of everything, read from the table itself when the day is over.

use std::collections::BTreeMap;

use domain::{
    id::TechnicianId,
    intervention::{Intervention, StageName},
    timeline::{Cause, Entry, Fact},
};
use embedded::{Hot, Units};
use sha2::{Digest, Sha256};

use crate::{
    clock::{HOUR, Millis, hours, millis, real},
    strategy::Strategy,
    tally::Tally,
    world::World,
};

/// What became of the requests of one strategy.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) strategy: Strategy,
    pub(crate) requests: usize,
    /// When each matched request was declared, and how long its first acceptance took.
    pub(crate) waits: Vec<(Millis, Millis)>,
    pub(crate) matched: usize,
    pub(crate) waiting: usize,
    pub(crate) expired: usize,
    pub(crate) cancelled: usize,
    /// Were on the waiting list at some time.
    pub(crate) waited: usize,
    pub(crate) late: usize,
    /// Of the requests that began with an offer to one technician: how many that one took, and all of them.
    pub(crate) first_taken: (usize, usize),
    pub(crate) acceptances: usize,
    /// In none of the four states that a request may end in, or not to be found.
    pub(crate) lost: Vec<String>,
    /// Taken while somebody had it, or by somebody who had another one.
    pub(crate) doubled: Vec<String>,
    /// Hours from acceptance to the end of the work, all together and for how many.
    pub(crate) handling: (f64, usize),
    /// Hours that technicians were busy.
    pub(crate) busy_hours: f64,
    pub(crate) gini: f64,
    pub(crate) units: Units,
    pub(crate) hot: Vec<Hot>,
    pub(crate) tally: Tally,
    /// Of all timelines: who did what, when.
    pub(crate) digest: String,
}

type Spans = BTreeMap<TechnicianId, Vec<(Millis, Millis)>>;

impl World {
    /// Looks at every request, one by one.
    pub(crate) async fn audit(mut self) -> Outcome {
        let units = self.table.units();
        let hot = self.table.hot_keys();
        let gini = self.gini();
        let mut outcome = Outcome {
            strategy: self.strategy,
            requests: self.city.needs.len(),
            waits: Vec::new(),
            matched: 0,
            waiting: 0,
            expired: 0,
            cancelled: 0,
            waited: 0,
            late: 0,
            first_taken: (0, 0),
            acceptances: 0,
            lost: Vec::new(),
            doubled: Vec::new(),
            handling: (0.0, 0),
            busy_hours: 0.0,
            gini,
            units,
            hot,
            tally: std::mem::take(&mut self.tally),
            digest: String::new(),
        };
        let mut digest = Sha256::new();
        let mut spans = Spans::new();
        for need in self.city.needs.iter() {
            let dossier = self.store.dossier_consistent(&need.id()).await;
            let Ok(dossier) = dossier else {
                outcome.lost.push(format!("request {} is not in the table", need.number));
                continue;
            };
            digest.update(format!("{:?}", dossier.intervention.timeline()));
            outcome.read(&dossier.intervention, &mut spans);
            if matches!(dossier.intervention.stage().name(), StageName::Waiting) {
                let listed = self.store.waiting_position(&dossier.intervention).await;
                if !matches!(listed, Ok(Some(_))) {
                    outcome.lost.push(format!("request {} waits on no list", need.number));
                }
            }
        }
        outcome.overlaps(&mut spans);
        let digits: Vec<String> =
            digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        outcome.digest = digits.concat();
        outcome
    }

    /// How unevenly offers fall on technicians of equal merit, by the free hour: 0 is even.
    fn gini(&self) -> f64 {
        let mut groups: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
        for (phone, person) in self.phones.iter().zip(self.city.crew.iter()) {
            if phone.free >= HOUR {
                let rate = crate::clock::count(phone.offers) / hours(phone.free);
                groups.entry((person.trade, person.class)).or_default().push(rate);
            }
        }
        let all: usize = groups.values().map(Vec::len).sum();
        let weighed = groups.into_values().map(|group| crate::clock::count(group.len()) * gini(group));
        weighed.sum::<f64>() / crate::clock::count(all.max(1))
    }
}

fn gini(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let (size, sum) = (crate::clock::count(values.len()), values.iter().sum::<f64>());
    if sum <= 0.0 {
        return 0.0;
    }
    let ranked = values.iter().zip(1_i64..).map(|(value, rank)| real(rank) * value).sum::<f64>();
    2.0 * ranked / (size * sum) - (size + 1.0) / size
}

impl Outcome {
    fn read(&mut self, intervention: &Intervention, spans: &mut Spans) {
        match intervention.stage().name() {
            StageName::Accepted
            | StageName::Arrived
            | StageName::Working
            | StageName::Paused
            | StageName::Postponed
            | StageName::Finished => self.matched += 1,
            StageName::Waiting => self.waiting += 1,
            StageName::Expired => self.expired += 1,
            StageName::Cancelled => self.cancelled += 1,
            stage @ (StageName::Declared
            | StageName::Offered
            | StageName::Open
            | StageName::Taken
            | StageName::Ended) => {
                self.lost.push(format!("request {} stays {}", intervention.id(), stage.as_str()));
            }
        }
        let entries = intervention.timeline();
        self.waited +=
            usize::from(entries.iter().any(|entry| entry.fact == Fact::Waiting) || opened_waiting(entries));
        let accepted = entries.iter().find(|entry| matches!(entry.fact, Fact::Accepted { .. }));
        if let Some(accepted) = accepted {
            let declared = millis(intervention.declared_at());
            self.waits.push((declared, millis(accepted.moment.recorded_at) - declared));
        }
        self.late += usize::from(was_late(entries));
        if let Some(taken) = first_taken(entries) {
            self.first_taken = (self.first_taken.0 + usize::from(taken), self.first_taken.1 + 1);
        }
        self.follow(intervention, spans);
    }

    /// Who had it from when to when.
    fn follow(&mut self, intervention: &Intervention, spans: &mut Spans) {
        let mut taken: Option<(TechnicianId, Millis)> = None;
        for entry in intervention.timeline() {
            let at = millis(entry.moment.recorded_at);
            if let Fact::Accepted { acceptance, .. } = &entry.fact {
                self.acceptances += 1;
                if let Some((first, _)) = &taken {
                    self.doubled.push(format!(
                        "{} has {first} and {}",
                        intervention.id(),
                        acceptance.technician
                    ));
                }
                taken = Some((acceptance.technician.clone(), at));
            }
            let ends =
                matches!(entry.fact, Fact::Released { .. } | Fact::Cancelled { .. } | Fact::Finished { .. });
            if let Some((technician, since)) = taken.take_if(|_| ends) {
                if matches!(entry.fact, Fact::Finished { .. }) {
                    self.handling = (self.handling.0 + hours(at - since), self.handling.1 + 1);
                }
                self.busy_hours += hours(at - since);
                spans.entry(technician).or_default().push((since, at));
            }
        }
        if let Some((technician, since)) = taken {
            spans.entry(technician).or_default().push((since, Millis::MAX));
        }
    }

    fn overlaps(&mut self, spans: &mut Spans) {
        for (technician, spans) in spans {
            spans.sort_unstable();
            let both = spans.windows(2).filter(|pair| pair[1].0 < pair[0].1).count();
            if both > 0 {
                self.doubled.push(format!("{technician} had two at once {both} times"));
            }
        }
    }

    /// The time within which that share of the matched requests was accepted.
    pub(crate) fn percentile(&self, share: f64) -> Millis {
        percentile(self.waits.iter().map(|(_, wait)| *wait).collect(), share)
    }

    /// Technicians asked, by an offer or told of a waiting request, for each match.
    pub(crate) fn offers_per_match(&self) -> f64 {
        crate::clock::count(self.tally.offers) / crate::clock::count(self.waits.len().max(1))
    }
}

/// The smallest value that is not exceeded by that share.
pub(crate) fn percentile(mut values: Vec<Millis>, share: f64) -> Millis {
    values.sort_unstable();
    let place = crate::clock::whole((crate::clock::count(values.len()) * share).ceil()).max(1) - 1;
    usize::try_from(place).ok().and_then(|place| values.get(place).copied()).unwrap_or(0)
}

/// Nobody was available: the declaration itself put it on the list.
fn opened_waiting(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| matches!(entry.fact, Fact::Released { .. }))
}

/// Whether the first offer was taken by whom it went to; none where nobody was asked alone.
fn first_taken(entries: &[Entry]) -> Option<bool> {
    let mut entries = entries.iter();
    let offered =
        |entry: &Entry| if let Fact::Offered { to, .. } = &entry.fact { Some(to.clone()) } else { None };
    let asked = entries.find_map(offered)?;
    let [asked] = asked.as_slice() else { return None };
    let answers =
        |entry: &&Entry| matches!(entry.fact, Fact::Accepted { .. } | Fact::Offered { .. } | Fact::Waiting);
    let answer = entries.find(answers).map(|entry| &entry.fact);
    Some(
        matches!(answer, Some(Fact::Accepted { acceptance, .. }) if acceptance.technician == asked.technician),
    )
}

/// Somebody arrived after the promise, or lost the request because of it.
fn was_late(entries: &[Entry]) -> bool {
    let mut promised = None;
    entries.iter().any(|entry| {
        if let Fact::Accepted { due, .. } = &entry.fact {
            promised = Some(*due);
        }
        let arrived =
            entry.fact == Fact::Arrived && promised.is_some_and(|due| entry.moment.recorded_at > due);
        arrived || matches!(entry.fact, Fact::Released { cause: Cause::TechnicianLate, .. })
    })
}

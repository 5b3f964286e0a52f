//! What technicians write while they are online, one category each: in rows per covered cell, in rings.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    id::TechnicianId,
    policy::Policy,
    technician::{Presence, Technician},
};
use embedded::{Embedded, Item, given};

use super::{country, rings::Rings};

/// How many technicians are followed.
const FOLLOWED: u32 = 100;

/// Units of writing, a mean over technicians.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Writes {
    pub(super) online: f64,
    /// A heartbeat each minute at the same place, a mean over an hour.
    pub(super) each_minute: f64,
    /// A heartbeat every five minutes at the same place, a mean over an hour.
    pub(super) each_five: f64,
    pub(super) moved: f64,
}

/// What a technician does, and how often in an hour.
type Sum = fn(&mut Writes) -> &mut f64;

/// For rows, for rings of two sizes, for rings of one.
pub(super) async fn measure(table: &Embedded, everybody: &BTreeMap<TechnicianId, Technician>) -> [Writes; 3] {
    let mut sums = [Writes::default(); 3];
    for technician in everybody.values().take(FOLLOWED as usize) {
        let offline = Technician { presence: None, ..technician.clone() };
        let kept = given::registered(&table.store, offline).await;
        let mut seen = Seen::default();
        for (sum, share, presence) in hours(technician) {
            let now = Technician { presence: Some(presence), ..technician.clone() };
            table.reset_units();
            table.store.set_presence(&kept, Some(presence)).await.expect("a technician is online");
            *sum(&mut sums[0]) += table.units().write / share;
            let rows = seen.rows(&now, table.store.policy());
            for (way, rings) in sums[1..].iter_mut().zip([Rings::TwoSizes, Rings::OneSize]) {
                table.reset_units();
                keep(table, rings, &now, &rows).await;
                *sum(way) += table.units().write / share;
            }
            seen.now = Some(now);
        }
    }
    sums
}

/// Online, an hour with a heartbeat each minute, one with a heartbeat every five minutes, a move of 3 km.
fn hours(technician: &Technician) -> Vec<(Sum, f64, Presence)> {
    let location = technician.presence.expect("everybody in the country is online").location;
    let at = |location, minute: i64| Presence { location, until: given::at(minute + 15) };
    let share = |times: u32| f64::from(FOLLOWED * times);
    let mut hours: Vec<(Sum, f64, Presence)> = vec![(|sum| &mut sum.online, share(1), at(location, 0))];
    hours.extend((1..=60).map(|minute| -> (Sum, f64, Presence) {
        (|sum| &mut sum.each_minute, share(60), at(location, minute))
    }));
    hours.extend((65..=120).step_by(5).map(|minute| -> (Sum, f64, Presence) {
        (|sum| &mut sum.each_five, share(12), at(location, minute))
    }));
    hours.push((|sum| &mut sum.moved, share(1), at(country::north(location, 3_000.0), 125)));
    hours
}

/// What rings remember, by the rule of the store: the lease in the row of a match may lag behind.
#[derive(Debug, Default)]
struct Seen {
    now: Option<Technician>,
    shelved: Option<Presence>,
}

/// Whether the row of a match is written, and whose row is left.
struct Written {
    shelf: bool,
    before: Option<Technician>,
}

impl Seen {
    fn rows(&mut self, now: &Technician, policy: &Policy) -> Written {
        let presence = now.presence.expect("who is followed is online");
        let fresh = |known: &Presence| {
            known.location == presence.location
                && presence.until.duration_since(known.until) <= policy.presence_lag()
        };
        let lags = !self.shelved.as_ref().is_some_and(fresh);
        if lags {
            self.shelved = Some(presence);
        }
        Written { shelf: lags, before: self.now.clone() }
    }
}

/// Rings need one row, and the technician's own, which the store keeps too; a cell that was left loses its row.
async fn keep(table: &Embedded, rings: Rings, now: &Technician, written: &Written) {
    let row = rings.row(now);
    let mut own = row.clone();
    own.insert("pk".to_owned(), AttributeValue::S(format!("{rings:?}#{}", now.id)));
    put(table, own).await;
    if written.shelf {
        put(table, row).await;
    }
    let left = written.before.as_ref().filter(|before| rings.written(before) != rings.written(now));
    if let Some(before) = left {
        let mut key = rings.row(before);
        key.retain(|name, _| name == "pk" || name == "sk");
        let delete = table.client.delete_item().table_name(&table.table).set_key(Some(key));
        delete.send().await.expect("the table answers");
    }
}

async fn put(table: &Embedded, row: Item) {
    let put = table.client.put_item().table_name(&table.table).set_item(Some(row));
    put.send().await.expect("the table answers");
}

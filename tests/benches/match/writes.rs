//! What technicians write while they are online, one category each: in rows per covered cell, in rings.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    id::TechnicianId,
    technician::{Presence, Technician},
};
use embedded::{Embedded, Item, given};

use super::{country, rings::Rings};

/// How many technicians are followed.
const FOLLOWED: u32 = 300;

/// Units of writing, a mean over technicians.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Writes {
    pub(super) online: f64,
    pub(super) heartbeat: f64,
    pub(super) moved: f64,
}

/// For rows, for rings of two sizes, for rings of one.
pub(super) async fn measure(table: &Embedded, everybody: &BTreeMap<TechnicianId, Technician>) -> [Writes; 3] {
    let mut sums = [Writes::default(); 3];
    for technician in everybody.values().take(FOLLOWED as usize) {
        let offline = Technician { presence: None, ..technician.clone() };
        let kept = given::registered(&table.store, offline).await;
        let mut before = None;
        for (step, presence) in hour(technician).into_iter().enumerate() {
            let now = Technician { presence: Some(presence), ..technician.clone() };
            table.reset_units();
            table.store.set_presence(&kept, Some(presence)).await.expect("a technician is online");
            add(&mut sums[0], step, table.units().write);
            for (sum, rings) in sums[1..].iter_mut().zip([Rings::TwoSizes, Rings::OneSize]) {
                table.reset_units();
                keep(table, rings, &now, before.as_ref()).await;
                add(sum, step, table.units().write);
            }
            before = Some(now);
        }
    }
    sums
}

/// Online, a heartbeat five minutes later at the same place, another 3 km away.
fn hour(technician: &Technician) -> [Presence; 3] {
    let location = technician.presence.expect("everybody in the country is online").location;
    let at = |location, minute: i64| Presence { location, until: given::at(minute + 15) };
    [at(location, 0), at(location, 5), at(country::north(location, 3_000.0), 10)]
}

fn add(sum: &mut Writes, step: usize, units: f64) {
    let kinds = [&mut sum.online, &mut sum.heartbeat, &mut sum.moved];
    *kinds[step] += units / f64::from(FOLLOWED);
}

/// Rings need one row, and the technician's own, which the store keeps too; a cell that was left loses its row.
async fn keep(table: &Embedded, rings: Rings, now: &Technician, before: Option<&Technician>) {
    let row = rings.row(now);
    let mut own = row.clone();
    own.insert("pk".to_owned(), AttributeValue::S(format!("{rings:?}#{}", now.id)));
    put(table, row).await;
    put(table, own).await;
    let left = before.filter(|before| rings.written(before) != rings.written(now));
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

//! Rows per covered cell, which the store keeps, beside rings of cells around the breakdown, which only stand here.
//!
//! Rows: a technician is written to every cell in reach, a match reads two. Rings: a technician is written to their own
//! cell, a match reads every cell from which somebody could come.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{cell::Cell, id::TechnicianId, map_cell::MapCell, place::Location, technician::Technician};
use embedded::{Embedded, Item, embedded, given};

use super::{
    country::{self, SETTINGS},
    found::now,
    writes::{self, Writes},
};

/// A unit of writing costs as much as five of reading.
const READS_PER_WRITE: f64 = 5.0;
/// The farthest of near reach, as the cells have it.
const NEAR_METERS: u32 = 20_000;
/// The farthest that anybody goes.
const FAR_METERS: u32 = 50_000;

/// A way to keep each technician once.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rings {
    /// Small cells for near reach, large ones for far reach, as the rows have it.
    TwoSizes,
    /// Large cells for everybody.
    OneSize,
}

impl Rings {
    pub(super) fn written(self, technician: &Technician) -> String {
        let place = technician.presence.expect("everybody in the country is online").location;
        let [near, far] = Cell::of_breakdown(place);
        match self {
            Self::TwoSizes if technician.radius.meters() <= NEAR_METERS => format!("rings#{near}"),
            Self::TwoSizes => format!("rings#{far}"),
            Self::OneSize => format!("ring#{far}"),
        }
    }

    fn read(self, place: Location) -> Vec<String> {
        let around = |meters, name: &'static str| {
            Cell::of_reach(place, meters).into_iter().map(move |cell| format!("{name}#{cell}"))
        };
        match self {
            Self::TwoSizes => around(NEAR_METERS, "rings").chain(around(FAR_METERS, "rings")).collect(),
            Self::OneSize => around(FAR_METERS, "ring").collect(),
        }
    }

    /// The row that a match would read, under the key of these rings.
    pub(super) fn row(self, technician: &Technician) -> Item {
        let rows = store::presence_rows(technician).expect("a technician is kept");
        let mut row = rows.into_iter().next().expect("everybody reaches some cell");
        row.insert("pk".to_owned(), AttributeValue::S(self.written(technician)));
        row
    }
}

/// Loads the country, then prints what each way reads and writes, and how many matches make up for the writes.
pub(super) async fn compare() {
    let table = embedded().await;
    let everybody: BTreeMap<TechnicianId, Technician> = country::everybody();
    let rows = |one| store::presence_rows(one).expect("a technician is kept");
    table.import(everybody.values().flat_map(rows));
    for rings in [Rings::TwoSizes, Rings::OneSize] {
        table.import(everybody.values().map(|one| rings.row(one)));
    }
    println!();
    println!("{} technicians in France, reach 5 to 50 km; units", everybody.len());
    println!("{:<34} {:>8} {:>12} {:>12}", "", "rows", "two rings", "one ring");
    let mut reads = Vec::new();
    for (name, places) in SETTINGS.map(|setting| (setting.name, setting.places())) {
        let (rows, found) = by_rows(&table, &places).await;
        let mut line = vec![rows];
        for rings in [Rings::TwoSizes, Rings::OneSize] {
            let (units, also_found) = by_rings(&table, rings, &places, &everybody).await;
            assert_eq!(also_found, found, "{rings:?} find others in {name}");
            line.push(units);
        }
        print(&format!("read by a match in {name}"), &line);
        reads.push((name, line));
    }
    let written = writes::measure(&table, &everybody).await;
    print_writes(&written);
    for (name, read) in reads {
        print_break_even(name, &read, &written);
    }
    println!();
}

async fn by_rows(table: &Embedded, places: &[Location]) -> (f64, Vec<Vec<TechnicianId>>) {
    table.reset_units();
    let mut found = Vec::new();
    for place in places {
        let category = given::declaration().category;
        let near = table.store.online_near(category, *place, now()).await.expect("the table answers");
        found.push(near.into_iter().map(|one| one.technician).collect());
    }
    (table.units().read / count(places), found)
}

async fn by_rings(
    table: &Embedded,
    rings: Rings,
    places: &[Location],
    everybody: &BTreeMap<TechnicianId, Technician>,
) -> (f64, Vec<Vec<TechnicianId>>) {
    table.reset_units();
    let mut found = Vec::new();
    for place in places {
        let (mut near, reach) = (Vec::new(), MapCell::of(*place).distances());
        for pk in rings.read(*place) {
            near.extend(partition(table, pk).await.iter().map(technician));
        }
        near.retain(|id| {
            everybody[id]
                .online(&everybody[id].tariffs[0])
                .is_some_and(|one| reach(one.area) <= one.radius.meters())
        });
        near.sort();
        found.push(near);
    }
    (table.units().read / count(places), found)
}

async fn partition(table: &Embedded, pk: String) -> Vec<Item> {
    let (mut items, mut start) = (Vec::new(), None);
    loop {
        let query = table.client.query().table_name(&table.table).key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", AttributeValue::S(pk.clone()));
        let page = query.set_exclusive_start_key(start).send().await.expect("the table answers");
        items.extend(page.items.unwrap_or_default());
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}

fn technician(row: &HashMap<String, AttributeValue>) -> TechnicianId {
    given::word(row["sk"].as_s().expect("a sort key is a text"))
}

fn count(places: &[Location]) -> f64 {
    f64::from(u32::try_from(places.len()).expect("a few places"))
}

fn print(what: &str, units: &[f64]) {
    println!("{what:<34} {:>8.1} {:>12.1} {:>12.1}", units[0], units[1], units[2]);
}

fn print_writes(written: &[Writes; 3]) {
    print("written by going online", &written.map(|way| way.online));
    print("written by a heartbeat each minute", &written.map(|way| way.each_minute));
    print("written by one every 5 minutes", &written.map(|way| way.each_five));
    print("written by a move of 3 km", &written.map(|way| way.moved));
}

/// Rows write more and read less: so many matches for each online event, and each heartbeat, make both cost the same.
fn print_break_even(name: &str, read: &[f64], written: &[Writes; 3]) {
    let matches = |way: usize, kind: fn(&Writes) -> f64| {
        let more = READS_PER_WRITE * (kind(&written[0]) - kind(&written[way]));
        more / (read[way] - read[0])
    };
    for (event, kind) in [
        ("online event", (|way: &Writes| way.online) as fn(&Writes) -> f64),
        ("heartbeat each minute", |way| way.each_minute),
        ("heartbeat every 5 minutes", |way| way.each_five),
    ] {
        println!(
            "break-even in {name}: {:.1} matches for each {event} beside two rings, {:.1} beside one",
            matches(1, kind),
            matches(2, kind)
        );
    }
}

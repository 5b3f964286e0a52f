//! Series as they stand in the table: proved, and broken in every way; months read by index (rules 22 and 24).

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    failure::Failure,
    id::InterventionId,
    invoice::{Broken, Figures, Invoice, InvoiceLine, InvoiceNumber, LineKind, proved},
    technician::Technician,
};
use embedded::{Embedded, at_hand, embedded, given};
use store::{Series, Store};
use tokio::{sync::Semaphore, task::JoinSet};

/// So many interventions of one technician end together.
const PARALLEL: usize = 10_000;
/// So many functions run at once: what the template lets the queue of invoices start.
const AT_ONCE: usize = 5;

type Row = HashMap<String, AttributeValue>;
type Spoil = fn(&mut HashMap<u64, Row>);

async fn issue(store: &Store, id: &InterventionId, technician: &Technician) -> Invoice {
    let figures = Figures::of_lines(vec![InvoiceLine::priced(LineKind::Base, 1, 4_999, 200)]);
    let draft = |number: InvoiceNumber, previous| {
        Invoice::seal(number, id.clone(), given::at(61), figures.clone(), previous)
    };
    loop {
        match store.issue_invoice(id, draft, technician, &given::buyer(), given::at(61)).await {
            Ok(invoice) => return invoice,
            Err(Failure::Busy) => {}
            Err(failure) => panic!("{failure:?}"),
        }
    }
}

async fn verdict(store: &Store, technician: &Technician) -> Result<usize, Broken> {
    let (links, last) = store.series(&technician.id, 2026, Series::Invoices).await.unwrap();
    proved(&links, last).map(|()| links.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 5)]
async fn rule_22_ten_thousand_parallel_finishes_leave_no_gap_and_a_chain_that_is_proved() {
    // Without a stream: the emulator numbers each of its records by a look at all of them.
    let table = at_hand().await;
    let karim = given::stranger("karim");
    let room = Arc::new(Semaphore::new(AT_ONCE));

    let mut finishing = JoinSet::new();
    for number in 1..=PARALLEL {
        let (store, karim, room) = (table.store.clone(), karim.clone(), Arc::clone(&room));
        finishing.spawn(async move {
            let _turn = room.acquire().await.unwrap();
            issue(&store, &InterventionId::numbered(number), &karim).await.number.count()
        });
    }
    let mut counts = finishing.join_all().await;

    counts.sort_unstable();
    assert_eq!(counts, (1..=PARALLEL as u64).collect::<Vec<_>>());
    assert_eq!(verdict(&table.store, &karim).await, Ok(PARALLEL));
}

/// Five invoices in the table, by their numbers.
async fn five() -> (Embedded, Technician, HashMap<u64, Row>) {
    let table = embedded().await;
    let karim = given::stranger("karim");
    for number in 1..=5 {
        issue(&table.store, &InterventionId::numbered(number), &karim).await;
    }
    let rows = table.items().await.into_iter().filter(|row| row["sk"].as_s().unwrap() == "invoice");
    let rows = rows.map(|row| (row["number"].as_n().unwrap().parse().unwrap(), row)).collect();
    (table, karim, rows)
}

async fn write(table: &Embedded, rows: HashMap<u64, Row>) {
    for item in table.items().await.into_iter().filter(|row| row["sk"].as_s().unwrap() == "invoice") {
        let key = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone()));
        let delete = table.client.delete_item().table_name(&table.table).set_key(Some(key.into()));
        delete.send().await.unwrap();
    }
    table.import(rows.into_values().collect::<Vec<_>>());
}

fn number(count: &str) -> AttributeValue {
    AttributeValue::N(count.to_owned())
}

fn changed_amount(rows: &mut HashMap<u64, Row>) {
    rows.get_mut(&3).unwrap().insert("total".to_owned(), number("4998"));
}

fn removed_row(rows: &mut HashMap<u64, Row>) {
    rows.remove(&3);
}

fn swapped_rows(rows: &mut HashMap<u64, Row>) {
    rows.get_mut(&2).unwrap().insert("number".to_owned(), number("3"));
    rows.get_mut(&3).unwrap().insert("number".to_owned(), number("2"));
}

fn gap(rows: &mut HashMap<u64, Row>) {
    rows.get_mut(&5).unwrap().insert("number".to_owned(), number("6"));
}

fn removed_end(rows: &mut HashMap<u64, Row>) {
    rows.remove(&5);
}

fn forged_hash(rows: &mut HashMap<u64, Row>) {
    let other = rows[&1]["seal"].clone();
    rows.get_mut(&4).unwrap().insert("previous".to_owned(), other);
}

#[tokio::test]
async fn rule_22_each_kind_of_broken_link_in_the_table_is_named() {
    let name = |count: u64| format!("HA732829320-2026-{count:06}");
    let cases: [(&str, Spoil, Broken); 6] = [
        ("a changed amount", changed_amount, Broken::Changed { name: name(3) }),
        ("a removed row", removed_row, Broken::Gap { expected: 3, found: name(4) }),
        ("swapped rows", swapped_rows, Broken::Changed { name: name(2) }),
        ("a gap", gap, Broken::Gap { expected: 5, found: name(6) }),
        ("a removed end", removed_end, Broken::CutOff { expected: 5, found: 4 }),
        ("a forged hash", forged_hash, Broken::Changed { name: name(4) }),
    ];
    for (what, spoil, broken) in cases {
        let (table, karim, mut rows) = five().await;
        assert_eq!(verdict(&table.store, &karim).await, Ok(5), "{what}: sound before");
        spoil(&mut rows);

        write(&table, rows).await;

        assert_eq!(verdict(&table.store, &karim).await, Err(broken), "{what}");
    }
}

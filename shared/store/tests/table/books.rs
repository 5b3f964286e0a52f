//! Series as they stand in the table: proved, and broken in every way; months read by index (rules 22 and 24).

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    accounting::{Document, Month},
    calendar,
    id::InterventionId,
    invoice::{Broken, Invoice, proved},
    technician::Technician,
};
use embedded::{Embedded, at_hand, embedded, given};
use store::{Series, Store};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::numbers::issue;

/// So many interventions of one issuer end around midnight.
const PARALLEL: u32 = 10_000;
/// The issuer's technicians.
const TECHNICIANS: [&str; 5] = ["amina", "bruno", "karim", "nadia", "thomas"];
/// So many functions run at once: what the template lets the queue of invoices start.
const AT_ONCE: usize = 5;
/// So far behind may a message be.
const LATE_MAX: u32 = 200;

type Row = HashMap<String, AttributeValue>;
type Spoil = fn(&mut HashMap<u64, Row>);

async fn verdict(store: &Store, technician: &Technician, year: i16) -> Result<usize, Broken> {
    let proof = store.proof(&technician.business.siren, Series::Invoices, year).await.unwrap();
    proved(&proof.series.links, &proof.series.ends).map(|()| proof.series.links.len())
}

/// One message a millisecond, five seconds before and after midnight in France, some of them handled late.
fn received(number: u32) -> Timestamp {
    let first: Timestamp = "2026-12-31T22:59:55Z".parse().unwrap();
    let late = number.wrapping_mul(2_654_435_761) % LATE_MAX;
    first + Duration::from_millis(number.saturating_sub(late).into())
}

async fn invoices_of(store: &Store, technician: &Technician, month: &str) -> Vec<Invoice> {
    let month = Month::try_from(month.to_owned()).unwrap();
    let documents = store.documents(month, Some(&technician.business.siren)).await.unwrap();
    let invoice = |document| match document {
        Document::Invoice(invoice) => Some(invoice),
        Document::CreditNote(_) => None,
    };
    documents.into_iter().filter_map(invoice).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 5)]
async fn rule_22_ten_thousand_invoices_of_five_technicians_leave_no_gap_over_a_new_year_s_midnight() {
    // Without a stream: the emulator numbers each of its records by a look at all of them.
    let table = at_hand().await;
    let room = Arc::new(Semaphore::new(AT_ONCE));

    let mut finishing = JoinSet::new();
    for (number, name) in (1..=PARALLEL).zip(TECHNICIANS.iter().cycle()) {
        let (store, technician, room) = (table.store.clone(), given::stranger(name), Arc::clone(&room));
        finishing.spawn(async move {
            let _turn = room.acquire().await.unwrap();
            let id = InterventionId::numbered(number.try_into().unwrap());
            issue(&store, &id, &technician, received(number)).await
        });
    }
    let mut invoices = finishing.join_all().await;

    invoices.sort_by_key(|invoice| (invoice.number.year().number(), invoice.number.count()));
    let old = invoices.iter().take_while(|invoice| invoice.number.year().number() == 2026).count();
    let expected = (1..=old).map(|count| (2026, count));
    let expected: Vec<(i16, usize)> =
        expected.chain((1..=invoices.len() - old).map(|count| (2027, count))).collect();
    let number = |invoice: &Invoice| {
        (invoice.number.year().number(), usize::try_from(invoice.number.count()).unwrap())
    };
    assert_eq!(invoices.iter().map(number).collect::<Vec<_>>(), expected);
    assert!((4_000..6_000).contains(&old), "both years are long: {old}");
    assert!(invoices.iter().all(|invoice| calendar::year(invoice.issued_at) == number(invoice).0));
    assert!(invoices.windows(2).all(|pair| pair[0].issued_at <= pair[1].issued_at), "no date goes back");
    let karim = given::stranger("karim");
    assert_eq!(verdict(&table.store, &karim, 2026).await, Ok(old));
    assert_eq!(verdict(&table.store, &karim, 2027).await, Ok(invoices.len() - old));
    let mut booked = invoices_of(&table.store, &karim, "2026-12").await;
    assert_eq!(booked.len(), old);
    booked.extend(invoices_of(&table.store, &karim, "2027-01").await);
    booked.sort_by_key(|invoice| (invoice.number.year().number(), invoice.number.count()));
    assert_eq!(booked, invoices);
}

/// Five invoices in the table, by their numbers.
async fn five() -> (Embedded, Technician, HashMap<u64, Row>) {
    let table = embedded().await;
    let karim = given::stranger("karim");
    for number in 1..=5 {
        issue(&table.store, &InterventionId::numbered(number), &karim, given::at(61)).await;
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
        assert_eq!(verdict(&table.store, &karim, 2026).await, Ok(5), "{what}: sound before");
        spoil(&mut rows);

        write(&table, rows).await;

        assert_eq!(verdict(&table.store, &karim, 2026).await, Err(broken), "{what}");
    }
}

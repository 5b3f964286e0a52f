//! Series that technicians had of their own are continued by their issuer's, without a gap (rule 22).

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use domain::{
    Timestamp,
    accounting::Month,
    id::InterventionId,
    invoice::{Broken, Invoice, InvoiceNumber, SeriesYear, complete, proved},
    technician::Siren,
};
use embedded::{Embedded, Item, embedded, given};
use futures_util::future::join_all;
use store::{Given, Series};

use crate::numbers::{figures, issue, of, proven};

const KARIM: &str = "732829320";
const OTHER: &str = "552100554";

fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn seal(seal: [u8; 32]) -> AttributeValue {
    AttributeValue::B(Blob::new(seal))
}

/// An invoice as a function of the older version wrote it: in the series of its technician.
async fn older_row(technician: &str, invoice: &Invoice) -> Item {
    let scratch = embedded().await;
    let siren = invoice.number.siren().as_str();
    issue(&scratch.store, &invoice.intervention, &of(technician, siren), invoice.issued_at).await;
    let rows = scratch.items().await;
    let mut row = rows.into_iter().find(|row| row["sk"] == text("invoice")).unwrap();
    let shard = technician.bytes().fold(0, u8::wrapping_add) % 16;
    row.insert("series".to_owned(), text(format!("{technician}#{}", invoice.number.year().number())));
    row.insert("month".to_owned(), text(format!("{}#{shard:02}", Month::of(invoice.issued_at))));
    row.insert("number".to_owned(), number(invoice.number.count()));
    row.insert("seal".to_owned(), seal(invoice.seal));
    row.extend(invoice.previous.map(|previous| ("previous".to_owned(), seal(previous))));
    row
}

/// A technician's own series of 2026, with one invoice for each company number.
async fn older_series(table: &Embedded, technician: &str, sirens: &[&str]) -> Vec<Invoice> {
    let mut invoices: Vec<Invoice> = Vec::new();
    for (count, siren) in (1..).zip(sirens) {
        let issued_at = given::at(61);
        let number = InvoiceNumber::new(given::word(siren), SeriesYear::of(issued_at), count);
        let id: InterventionId = given::word(&format!("{technician}-{count}"));
        let previous = invoices.last().map(|invoice| invoice.seal);
        let invoice = Invoice::seal(number, id, issued_at, figures(), previous);
        table.import([older_row(technician, &invoice).await]);
        invoices.push(invoice);
    }
    let last = invoices.last().unwrap();
    let counter = [
        ("pk", text(format!("technician#{technician}"))),
        ("sk", text("series#2026")),
        ("last", number(last.number.count())),
        ("seal", seal(last.seal)),
    ];
    table.import([counter.map(|(name, value)| (name.to_owned(), value)).into()]);
    invoices
}

async fn next(table: &Embedded, technician: &str, siren: &str, count: usize, at: Timestamp) -> Invoice {
    issue(&table.store, &InterventionId::numbered(count), &of(technician, siren), at).await
}

#[tokio::test]
async fn rule_22_the_series_of_one_technician_goes_on_as_that_of_the_issuer() {
    let table = embedded().await;
    let older = older_series(&table, "karim", &[KARIM, KARIM, KARIM]).await;

    let fourth = next(&table, "karim", KARIM, 1, given::at(90)).await;
    let fifth = next(&table, "nadia", KARIM, 2, given::at(91)).await;

    assert_eq!((fourth.number.count(), fourth.previous), (4, Some(older[2].seal)));
    assert_eq!((fifth.number.count(), fifth.previous), (5, Some(fourth.seal)));
    let issuer: Siren = given::word(KARIM);
    let proof = table.store.proof(&issuer, Series::Invoices, 2026).await.unwrap();
    let [(technician, Given { links, ends })] = proof.older.as_slice() else { panic!("{proof:?}") };
    assert_eq!((technician.as_str(), proved(links, ends)), ("karim", Ok(())));
    assert_eq!(proved(&proof.series.links, &proof.series.ends), Ok(()));
    assert_eq!(complete(&issuer, links.iter().chain(&proof.series.links)), Ok(5));
    let november = Month::try_from("2026-11".to_owned()).unwrap();
    assert_eq!(table.store.documents(november, Some(&issuer)).await.unwrap().len(), 5);
    assert_eq!(table.store.documents(november, None).await.unwrap().len(), 5);
}

#[tokio::test]
async fn rule_22_after_two_technicians_gave_the_same_numbers_the_greatest_one_is_continued() {
    let table = embedded().await;
    older_series(&table, "karim", &[KARIM, KARIM]).await;
    let nadia = older_series(&table, "nadia", &[KARIM, KARIM, KARIM]).await;

    // Neither of them: the issuer's series is known whoever is first.
    let next = next(&table, "thomas", KARIM, 1, given::at(90)).await;

    assert_eq!((next.number.count(), next.previous), (4, Some(nadia[2].seal)));
    let issuer: Siren = given::word(KARIM);
    let proof = table.store.proof(&issuer, Series::Invoices, 2026).await.unwrap();
    assert_eq!(proof.older.len(), 2);
    let links = proof.older.iter().flat_map(|(_, given)| &given.links).chain(&proof.series.links);
    let twice = Broken::Gap { expected: 2, found: "HA732829320-2026-000001".to_owned() };
    assert_eq!(complete(&issuer, links), Err(twice));
}

#[tokio::test]
async fn rule_22_each_company_of_a_technician_who_changed_it_goes_on_after_its_own_numbers() {
    let table = embedded().await;
    let older = older_series(&table, "karim", &[KARIM, KARIM, OTHER]).await;

    let new = next(&table, "karim", OTHER, 1, given::at(90)).await;
    let old = next(&table, "nadia", KARIM, 2, given::at(91)).await;

    assert_eq!(
        (new.number.to_string(), new.previous),
        ("HA552100554-2026-000004".to_owned(), Some(older[2].seal))
    );
    assert_eq!(
        (old.number.to_string(), old.previous),
        ("HA732829320-2026-000003".to_owned(), Some(older[1].seal))
    );
}

#[tokio::test]
async fn rule_22_the_first_numbers_that_are_given_at_once_join_series_once() {
    let table = embedded().await;
    older_series(&table, "karim", &[KARIM, KARIM]).await;
    older_series(&table, "nadia", &[OTHER]).await;

    let finishing = (1..=20).map(|count| {
        let (name, siren) = if count % 2 == 0 { ("karim", KARIM) } else { ("nadia", OTHER) };
        next(&table, name, siren, count, given::at(90))
    });
    let invoices = join_all(finishing).await;

    let mut numbers: Vec<String> = invoices.iter().map(|invoice| invoice.number.to_string()).collect();
    numbers.sort();
    let others = (2..=11).map(|count| format!("HA552100554-2026-{count:06}"));
    let own = (3..=12).map(|count| format!("HA732829320-2026-{count:06}"));
    assert_eq!(numbers, others.chain(own).collect::<Vec<_>>());
}

#[tokio::test]
async fn rule_22_a_function_of_the_older_version_finds_no_number_to_count_on() {
    let table = embedded().await;
    let older = older_series(&table, "karim", &[KARIM]).await;
    next(&table, "karim", KARIM, 1, given::at(90)).await;

    let items = table.items().await;
    let counter = items.iter().find(|row| row["sk"] == text("series#2026")).unwrap();

    assert!(!counter.contains_key("last") && !counter.contains_key("seal"), "{counter:?}");
    let closed = AttributeValue::L(vec![number(1), seal(older[0].seal)]);
    assert_eq!(counter["closed"], closed);
}

#[tokio::test]
async fn rule_22_a_series_that_was_cut_off_is_continued_after_the_last_number_that_was_given() {
    let table = embedded().await;
    let older = older_series(&table, "karim", &[KARIM, KARIM]).await;
    let lost = table.client.delete_item().table_name(&table.table);
    lost.key("pk", text("intervention#karim-2")).key("sk", text("invoice")).send().await.unwrap();

    let next = next(&table, "karim", KARIM, 1, given::at(90)).await;

    assert_eq!((next.number.count(), next.previous), (3, Some(older[1].seal)));
}

#[tokio::test]
async fn rule_22_a_series_of_the_year_before_ends_with_it() {
    let table = embedded().await;
    older_series(&table, "karim", &[KARIM, KARIM]).await;

    let first = next(&table, "karim", KARIM, 1, "2027-01-04T08:00:00Z".parse().unwrap()).await;

    assert_eq!((first.number.to_string(), first.previous), ("HA732829320-2027-000001".to_owned(), None));
    assert_eq!(proven(&table.store, KARIM, Series::Invoices, 2027).await, 1);
    let proof = table.store.proof(&given::word(KARIM), Series::Invoices, 2026).await.unwrap();
    assert_eq!(proof.older.iter().map(|(_, given)| given.links.len()).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn rule_22_once_joined_a_number_costs_no_look_at_older_series() {
    let table = embedded().await;
    next(&table, "karim", KARIM, 1, given::at(61)).await;
    table.reset_units();

    next(&table, "karim", KARIM, 2, given::at(62)).await;

    assert!((table.units().read - 0.5).abs() < f64::EPSILON, "{:?}", table.units());
}

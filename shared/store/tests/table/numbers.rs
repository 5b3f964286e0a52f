//! Numbers are the issuer's: one series for all its technicians, in French local time, never dated back (rule 22).

use domain::{
    Timestamp,
    accounting::Month,
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    invoice::{Correction, CreditNote, Figures, Invoice, InvoiceLine, LineKind, complete, proved},
    technician::{Business, Siren, Technician},
};
use embedded::{embedded, given};
use store::{Series, Store};

pub(crate) fn figures() -> Figures {
    Figures::of_lines(vec![InvoiceLine::priced(LineKind::Base, 1, 4_999, 200)])
}

/// An invoice, again while others are faster.
pub(crate) async fn issue(
    store: &Store,
    id: &InterventionId,
    technician: &Technician,
    now: Timestamp,
) -> Invoice {
    loop {
        match store.issue_invoice(id, &given::parties(technician), &figures(), now).await {
            Ok(invoice) => return invoice,
            Err(Failure::Busy) => {}
            Err(failure) => panic!("{failure:?}"),
        }
    }
}

async fn credit(store: &Store, invoice: &Invoice, now: Timestamp) -> CreditNote {
    let decide = |_: &[CreditNote]| {
        Ok(Correction {
            intervention: invoice.intervention.clone(),
            invoice: invoice.number.clone(),
            invoiced_at: invoice.issued_at,
            reason: given::word("Facturé par erreur."),
            figures: invoice.figures.clone(),
        })
    };
    let key = Key { command: [1; 12], body: [1; 8], former: None };
    store.issue_credit_note(&invoice.intervention, decide, invoice.number.siren(), (key, now)).await.unwrap()
}

/// A technician of a company.
pub(crate) fn of(name: &str, siren: &str) -> Technician {
    let mut technician = given::stranger(name);
    technician.business = Business { siren: given::word(siren), vat_number: None, ..given::business() };
    technician
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn id(number: usize) -> InterventionId {
    InterventionId::numbered(number)
}

/// How many documents of an issuer's year are proved.
pub(crate) async fn proven(store: &Store, siren: &str, series: Series, year: i16) -> usize {
    let issuer: Siren = given::word(siren);
    let proof = store.proof(&issuer, series, year).await.unwrap();
    proved(&proof.series.links, &proof.series.ends).unwrap();
    let links = &proof.series.links;
    assert_eq!(complete(&issuer, links), Ok(links.len() as u64));
    links.len()
}

#[tokio::test]
async fn rule_22_two_technicians_of_one_company_share_its_series() {
    let table = embedded().await;
    let (karim, nadia) = (of("karim", "732829320"), of("nadia", "732829320"));

    let mut numbers = Vec::new();
    for (number, technician) in [(1, &karim), (2, &nadia), (3, &karim)] {
        numbers.push(issue(&table.store, &id(number), technician, given::at(61)).await.number.to_string());
    }

    let name = |count: u8| format!("HA732829320-2026-{count:06}");
    assert_eq!(numbers, [name(1), name(2), name(3)]);
    assert_eq!(proven(&table.store, "732829320", Series::Invoices, 2026).await, 3);
}

#[tokio::test]
async fn rule_22_a_technician_who_changes_company_joins_or_starts_the_series_of_the_new_one() {
    let table = embedded().await;
    let store = &table.store;
    issue(store, &id(1), &of("nadia", "404833048"), given::at(61)).await;
    issue(store, &id(2), &of("karim", "732829320"), given::at(62)).await;

    let joined = issue(store, &id(3), &of("karim", "404833048"), given::at(63)).await;
    let started = issue(store, &id(4), &of("karim", "552100554"), given::at(64)).await;
    let back = issue(store, &id(5), &of("karim", "732829320"), given::at(65)).await;

    let numbers = [joined, started, back].map(|invoice| invoice.number.to_string());
    assert_eq!(numbers, ["HA404833048-2026-000002", "HA552100554-2026-000001", "HA732829320-2026-000002"]);
    for (siren, count) in [("404833048", 2), ("552100554", 1), ("732829320", 2)] {
        assert_eq!(proven(store, siren, Series::Invoices, 2026).await, count);
    }
}

#[tokio::test]
async fn rule_22_a_finish_twenty_past_midnight_in_france_has_the_first_number_of_the_new_year() {
    let table = embedded().await;
    let (store, karim) = (&table.store, of("karim", "732829320"));
    issue(store, &id(1), &karim, at("2026-12-31T22:59:59.999Z")).await;

    let invoice = issue(store, &id(2), &karim, at("2026-12-31T23:20:00Z")).await;

    assert_eq!(invoice.number.to_string(), "HA732829320-2027-000001");
    assert_eq!((invoice.previous, Month::of(invoice.issued_at).to_string()), (None, "2027-01".to_owned()));
    for year in [2026, 2027] {
        assert_eq!(proven(store, "732829320", Series::Invoices, year).await, 1);
    }
    let january = Month::try_from("2027-01".to_owned()).unwrap();
    assert_eq!(store.documents(january, None).await.unwrap().len(), 1);
}

#[tokio::test]
async fn rule_22_a_message_of_the_old_year_that_is_handled_late_takes_a_number_of_the_new_one() {
    let table = embedded().await;
    let (store, karim) = (&table.store, of("karim", "732829320"));
    issue(store, &id(1), &karim, at("2026-12-31T22:00:00Z")).await;
    let began = issue(store, &id(2), &karim, at("2026-12-31T23:00:00Z")).await;

    let late = issue(store, &id(3), &karim, at("2026-12-31T22:59:00Z")).await;

    assert_eq!(late.number.to_string(), "HA732829320-2027-000002");
    assert_eq!((late.issued_at, late.previous), (began.issued_at, Some(began.seal)));
    assert_eq!(proven(store, "732829320", Series::Invoices, 2026).await, 1);
    assert_eq!(proven(store, "732829320", Series::Invoices, 2027).await, 2);
}

#[tokio::test]
async fn rule_22_a_message_that_is_handled_late_is_not_dated_before_the_number_in_front_of_it() {
    let table = embedded().await;
    let (store, karim) = (&table.store, of("karim", "732829320"));
    issue(store, &id(1), &karim, given::at(90)).await;

    let late = issue(store, &id(2), &karim, given::at(61)).await;

    assert_eq!((late.number.count(), late.issued_at), (2, given::at(90)));
}

#[tokio::test]
async fn rule_22_a_summer_night_after_22_utc_is_booked_in_the_next_month() {
    let table = embedded().await;
    let karim = of("karim", "732829320");

    let invoice = issue(&table.store, &id(1), &karim, at("2027-06-30T22:30:00Z")).await;

    assert_eq!(invoice.number.to_string(), "HA732829320-2027-000001");
    let documents = async |month: &str| {
        let month = Month::try_from(month.to_owned()).unwrap();
        table.store.documents(month, Some(&karim.business.siren)).await.unwrap().len()
    };
    assert_eq!((documents("2027-06").await, documents("2027-07").await), (0, 1));
}

#[tokio::test]
async fn rule_24_credit_notes_have_a_series_of_the_issuer_with_the_same_rules() {
    let table = embedded().await;
    let (store, karim, nadia) = (&table.store, of("karim", "732829320"), of("nadia", "732829320"));
    let first = issue(store, &id(1), &karim, given::at(61)).await;
    let second = issue(store, &id(2), &nadia, at("2026-12-31T22:00:00Z")).await;
    let third = issue(store, &id(3), &nadia, at("2026-12-31T22:00:00Z")).await;

    let notes = [
        credit(store, &first, given::at(90)).await,
        // Not before its invoice, and then not before the credit note in front of it.
        credit(store, &second, given::at(80)).await,
        credit(store, &third, at("2026-12-31T23:00:00Z")).await,
    ];

    let told = notes.map(|note| (note.number.to_string(), note.issued_at));
    let name = |year: i16, count: u8| format!("AV732829320-{year}-{count:06}");
    assert_eq!(told[0], (name(2026, 1), given::at(90)));
    assert_eq!(told[1], (name(2026, 2), at("2026-12-31T22:00:00Z")));
    assert_eq!(told[2], (name(2027, 1), at("2026-12-31T23:00:00Z")));
    assert_eq!(proven(store, "732829320", Series::CreditNotes, 2026).await, 2);
    assert_eq!(proven(store, "732829320", Series::CreditNotes, 2027).await, 1);
}

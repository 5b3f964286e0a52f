//! Rule 22: exactly one invoice an intervention, numbers gap-free.

use domain::{
    failure::Failure,
    id::InterventionId,
    invoice::{Figures, Invoice},
    money::Money,
    technician::Technician,
};
use embedded::{embedded, given};
use futures_util::future::join_all;
use store::Store;

async fn issue(store: &Store, id: &InterventionId, technician: &Technician) -> Invoice {
    let figures = Figures { lines: Vec::new(), vat: Vec::new(), total: Money::of_cents(4_999) };
    loop {
        match store.issue_invoice(id, &given::parties(technician), &figures, given::at(61)).await {
            Ok(invoice) => return invoice,
            Err(Failure::Busy) => {}
            Err(failure) => panic!("{failure:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_22_two_hundred_at_once_leave_no_gap_and_an_unbroken_chain() {
    let table = embedded().await;
    let karim = given::stranger("karim");
    let ids: Vec<InterventionId> = (1..=200).map(InterventionId::numbered).collect();

    let mut invoices = join_all(ids.iter().map(|id| issue(&table.store, id, &karim))).await;

    invoices.sort_by_key(|invoice| invoice.number.count());
    let counts: Vec<u64> = invoices.iter().map(|invoice| invoice.number.count()).collect();
    assert_eq!(counts, (1..=200).collect::<Vec<u64>>());
    let mut previous = None;
    for invoice in &invoices {
        assert_eq!(invoice.previous, previous);
        assert!(invoice.is_intact());
        assert_eq!(table.store.invoice(&invoice.intervention).await.unwrap().as_ref(), Some(invoice));
        previous = Some(invoice.seal);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_22_an_intervention_that_is_billed_ten_times_at_once_has_one_invoice() {
    let table = embedded().await;
    let karim = given::stranger("karim");
    let id = InterventionId::numbered(1);

    let invoices = join_all((0..10).map(|_| issue(&table.store, &id, &karim))).await;

    assert!(invoices.iter().all(|invoice| *invoice == invoices[0]));
    assert_eq!(invoices[0].number.to_string(), "HA732829320-2026-000001");
    assert_eq!(table.dump().await.len(), 3, "the invoice, its series, and that older series are joined");
}

#[tokio::test]
async fn an_invoice_that_was_not_issued_is_none() {
    let table = embedded().await;

    assert_eq!(table.store.invoice(&InterventionId::numbered(1)).await.unwrap(), None);
}

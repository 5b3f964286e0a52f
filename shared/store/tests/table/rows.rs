//! Every row and key as it is spelt: a change here is a change of what stands in the table already.

use domain::{
    Timestamp,
    breakdown::Declaration,
    id::{InterventionId, QuestionId},
    idempotency::Request,
    intervention::{Intervention, Party},
    invoice::{Invoice, InvoiceNumber, figures},
    reliability::{Deed, Recorded},
};
use embedded::{embedded, given};
use store::{Question, Store};

use crate::story::{self, keyed};

#[tokio::test]
async fn every_row_is_spelt_as_it_was() {
    let table = embedded().await;
    let store = &table.store;
    let narrow =
        domain::technician::Technician { radius: 1_000.try_into().unwrap(), ..given::stranger("karim") };
    store.save_technician(&narrow, keyed(1)).await.unwrap();
    let presence = domain::technician::Presence { location: given::amiens(), until: given::at(15) };
    store.set_presence(&narrow, Some(presence)).await.unwrap();
    let karim = store.technician(&narrow.id).await.unwrap();
    let id = story::life(store, &karim, async |_| {}).await;
    let ended = store.dossier(&id).await.unwrap().intervention;
    let figures = figures(&ended, None, karim.business.vat_regime, store.policy());
    let draft = |number: InvoiceNumber, previous| {
        Invoice::seal(number, id.clone(), given::at(71), figures.clone(), previous)
    };
    store.issue_invoice(&id, draft, &karim, given::at(71)).await.unwrap();
    let late = Recorded { technician: karim.id.clone(), since: given::at(0), deed: Deed::Late };
    store.record(&id, &late).await.unwrap();
    store.tell(&karim.id, &ended).await.unwrap();
    store.save_cursor(store::DueKind::Expiry, given::at(0)).await.unwrap();
    let customer = domain::customer::Customer {
        id: given::customer(),
        name: given::word("Camille Lefèvre"),
        phone: given::word("+33612345678"),
        billing_address: given::address(),
    };
    store.save_customer(&customer, keyed(2)).await.unwrap();
    let question = Question {
        id: QuestionId::derived(&keyed(3).key.unwrap()),
        by: Party::Customer(given::customer()),
        subject: given::word("Facture"),
        text: given::word("Où est ma facture ?"),
        intervention: Some(id),
        asked_at: given::at(90),
    };
    store.ask(&question, keyed(3)).await.unwrap();

    insta::assert_snapshot!(table.dump().await.join("\n"));
}

#[tokio::test]
async fn rows_of_the_agenda_quotes_and_what_waits_are_spelt_as_they_were() {
    let table = embedded().await;
    let store = &table.store;
    let karim = given::registered(store, given::stranger("karim")).await;
    let nadia = given::technician(store, "nadia").await;
    let quoted = given::quoted(store, &nadia).await.to_string();
    waiting(store, "waiting", None).await;
    let appointment = waiting(store, "appointment", Some(given::at(600))).await;
    story::accept(store, &appointment, &karim, Request::default()).await.unwrap();

    let told = |line: &String| line.starts_with("pk: agenda#") || line.starts_with("pk: intervention#");
    let dump = table.dump().await.into_iter().filter(told);
    // The ids of what tests are given depend on the order of the tests.
    let named = |line: String| {
        line.replace(&format!("intervention#{quoted},"), "intervention#quoted,")
            .replace(&format!("[[{quoted}]]"), "[[quoted]]")
    };
    let mut dump: Vec<String> = dump.map(named).collect();
    dump.sort();

    insta::assert_snapshot!(dump.join("\n"));
}

async fn waiting(store: &Store, name: &str, scheduled_for: Option<Timestamp>) -> InterventionId {
    let id: InterventionId = given::word(name);
    let declaration = Declaration { scheduled_for, ..given::declaration() };
    let new = Intervention::declare(id.clone(), declaration, true, None, given::at(0), store.policy());
    store.declare(new.unwrap(), given::breakdown()).await.unwrap();
    id
}

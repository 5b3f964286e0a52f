//! Retry safety of what is kept whole: declarations, profiles, questions, notices, marks.

use domain::question::Question;
use domain::{
    breakdown::Breakdown,
    customer::Customer,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, QuestionId},
    idempotency::Request,
    intervention::{Intervention, Party},
};
use embedded::{embedded, given};
use futures_util::future::join_all;
use store::Store;

use crate::story::{keyed, reused};

async fn declare(store: &Store, request: Request, words: Breakdown, waits: bool) -> Result<Dossier, Failure> {
    let id = InterventionId::derived(&request.key.unwrap());
    let new =
        Intervention::declare(id, given::declaration(), waits, request.key, given::at(0), store.policy());
    store.declare(new.unwrap(), words).await
}

#[tokio::test]
async fn a_repeated_declaration_gets_the_first_answer() {
    let table = embedded().await;
    let first = declare(&table.store, keyed(1), given::breakdown(), true).await.unwrap();
    let id = first.intervention.id().clone();
    let karim = given::technician(&table.store, "karim").await;
    crate::story::accept(&table.store, &id, &karim, Request::default()).await.unwrap();
    let before = table.dump().await;

    let again = declare(&table.store, keyed(1), given::breakdown(), true).await.unwrap();

    assert_eq!(again, first);
    assert_eq!(table.dump().await, before);
}

#[tokio::test]
async fn a_declaration_with_a_used_key_and_another_body_is_refused() {
    let table = embedded().await;
    declare(&table.store, keyed(1), given::breakdown(), false).await.unwrap();
    let before = table.dump().await;

    let other =
        Breakdown { description: given::word("Autre chose, avec la même clé."), ..given::breakdown() };
    let refused = declare(&table.store, reused(1), other, false).await;

    assert!(matches!(refused, Err(Failure::KeyReused)));
    assert_eq!(table.dump().await, before);
}

#[tokio::test]
async fn a_declaration_that_was_cut_between_its_rows_is_completed_by_a_repeat() {
    let table = embedded().await;
    let whole = declare(&table.store, keyed(1), given::breakdown(), false).await.unwrap();
    let key = table.items().await.into_iter().map(|item| (item["pk"].clone(), item["sk"].clone()));
    let (pk, sk) = key.into_iter().find(|(_, sk)| sk.as_s().unwrap() == "timeline").unwrap();
    table.client.delete_item().table_name(&table.table).key("pk", pk).key("sk", sk).send().await.unwrap();

    let again = declare(&table.store, keyed(1), given::breakdown(), false).await.unwrap();

    assert_eq!(again, whole);
    let stored = table.store.dossier(whole.intervention.id()).await.unwrap();
    assert_eq!((stored.intervention, stored.breakdown), (whole.intervention, whole.breakdown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declaration_that_arrives_ten_times_at_once_is_declared_once() {
    let table = embedded().await;

    let all = (0..10).map(|_| declare(&table.store, keyed(1), given::breakdown(), false));
    let answers: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();

    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(table.dump().await.len(), 2);
}

fn camille(name: &str) -> Customer {
    Customer {
        id: given::customer(),
        name: given::word(name),
        phone: given::word("+33612345678"),
        billing_address: given::address(),
    }
}

#[tokio::test]
async fn a_late_repeat_does_not_bring_an_old_profile_back() {
    let table = embedded().await;
    table.store.save_customer(&camille("Camille"), keyed(1)).await.unwrap();
    table.store.save_customer(&camille("Camille Lefèvre"), keyed(2)).await.unwrap();

    table.store.save_customer(&camille("Camille"), keyed(1)).await.unwrap();
    let refused = table.store.save_customer(&camille("Autre"), reused(1)).await;

    assert!(matches!(refused, Err(Failure::KeyReused)));
    let known = table.store.customer(&given::customer()).await.unwrap();
    assert_eq!(known, Some(camille("Camille Lefèvre")));
}

#[tokio::test]
async fn twenty_keys_are_remembered() {
    let table = embedded().await;
    for number in 1..=40 {
        table.store.save_customer(&camille("Camille"), keyed(number)).await.unwrap();
    }

    let known = table.store.save_customer(&camille("Autre"), reused(21)).await;
    let forgotten = table.store.save_customer(&camille("Autre"), reused(20)).await;

    assert!(matches!(known, Err(Failure::KeyReused)));
    assert!(forgotten.is_ok());
}

#[tokio::test]
async fn rule_26_a_question_is_asked_once() {
    let table = embedded().await;
    let question = |text: &str, minute| Question {
        id: QuestionId::derived(&keyed(1).key.unwrap()),
        by: Party::Customer(given::customer()),
        subject: given::word("Facture"),
        text: given::word(text),
        intervention: Some(given::word("i1")),
        asked_at: given::at(minute),
        answer: None,
    };
    let first = table.store.ask(&question("Où est ma facture ?", 0), keyed(1)).await.unwrap();

    let again = table.store.ask(&question("Où est ma facture ?", 5), keyed(1)).await.unwrap();
    let refused = table.store.ask(&question("Autre question", 5), reused(1)).await;

    assert_eq!(first, question("Où est ma facture ?", 0));
    assert_eq!(again, first);
    assert!(matches!(refused, Err(Failure::KeyReused)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_7_a_technician_is_told_once() {
    let table = embedded().await;
    let karim = given::stranger("karim");
    let id = given::waiting(&table.store).await;
    let waiting = table.store.dossier(&id).await.unwrap().intervention;

    let told = join_all((0..10).map(|_| table.store.tell(&karim.id, &waiting))).await;

    assert_eq!(told.into_iter().map(Result::unwrap).filter(|new| *new).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_25_ratings_that_arrive_together_are_all_counted() {
    let table = embedded().await;
    let names: Vec<InterventionId> = {
        let mut ids = Vec::new();
        let karim = given::technician(&table.store, "karim").await;
        for _ in 0..10 {
            let id = given::finished(&table.store, &karim).await;
            table.store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();
            ids.push(id);
        }
        ids
    };

    let rate = async |id: &InterventionId| {
        let command =
            crate::story::command(id, domain::timeline::Actor::Customer, Request::default(), given::at(80));
        let stars = 4.try_into().unwrap();
        let (customer, policy) = (given::customer(), table.store.policy());
        let decide = |one: &Intervention, _| one.rate(&customer, stars, None, given::at(80), policy);
        table.store.transition(&command, decide).await.unwrap();
    };
    join_all(names.iter().map(rate)).await;

    let rating = table.store.technician(&given::word("karim")).await.unwrap().rating;
    assert_eq!((rating.stars, rating.count), (40, 10));
}

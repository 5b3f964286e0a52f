//! 200 interventions of one technician end together: their invoices have numbers without a gap (rule 22).

use std::sync::Arc;

use domain::{
    failure::Failure,
    id::InterventionId,
    idempotency::{Key, Request},
    intervention::Intervention,
    invoice::Invoice,
    moment::Moment,
    technician::Technician,
    timeline::{Actor, Fact},
};
use embedded::{
    embedded,
    given::{self, at},
};
use finish_intervention::{FinishIntervention, finish_intervention};
use generate_invoice::issue_invoice;
use store::Store;
use tokio::{sync::Semaphore, task::JoinSet};

const ENDED: u8 = 200;
/// As many functions run at once.
const AT_ONCE: usize = 16;
/// A message that a busy function puts off comes again so often.
const DELIVERIES_MAX: usize = 50;

/// At work for this technician: agendas have no say in what was agreed before.
async fn at_work(store: &Store, technician: &Technician, number: u8) -> InterventionId {
    let id = InterventionId::derived(&Key { command: [number; 12], body: [0; 8], former: None });
    let declared = Intervention::declare(id.clone(), given::declaration(), true, None, at(0), store.policy());
    let declared = declared.expect("a sound declaration");
    let acceptance = technician.acceptance_of(&declared, at(0)).expect("they can take it");
    let facts = vec![
        Fact::Accepted { acceptance, due: at(45), terms: domain::terms::Terms::FIRST },
        Fact::Departed { eta_minutes: None },
        Fact::Arrived,
    ];
    let arrived = declared.record(facts, Actor::Technician, Moment::now(at(20)), None);
    let working =
        arrived.and_then(|one| one.record(vec![Fact::Started], Actor::Technician, Moment::now(at(25)), None));
    store.declare(working.expect("facts in their order"), given::breakdown()).await.expect("it is kept");
    id
}

async fn finish(store: &Store, technician: &Technician, intervention: InterventionId) {
    let command = FinishIntervention {
        intervention,
        technician: technician.id.clone(),
        report: given::report(),
        undone: Vec::new(),
        occurred_at: None,
        request: Request::default(),
    };
    finish_intervention(store, command, at(60)).await.expect("they finish");
}

/// The message, again while it is put off.
async fn deliver(store: &Store, intervention_id: &InterventionId) -> Invoice {
    for _ in 0..DELIVERIES_MAX {
        let dossier = store.dossier_consistent(intervention_id).await.expect("it was finished");
        match issue_invoice(store, &dossier, at(61)).await {
            Ok(issued) => return issued.expect("there is something to bill").invoice,
            Err(Failure::Busy) => {}
            Err(failure) => panic!("{failure}"),
        }
    }
    panic!("busy for ever");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_22_invoices_of_200_that_end_together_have_numbers_without_a_gap() {
    let table = embedded().await;
    let technician = given::technician(&table.store, "karim").await;
    given::signed_up(&table.store).await;
    let mut ids = Vec::new();
    for number in 1..=ENDED {
        ids.push(at_work(&table.store, &technician, number).await);
    }
    let room = Arc::new(Semaphore::new(AT_ONCE));

    let mut finishing = JoinSet::new();
    for id in ids.clone() {
        let (store, technician, room) = (table.store.clone(), technician.clone(), Arc::clone(&room));
        finishing.spawn(async move {
            let _turn = room.acquire().await.expect("nobody closes it");
            finish(&store, &technician, id).await;
        });
    }
    finishing.join_all().await;
    let mut delivering = JoinSet::new();
    for id in [ids.clone(), ids.clone(), ids.clone()].concat() {
        let (store, room) = (table.store.clone(), Arc::clone(&room));
        delivering.spawn(async move {
            let _turn = room.acquire().await.expect("nobody closes it");
            deliver(&store, &id).await
        });
    }
    let answers = delivering.join_all().await;

    let mut invoices = Vec::new();
    for id in &ids {
        invoices.extend(table.store.invoice(id).await.expect("the table can be read"));
    }
    invoices.sort_by_key(|invoice| invoice.number.count());
    let numbers: Vec<u64> = invoices.iter().map(|invoice| invoice.number.count()).collect();
    assert_eq!(numbers, (1..=u64::from(ENDED)).collect::<Vec<u64>>());
    assert!(answers.iter().all(|answer| invoices.contains(answer)));
    assert!(invoices.iter().all(Invoice::is_intact));
    assert_eq!(invoices[0].previous, None);
    assert!(invoices.windows(2).all(|pair| pair[1].previous == Some(pair[0].seal)));
}

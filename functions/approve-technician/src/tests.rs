use domain::{idempotency::Key, technician::Technician};
use embedded::{Embedded, EmbeddedPool, embedded, given, sdk};

use super::*;

fn accounts(pool: &EmbeddedPool) -> Accounts {
    Accounts::connect(&sdk(), &|name| pool.variable(name)).unwrap()
}

/// A person who registered a business, and waits.
async fn applicant(table: &Embedded) -> Technician {
    let karim = given::stranger("karim");
    table.store.apply(&karim.id, false, Request::default(), given::at(0)).await.unwrap();
    table.store.save_technician(&karim, Request::default()).await.unwrap();
    karim
}

fn command(verdict: Verdict, reason: &str) -> ApproveTechnician {
    let (operator, reason) = (given::word("odile"), given::word(reason));
    ApproveTechnician {
        technician: given::word("karim"),
        verdict,
        operator,
        reason,
        request: Request::default(),
    }
}

/// Whether a match for scheduled work finds anybody.
async fn found(table: &Embedded) -> bool {
    table.dump().await.iter().any(|row| row.contains("pk: base#"))
}

#[tokio::test]
async fn rule_35_an_applicant_is_found_by_no_match_until_an_operator_approves() {
    let (table, pool) = (embedded().await, EmbeddedPool::open());
    let karim = applicant(&table).await;
    let before = (found(&table).await, table.store.approved_technician(&karim.id).await.is_ok());

    let approval = command(Verdict::Approved, "Assurance valable.");
    let approved = approve_technician(&table.store, &accounts(&pool), approval, given::at(5)).await.unwrap();

    assert_eq!(before, (false, false));
    assert_eq!((approved.status(), found(&table).await), (Status::Approved, true));
    assert_eq!(pool.groups("karim"), ["technicians"]);
    let [decision] = &approved.application.unwrap().decisions[..] else { panic!("one decision") };
    let told = (decision.operator.as_str(), decision.reason.as_str(), decision.decided_at);
    assert_eq!(told, ("odile", "Assurance valable.", given::at(5)));
}

#[tokio::test]
async fn rule_35_a_technician_who_is_refused_later_loses_the_group_and_every_row_of_a_match() {
    let (table, pool) = (embedded().await, EmbeddedPool::open());
    let karim = given::technician(&table.store, "karim").await;
    pool.join("karim", "technicians");

    let refusal = command(Verdict::Refused, "Assurance résiliée.");
    let refused = approve_technician(&table.store, &accounts(&pool), refusal, given::at(5)).await.unwrap();

    assert_eq!((refused.status(), pool.groups("karim")), (Status::Refused, Vec::new()));
    let heating = given::declaration().category;
    let online = table.store.online_near(heating, given::amiens(), given::at(5)).await.unwrap();
    assert_eq!((online.len(), found(&table).await), (0, false));
    assert_eq!(table.store.technician(&karim.id).await.unwrap().presence, None);
}

#[tokio::test]
async fn a_repeat_changes_nothing_and_completes_what_was_cut() {
    let (table, pool) = (embedded().await, EmbeddedPool::open());
    let karim = applicant(&table).await;
    let key = Some(Key { command: [7; 12], body: [1; 8], former: None });
    let approval = ApproveTechnician {
        request: Request { key, if_match: None },
        ..command(Verdict::Approved, "Assurance valable.")
    };
    // The run is cut after the decision was kept.
    let ApproveTechnician { verdict, operator, reason, request, .. } = approval.clone();
    let decision = Decision { verdict, operator, reason, decided_at: given::at(5) };
    table.store.decide_application(&karim.id, &decision, request).await.unwrap();

    let accounts = accounts(&pool);
    let first = approve_technician(&table.store, &accounts, approval.clone(), given::at(6)).await.unwrap();
    let before = table.dump().await;
    let second = approve_technician(&table.store, &accounts, approval, given::at(7)).await.unwrap();

    assert_eq!((pool.groups("karim"), found(&table).await), (vec!["technicians".to_owned()], true));
    assert_eq!(first, second);
    assert_eq!(table.dump().await, before);
}

#[tokio::test]
async fn the_same_key_with_another_reason_is_an_error_of_the_app() {
    let (table, pool) = (embedded().await, EmbeddedPool::open());
    applicant(&table).await;
    let keyed = |body: u8| {
        let key = Some(Key { command: [7; 12], body: [body; 8], former: None });
        ApproveTechnician { request: Request { key, if_match: None }, ..command(Verdict::Approved, "Bien.") }
    };
    approve_technician(&table.store, &accounts(&pool), keyed(1), given::at(5)).await.unwrap();

    let reused = approve_technician(&table.store, &accounts(&pool), keyed(2), given::at(6)).await;

    assert!(matches!(reused, Err(Failure::KeyReused)), "{reused:?}");
}

#[tokio::test]
async fn nobody_is_approved_without_a_profile() {
    let (table, pool) = (embedded().await, EmbeddedPool::open());

    let approval = command(Verdict::Approved, "Bien.");
    let refused = approve_technician(&table.store, &accounts(&pool), approval, given::at(5)).await;

    assert!(matches!(refused, Err(Failure::NotFound)), "{refused:?}");
    assert_eq!((pool.groups("karim"), table.dump().await), (Vec::<String>::new(), Vec::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_operators_who_decide_at_once_the_last_decision_holds_everywhere() {
    let pool = EmbeddedPool::open();
    let accounts = accounts(&pool);
    for _ in 0..20 {
        let table = embedded().await;
        applicant(&table).await;
        let decide = |verdict| {
            approve_technician(&table.store, &accounts, command(verdict, "Dossier relu."), given::at(5))
        };

        let (approved, refused) = tokio::join!(decide(Verdict::Approved), decide(Verdict::Refused));

        approved.and(refused).unwrap();
        let status = table.store.registration(&given::word("karim")).await.unwrap().status();
        let is_approved = status == Status::Approved;
        assert_eq!(pool.groups("karim").len(), usize::from(is_approved));
        assert_eq!(found(&table).await, is_approved);
    }
}

//! Rule 11: one intervention at a time, and appointments that do not collide.

use domain::{
    agenda::When,
    breakdown::Declaration,
    id::InterventionId,
    idempotency::Request,
    intervention::{Intervention, StageName},
    refusal::Refusal,
    timeline::Actor,
};
use embedded::{Embedded, embedded, given};
use futures_util::future::join_all;

use crate::story::{accept, command};

/// What the table says a technician holds.
async fn held(table: &Embedded) -> Vec<String> {
    table.dump().await.into_iter().filter(|line| line.starts_with("pk: agenda#")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_11_a_technician_who_accepts_ten_at_once_gets_one() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    for _ in 0..5 {
        let ids: Vec<InterventionId> = join_all((0..10).map(|_| given::waiting(&table.store))).await;

        let answers =
            join_all(ids.iter().map(|id| accept(&table.store, id, &karim, Request::default()))).await;

        let winner = ids.iter().zip(&answers).find_map(|(id, answer)| answer.is_ok().then_some(id)).unwrap();
        assert_eq!(held(&table).await.len(), 1);
        let losers = answers.into_iter().filter(Result::is_err);
        let refusals: Vec<_> = losers.map(given::refusal).collect();
        assert_eq!(refusals, [Some(Refusal::TechnicianBusy { stage: StageName::Waiting }); 9]);
        table.store.release(&karim.id, karim.home, winner, given::ACCEPTED).await.unwrap();
        let cancel = command(winner, Actor::Customer, Request::default(), given::at(1));
        let customer = given::customer();
        let policy = table.store.policy();
        let decide =
            |one: &_, _| domain::intervention::Intervention::cancel(one, &customer, given::at(1), policy);
        table.store.transition(&cancel, decide).await.unwrap();
    }
}

#[tokio::test]
async fn rule_11_appointments_that_collide_are_refused_and_others_are_not() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    given::accepted_for(&table.store, &karim, given::at(600)).await;
    let scheduled = |minute| Declaration { scheduled_for: Some(given::at(minute)), ..given::declaration() };
    let near = given::intervention(&table.store, scheduled(700), true).await;
    let far = given::intervention(&table.store, scheduled(720), true).await;

    let refused = given::refusal(accept(&table.store, &near, &karim, Request::default()).await);
    let accepted = accept(&table.store, &far, &karim, Request::default()).await;

    assert_eq!(refused, Some(Refusal::AgendaCollides { at: given::at(600), stage: StageName::Waiting }));
    assert!(accepted.is_ok());
    assert_eq!(held(&table).await.len(), 1);
}

/// Rows of an older release have no `since`: the intervention runs all the same, and collides with no appointment.
#[tokio::test]
async fn rule_11_a_row_of_an_older_release_still_says_that_its_technician_is_busy() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    given::accepted(&table.store, &karim).await;
    let rows = table.items().await.into_iter().filter_map(|mut row| row.remove("since").map(|_| row));
    table.import(rows);
    let old = held(&table).await;
    let (immediate, scheduled) = (given::waiting(&table.store).await, given::at(700));
    let scheduled = Declaration { scheduled_for: Some(scheduled), ..given::declaration() };
    let appointment = given::intervention(&table.store, scheduled, true).await;

    let refused = given::refusal(accept(&table.store, &immediate, &karim, Request::default()).await);
    let accepted = accept(&table.store, &appointment, &karim, Request::default()).await;

    assert!(!old[0].contains("since"), "{old:?}");
    assert_eq!(refused, Some(Refusal::TechnicianBusy { stage: StageName::Waiting }));
    assert!(accepted.is_ok(), "{accepted:?}");
}

#[tokio::test]
async fn a_promise_that_nobody_freed_gives_way() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let over = given::finished(&table.store, &karim).await;
    assert!(held(&table).await[0].contains(over.as_str()));

    let next = given::waiting(&table.store).await;
    accept(&table.store, &next, &karim, Request::default()).await.unwrap();

    let held = held(&table).await;
    assert!(held[0].contains(&format!("[{next}, ")) && !held[0].contains(&format!("[{over}, ")), "{held:?}");
}

#[tokio::test]
async fn a_freed_technician_has_no_row_and_freeing_again_changes_nothing() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::accepted(&table.store, &karim).await;

    table.store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();
    let freed = table.dump().await;
    table.store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();

    assert_eq!(held(&table).await, Vec::<String>::new());
    assert_eq!(table.dump().await, freed);
}

#[tokio::test]
async fn rule_11_a_release_told_late_does_not_free_who_took_the_same_request_again() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::accepted(&table.store, &karim).await;
    let give_up = command(&id, Actor::Technician, Request::default(), given::at(1));
    let decide = |one: &_, _| Intervention::give_up(one, &karim.id, given::at(1), table.store.policy());
    table.store.transition(&give_up, decide).await.unwrap();
    accept(&table.store, &id, &karim, Request::default()).await.unwrap();
    let again = held(&table).await;

    table.store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();
    let told_late = held(&table).await;
    table.store.release(&karim.id, karim.home, &id, given::ACCEPTED + 2).await.unwrap();

    assert_eq!((told_late, again.len()), (again, 1));
    assert_eq!(held(&table).await, Vec::<String>::new());
}

#[tokio::test]
async fn freeing_of_one_keeps_the_others() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let first = given::accepted_for(&table.store, &karim, given::at(600)).await;
    let second = given::accepted_for(&table.store, &karim, given::at(900)).await;

    table.store.release(&karim.id, karim.home, &first, given::ACCEPTED).await.unwrap();

    let held = held(&table).await;
    assert!(
        held[0].contains(&format!("[{second}, ")) && !held[0].contains(&format!("[{first}, ")),
        "{held:?}"
    );
}

#[tokio::test]
async fn arriving_at_an_appointment_binds_the_technician() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let appointment = given::accepted_for(&table.store, &karim, given::at(600)).await;
    let arrive = command(&appointment, Actor::Technician, Request::default(), given::at(595));
    table.store.transition(&arrive, |one, told| one.arrive(&karim.id, &told)).await.unwrap();
    let other = given::waiting(&table.store).await;

    let refused = given::refusal(accept(&table.store, &other, &karim, Request::default()).await);

    assert_eq!(refused, Some(Refusal::TechnicianBusy { stage: StageName::Waiting }));
}

#[tokio::test]
async fn rule_13_a_confirmed_postponement_frees_the_technician_until_then() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::paused(&table.store, &karim).await;
    let (policy, customer) = (table.store.policy(), given::customer());
    let propose = command(&id, Actor::Technician, Request::default(), given::at(56));
    let decide = |one: &domain::intervention::Intervention, told: domain::moment::Submission| {
        one.propose_postponement(&karim.id, given::at(1_500), &told, &domain::policy::Policy::default())
    };
    table.store.transition(&propose, decide).await.unwrap();
    let confirm = command(&id, Actor::Customer, Request::default(), given::at(57));
    table
        .store
        .transition(&confirm, |one, _| {
            one.confirm_postponement(&customer, given::at(57), &domain::policy::Policy::default())
        })
        .await
        .unwrap();

    let other = given::waiting(&table.store).await;
    let accepted = accept(&table.store, &other, &karim, Request::default()).await;

    assert!(accepted.is_ok(), "{accepted:?}");
    let stored = table.store.dossier(&other).await.unwrap().intervention;
    assert_eq!(stored.binds(given::at(0)), When::Now { since: given::at(0) });
    assert_eq!(policy.appointment_minutes, 120);
}

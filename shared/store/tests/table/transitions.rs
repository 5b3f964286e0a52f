//! Steps of an intervention: one winner, whatever arrives together, twice or late.

use domain::{
    failure::Failure,
    id::InterventionId,
    idempotency::Request,
    intervention::{Intervention, Report},
    refusal::Refusal,
    technician::Technician,
    timeline::Actor,
};
use embedded::{Embedded, embedded, given};
use futures_util::future::join_all;
use store::Attachment;

use crate::story::{accept, command, keyed, reused};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_8_of_fifty_who_accept_at_once_exactly_one_gets_it() {
    let table = embedded().await;
    let names: Vec<String> = (0..50).map(|number| format!("technician-{number}")).collect();
    let technicians = join_all(names.iter().map(|name| given::technician(&table.store, name))).await;

    for _ in 0..4 {
        let id = given::waiting(&table.store).await;
        let all = technicians.iter().map(|one| accept(&table.store, &id, one, Request::default()));
        let answers = join_all(all).await;

        let winners: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        assert_eq!(winners.len(), 1);
        let stored = table.store.dossier_consistent(&id).await.unwrap();
        assert_eq!(stored.intervention, winners[0].intervention);
        for answer in answers.into_iter().filter(Result::is_err) {
            let refusal = given::refusal(answer);
            assert!(matches!(refusal, Some(Refusal::AlreadyAccepted { .. })), "{refusal:?}");
        }
        let winner = &stored.intervention.acceptance().unwrap().technician;
        table.store.release(winner, given::stranger("any").home, &id, given::ACCEPTED).await.unwrap();
    }
}

#[tokio::test]
async fn a_repeated_key_gets_the_answer_of_its_time() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::waiting(&table.store).await;
    let first = accept(&table.store, &id, &karim, keyed(1)).await.unwrap();
    let depart = command(&id, Actor::Technician, Request::default(), given::at(2));
    table.store.transition(&depart, |one, told| one.depart(&karim.id, None, &told)).await.unwrap();

    let before = table.dump().await;
    let again = accept(&table.store, &id, &karim, keyed(1)).await.unwrap();

    assert_eq!(again, first);
    assert_eq!(table.dump().await, before);
}

#[tokio::test]
async fn a_key_with_another_body_is_refused() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::waiting(&table.store).await;
    accept(&table.store, &id, &karim, keyed(1)).await.unwrap();

    let refused = accept(&table.store, &id, &karim, reused(1)).await;

    assert!(matches!(refused, Err(Failure::KeyReused)));
}

#[tokio::test]
async fn a_command_on_another_version_is_refused_with_the_present_one() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::waiting(&table.store).await;

    let stale = accept(&table.store, &id, &karim, Request { key: None, if_match: Some(1) }).await;
    let fresh = accept(&table.store, &id, &karim, Request { key: None, if_match: Some(2) }).await;

    assert!(matches!(stale, Err(Failure::VersionDiffers { current: 2 })), "{stale:?}");
    assert!(fresh.is_ok());
}

#[tokio::test]
async fn what_changes_nothing_writes_nothing() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::departed(&table.store, &karim).await;
    let before = table.dump().await;

    let depart = command(&id, Actor::Technician, Request::default(), given::at(5));
    let again =
        table.store.transition(&depart, |one, told| one.depart(&karim.id, None, &told)).await.unwrap();

    assert_eq!(again, table.store.dossier(&id).await.unwrap());
    assert_eq!(table.dump().await, before);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let table = embedded().await;
    let id = given::word("nothing");

    let unknown = command(&id, Actor::Customer, Request::default(), given::at(0));
    let step = table.store.transition(&unknown, |one, _| one.expire(given::at(0))).await;

    assert!(matches!(step, Err(Failure::NotFound)));
    assert!(matches!(table.store.dossier(&id).await, Err(Failure::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_24_a_finished_intervention_keeps_its_report() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::finished(&table.store, &karim).await;
    let before = table.dump().await;

    let finish = command(&id, Actor::Technician, Request::default(), given::at(90));
    let other = domain::intervention::Report { diagnosis: given::word("Autre chose"), ..given::report() };
    let decide = |one: &Intervention, told: domain::moment::Submission| {
        one.finish(&karim.id, &[], &told, table.store.policy())
    };
    let attach = |_: &Intervention| store::Attachment::Report(other.clone());
    let again = table.store.transition_with(&finish, decide, attach).await.unwrap();

    assert_eq!(again.report, Some(given::report()));
    assert_eq!(table.dump().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_23_of_two_who_finish_at_once_the_report_is_that_of_the_one_who_ended_it() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;

    for round in 0..20 {
        let id = given::working(&table.store, &karim).await;
        let finish = async |diagnosis: &str, number: u8| {
            let report = Report { diagnosis: given::word(diagnosis), ..given::report() };
            let command = command(&id, Actor::Technician, keyed(number), given::at(60));
            let decide = |one: &Intervention, told: domain::moment::Submission| {
                one.finish(&karim.id, &[], &told, table.store.policy())
            };
            table
                .store
                .transition_with(&command, decide, |_| Attachment::Report(report.clone()))
                .await
                .unwrap()
        };
        let (_, _) = tokio::join!(finish("La première.", 1), finish("La seconde.", 2));

        let kept = table.store.dossier_consistent(&id).await.unwrap();
        let by = kept.intervention.timeline().last().unwrap().key;
        let expected = if by == keyed(1).key { "La première." } else { "La seconde." };
        assert_eq!(kept.report.unwrap().diagnosis.as_str(), expected, "round {round}");
        table.store.release(&karim.id, karim.home, &id, given::ACCEPTED).await.unwrap();
    }
}

#[tokio::test]
async fn rule_23_the_report_of_a_command_that_was_cut_is_not_shown_and_another_takes_its_place() {
    let (cut, table) = (embedded().await, embedded().await);
    let karim = given::technician(&cut.store, "karim").await;
    let id = given::working(&cut.store, &karim).await;
    let before = cut.items().await;
    given::step(&cut.store, &id, Actor::Technician, 55, |one, told| {
        one.pause(&karim.id, &told, cut.store.policy())
    })
    .await;
    let report = finished(&cut, &karim, &id, &given::report()).await;
    assert_eq!(report, Some(given::report()));
    let row = cut.items().await.into_iter().find(|row| row["sk"].as_s().is_ok_and(|sk| sk == "report"));
    table.import(before.into_iter().chain(row));
    let unshown = table.store.dossier_consistent(&id).await.unwrap().report;

    let other = Report { diagnosis: given::word("Autre chose."), ..given::report() };
    let shown = finished(&table, &karim, &id, &other).await;

    assert_eq!((unshown, shown), (None, Some(other)));
}

/// Finishes; answers the report that is kept.
async fn finished(
    table: &Embedded,
    technician: &Technician,
    id: &InterventionId,
    report: &Report,
) -> Option<Report> {
    let command = command(id, Actor::Technician, Request::default(), given::at(60));
    let decide = |one: &Intervention, told: domain::moment::Submission| {
        one.finish(&technician.id, &[], &told, table.store.policy())
    };
    let attach = |_: &Intervention| Attachment::Report(report.clone());
    table.store.transition_with(&command, decide, attach).await.unwrap();
    table.store.dossier_consistent(id).await.unwrap().report
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quotes_proposed_together_keep_their_own_lines() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::paused(&table.store, &karim).await;
    let whole = given::quote_lines();
    let part = domain::quote::QuoteLines::try_from(whole.lines()[..1].to_vec()).unwrap();

    let propose = async |lines: &domain::quote::QuoteLines| {
        let command = command(&id, Actor::Technician, Request::default(), given::at(56));
        let policy = table.store.policy();
        let decide = |one: &Intervention, told: domain::moment::Submission| {
            one.propose_quote(&karim.id, lines, None, &told, policy)
        };
        let attach = |one: &Intervention| store::Attachment::Quote(one.next_quote(), lines.clone());
        table.store.transition_with(&command, decide, attach).await.unwrap()
    };
    let (_, _) = tokio::join!(propose(&whole), propose(&part));

    let dossier = table.store.dossier_consistent(&id).await.unwrap();
    assert_eq!(dossier.quotes.len(), 2);
    let newest = dossier.intervention.quote().unwrap();
    assert_eq!(dossier.quote_lines(&newest.id).unwrap().digest(newest.valid_until), newest.digest);
}

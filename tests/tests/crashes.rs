//! A function that is killed in the middle of its work: the command can be repeated, nothing is lost or doubled.

use domain::timeline::Fact;
use store::testing::{Embedded, embedded, given};
use tests::{
    binary::binary,
    event,
    gate::{Gate, Stop},
    runtime::Function,
};

/// A technician has an offer; the process that accepts it is killed at `stop`, and the app repeats the command.
async fn accept_with_a_crash(table: &Embedded, stop: Stop) -> Vec<String> {
    let technician = given::technician(&table.store, "technician").await;
    let id = given::offered(&table.store, &technician).await;
    let now = given::at(0).as_millisecond();
    let event = event::call("accept-request", technician.id.as_str(), id.as_str(), now);
    let address =
        table.endpoint.trim_start_matches("http://").parse().expect("the table's server has an address");
    let gate = Gate::open(address).await;
    let url = gate.url();
    let accept = binary("accept-request");

    gate.stop_next(stop);
    let mut doomed = Function::start(&accept, &[("TABLE", &table.table), ("AWS_ENDPOINT_URL", &url)]).await;
    tokio::select! {
        answer = doomed.invoke(event.clone()) => panic!("answered before it was killed: {answer:?}"),
        () = gate.stopped() => doomed.process().kill().await.expect("SIGKILL is never refused"),
    }
    let next =
        Function::start(&accept, &[("TABLE", &table.table), ("AWS_ENDPOINT_URL", &table.endpoint)]).await;
    let answer = next.invoke(event).await.expect("the process lives").expect("the function answers");

    assert_eq!(answer["statusCode"], 200, "{answer}");
    let kept = table.store.dossier_consistent(&id).await.expect("the intervention is there").intervention;
    let accepted = kept.timeline().iter().filter(|entry| matches!(entry.fact, Fact::Accepted { .. })).count();
    assert_eq!((accepted, kept.is_taken_by(&technician.id)), (1, true));
    table.dump().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_between_load_and_save_loses_nothing() {
    let table = embedded().await;

    let rows = accept_with_a_crash(&table, Stop::BeforeSave).await;

    assert_eq!(rows.iter().filter(|row| row.contains("agenda#")).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_between_save_and_answer_doubles_nothing() {
    let table = embedded().await;

    let rows = accept_with_a_crash(&table, Stop::AfterSave).await;

    assert_eq!(rows.iter().filter(|row| row.contains("agenda#")).count(), 1);
}

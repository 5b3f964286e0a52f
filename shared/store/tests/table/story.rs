//! Words in which these tests tell what happens.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::{Key, Request},
    intervention::Intervention,
    moment::Submission,
    technician::Technician,
    timeline::Actor,
};
use embedded::given;
use store::{Admission, Attachment, Store, Transition};

/// A request with the `number`-th key.
pub(crate) fn keyed(number: u8) -> Request {
    Request { key: Some(Key { command: [number; 12], body: [1; 8], former: None }), if_match: None }
}

/// The same key with another body.
pub(crate) fn reused(number: u8) -> Request {
    Request { key: Some(Key { command: [number; 12], body: [2; 8], former: None }), if_match: None }
}

pub(crate) fn command(id: &InterventionId, by: Actor, request: Request, now: Timestamp) -> Transition {
    Transition { id: id.clone(), request, by, occurred_at: None, now }
}

pub(crate) async fn accept(
    store: &Store,
    id: &InterventionId,
    technician: &Technician,
    request: Request,
) -> Result<Dossier, Failure> {
    let command = command(id, Actor::Technician, request, given::at(0));
    let accept = |one: &Intervention, _| {
        one.accept(technician.acceptance_of(one, given::at(0))?, given::at(0), store.policy())
    };
    store.transition(&command, accept).await
}

/// An id as long as those of real declarations, with a key.
pub(crate) async fn declared(store: &Store, key: u8) -> InterventionId {
    let key = keyed(key).key;
    let id = InterventionId::derived(&key.unwrap());
    let declaration = domain::breakdown::Declaration {
        customer: given::word("7f3c1a52-9d0e-4b6c-8a17-2f5b9c3d6e41"),
        ..given::declaration()
    };
    let new = Intervention::declare(id.clone(), declaration, false, key, given::at(0), store.policy());
    store.declare(new.unwrap(), given::breakdown()).await.unwrap();
    id
}

/// A life as most are, each command with a key, calling `after` with the name of each step.
pub(crate) async fn life(
    store: &Store,
    technician: &Technician,
    mut after: impl AsyncFnMut(&'static str),
) -> InterventionId {
    let id = declared(store, 100).await;
    after("declare").await;
    let customer = given::word("7f3c1a52-9d0e-4b6c-8a17-2f5b9c3d6e41");
    let at = given::at;
    let who = &technician.id;
    let run = async |by, key, minute, decide: &dyn Fn(&Intervention, &Submission) -> _| {
        let command = command(&id, by, keyed(key), at(minute));
        store.transition(&command, |one, told| decide(one, &told)).await.unwrap()
    };
    let asked = |one: &Intervention| technician.asked_for(one, at(0));
    run(Actor::Customer, 101, 0, &|one, _| one.choose(&customer, asked(one)?, at(0), store.policy())).await;
    after("choose").await;
    accept(store, &id, technician, keyed(102)).await.unwrap();
    after("accept").await;
    run(Actor::Technician, 103, 2, &|one, told| one.depart(who, Some(14), told)).await;
    after("depart").await;
    run(Actor::Technician, 104, 20, &|one, told| one.arrive(who, told)).await;
    after("arrive").await;
    let start = command(&id, Actor::Technician, keyed(105), at(25));
    let started = |one: &Intervention, told| one.start(who, given::start_code(), &told, store.policy());
    let admit = async |one: &Intervention| {
        store.count_start_attempt(one.id(), one.start_round(), at(25)).await?;
        Ok(Admission::Granted)
    };
    store.transition_if(&start, started, admit).await.unwrap();
    after("start").await;
    run(Actor::Technician, 106, 30, &|one, told| one.pause(who, told, store.policy())).await;
    after("pause").await;
    run(Actor::Technician, 107, 40, &|one, told| one.resume(who, told, store.policy())).await;
    after("resume").await;
    run(Actor::Technician, 108, 50, &|one, told| one.add_extra(who, &given::extra(), told, store.policy()))
        .await;
    after("add extra").await;
    run(Actor::Technician, 109, 51, &|one, told| one.pause(who, told, store.policy())).await;
    after("pause again").await;
    run(Actor::Technician, 110, 52, &|one, told| one.resume(who, told, store.policy())).await;
    after("resume again").await;
    let finish = command(&id, Actor::Technician, keyed(111), at(70));
    let report = |_: &Intervention| Attachment::Report(given::report());
    store
        .transition_with(&finish, |one, told| one.finish(who, &[], &told, store.policy()), report)
        .await
        .unwrap();
    after("finish").await;
    store.release(who, technician.home, &id, given::ACCEPTED).await.unwrap();
    after("release").await;
    id
}

//! What tests are given: technicians in Amiens, and an intervention brought to each stage.
//!
//! Everything happens at a fixed minute, counted from the declaration: [`at`] names it.
//!
//! | minute | what |
//! |---|---|
//! | 0 | technicians come online; declared, offered or waiting, accepted |
//! | 2 | departed |
//! | 20 | arrived |
//! | 25 | started |
//! | 26 | an extra |
//! | 55 | paused: 30 minutes are worked |
//! | 56 | a quote |
//! | 60 | finished |

#![expect(clippy::missing_panics_doc, reason = "what cannot be given shall fail its test")]

mod values;

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{
    Timestamp,
    breakdown::Declaration,
    dossier::Dossier,
    failure::Failure,
    id::{ExtraId, InterventionId, MediumId},
    idempotency::Request,
    intervention::{Intervention, Party, Step},
    media::{ContentType, Kind, Medium, NewMedium, Phase, State},
    moment::Submission,
    refusal::Refusal,
    technician::{Presence, Technician},
    timeline::Actor,
};

pub use values::*;

use store::{Attachment, Store, Transition};

/// So many minutes after the declaration, on a Monday at noon.
pub fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_795_435_200 + 60 * minutes).expect("a time of our century")
}

/// The refusal that a use case answered, if it is one.
pub fn refusal<T>(answer: Result<T, Failure>) -> Option<Refusal> {
    match answer.err()? {
        Failure::Refused(refusal) => Some(refusal),
        Failure::NotFound
        | Failure::VersionDiffers { .. }
        | Failure::KeyReused
        | Failure::Busy
        | Failure::Unlocated(_)
        | Failure::Unsettled(_)
        | Failure::Broken(_)
        | Failure::Unreadable(_) => None,
    }
}

/// A heating engineer of Amiens, registered and online at the breakdown's place for a quarter of an hour.
pub async fn technician(store: &Store, name: &str) -> Technician {
    online(store, stranger(name)).await
}

/// Registers a technician, who is online at the breakdown's place for a quarter of an hour.
pub async fn online(store: &Store, technician: Technician) -> Technician {
    let registered = registered(store, technician).await;
    let presence = Presence { location: amiens(), until: at(0) + store.policy().presence() };
    store.set_presence(&registered, Some(presence)).await.expect("a technician goes online");
    Technician { presence: Some(presence), ..registered }
}

/// The entry by which everything here is accepted: the third, after the declaration and an offer or the waiting list.
pub const ACCEPTED: u64 = 3;

/// Registers a technician.
pub async fn registered(store: &Store, technician: Technician) -> Technician {
    store.save_technician(&technician, Request::default()).await.expect("a technician registers");
    technician
}

/// The customer of every declaration signs up: who declares has a name and an address.
pub async fn signed_up(store: &Store) {
    if store.customer(&customer()).await.expect("the table can be read").is_none() {
        let saved = store.save_customer(&profile(), Request::default()).await;
        // Tests that declare at once sign the same customer up at once: whoever loses each race finds the profile.
        let found = store.customer(&customer()).await.expect("the table can be read");
        assert!(found.is_some(), "a customer signs up: {saved:?}");
    }
}

/// A new intervention from its declaration, by a customer who signed up; with nobody available it waits at once.
pub async fn intervention(store: &Store, declaration: Declaration, nobody_available: bool) -> InterventionId {
    static DECLARED: AtomicUsize = AtomicUsize::new(1);
    signed_up(store).await;
    let id = InterventionId::numbered(DECLARED.fetch_add(1, Ordering::Relaxed));
    let policy = store.policy();
    let new = Intervention::declare(id.clone(), declaration, nobody_available, None, at(0), policy);
    store.declare(new.expect("a sound declaration"), breakdown()).await.expect("an intervention is declared");
    id
}

/// Declared: the customer chooses.
pub async fn declared(store: &Store) -> InterventionId {
    intervention(store, declaration(), false).await
}

/// Waiting: nobody was available.
pub async fn waiting(store: &Store) -> InterventionId {
    intervention(store, declaration(), true).await
}

/// Offered to the technician whom the customer chose.
pub async fn offered(store: &Store, technician: &Technician) -> InterventionId {
    let id = declared(store).await;
    let choose = |one: &Intervention, _| {
        one.choose(&customer(), technician.asked_for(one, at(0))?, at(0), store.policy())
    };
    step(store, &id, Actor::Customer, 0, choose).await;
    id
}

/// Accepted by the technician who was chosen.
pub async fn accepted(store: &Store, technician: &Technician) -> InterventionId {
    let id = offered(store, technician).await;
    accept(store, &id, technician).await;
    id
}

/// Accepted for an hour that was asked.
pub async fn accepted_for(store: &Store, technician: &Technician, hour: Timestamp) -> InterventionId {
    let scheduled = Declaration { scheduled_for: Some(hour), ..declaration() };
    let id = intervention(store, scheduled, true).await;
    accept(store, &id, technician).await;
    id
}

/// Accepted, and on the way.
pub async fn departed(store: &Store, technician: &Technician) -> InterventionId {
    let id = accepted(store, technician).await;
    step(store, &id, Actor::Technician, 2, |one, told| one.depart(&technician.id, Some(14), &told)).await;
    id
}

/// On site, in the interview.
pub async fn arrived(store: &Store, technician: &Technician) -> InterventionId {
    let id = departed(store, technician).await;
    step(store, &id, Actor::Technician, 20, |one, told| one.arrive(&technician.id, &told)).await;
    id
}

/// The clock runs.
pub async fn working(store: &Store, technician: &Technician) -> InterventionId {
    let id = arrived(store, technician).await;
    step(store, &id, Actor::Technician, 25, |one, told| {
        one.start(&technician.id, start_code(), &told, store.policy())
    })
    .await;
    id
}

/// The clock runs, and an extra was added.
pub async fn working_with_extra(store: &Store, technician: &Technician) -> (InterventionId, ExtraId) {
    let id = working(store, technician).await;
    let add =
        |one: &Intervention, told: Submission| one.add_extra(&technician.id, &extra(), &told, store.policy());
    let dossier = step(store, &id, Actor::Technician, 26, add).await;
    let added = dossier.intervention.extras().first().expect("an extra was added");
    (id, added.id.clone())
}

/// The clock stands after half an hour of work.
pub async fn paused(store: &Store, technician: &Technician) -> InterventionId {
    let id = working(store, technician).await;
    step(store, &id, Actor::Technician, 55, |one, told| one.pause(&technician.id, &told, store.policy()))
        .await;
    id
}

/// In a pause, with a quote that the customer has not answered.
pub async fn quoted(store: &Store, technician: &Technician) -> InterventionId {
    let id = paused(store, technician).await;
    let propose = |one: &Intervention, told: Submission| {
        one.propose_quote(&technician.id, &quote_lines(), None, &told, store.policy())
    };
    let attach = |one: &Intervention| Attachment::Quote(one.next_quote(), quote_lines());
    let transition = transition(&id, Actor::Technician, 56);
    store.transition_with(&transition, propose, attach).await.expect("a quote is proposed");
    id
}

/// Done for good after 35 minutes: 55.99 EUR.
pub async fn finished(store: &Store, technician: &Technician) -> InterventionId {
    let id = working(store, technician).await;
    let finish =
        |one: &Intervention, told: Submission| one.finish(&technician.id, &[], &told, store.policy());
    let transition = transition(&id, Actor::Technician, 60);
    let attach = |_: &Intervention| Attachment::Report(report());
    store.transition_with(&transition, finish, attach).await.expect("the work is finished");
    id
}

async fn accept(store: &Store, id: &InterventionId, technician: &Technician) {
    let accept =
        |one: &Intervention, _| one.accept(technician.acceptance_of(one, at(0))?, at(0), store.policy());
    step(store, id, Actor::Technician, 0, accept).await;
}

/// Takes an intervention one step on.
pub async fn step(
    store: &Store,
    id: &InterventionId,
    by: Actor,
    minute: i64,
    decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
) -> Dossier {
    store.transition(&transition(id, by, minute), decide).await.expect("a step that the stage allows")
}

fn transition(id: &InterventionId, by: Actor, minute: i64) -> Transition {
    Transition { id: id.clone(), request: Request::default(), by, occurred_at: None, now: at(minute) }
}

/// A photo of the customer's that was checked.
pub async fn photo(store: &Store, id: &InterventionId) -> Medium {
    checked_photo(store, id, true).await
}

/// A photo of the customer's that was checked, with a thumbnail or, as from an iPhone, without one.
pub async fn checked_photo(store: &Store, id: &InterventionId, thumbnail: bool) -> Medium {
    let new = NewMedium {
        id: MediumId::of_random(0x70),
        kind: Kind::Photo,
        content_type: ContentType::Jpeg,
        bytes: 2_000,
        phase: Phase::Before,
        key: None,
    };
    let party = Party::Customer(customer());
    let attach = |known: &Dossier| {
        Ok(known.intervention.attach(&known.media, &party, new.clone(), at(1), store.policy())?)
    };
    let medium = store.attach(id, attach).await.expect("a customer may attach a photo");
    let state = State::Ready { thumbnail };
    let settled = store.settle_medium(id, &medium.id, medium.owner.as_str(), state).await;
    assert!(settled.expect("the table takes it"), "it was awaited");
    Medium { state, ..medium }
}

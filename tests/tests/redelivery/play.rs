//! Six lives, in which everything happens that has effects.
//!
//! | life | what | minutes |
//! |---|---|---|
//! | 1 | Karim declines, the wave goes out, Lea takes it and is rated | 0 to 90 |
//! | 2 | waits, Karim takes it, gives up, takes it again and still has it | 1 to 5 |
//! | 3 | Nora lets the offer end, it waits, the customer calls it off | 6 to 9 |
//! | 4 | waits until it expires | 10 to 1451 |
//! | 5 | waits, Nora takes it, comes late and finishes | 11 to 100 |
//! | 6 | one ignores it, two waves go out in vain, it waits, who comes online takes it | 13 to 18 |

mod waves;

use domain::{
    Timestamp,
    id::{InterventionId, TechnicianId},
    idempotency::{Key, Request},
    intervention::{Intervention, Party},
    timeline::Stars,
};
use embedded::given::{self, at};
use store::Store;

use crate::delivery::Delivery;

/// The id of a life; the same in every run.
pub(crate) fn life(number: u8) -> InterventionId {
    InterventionId::derived(&Key { command: [number; 12], body: [0; 8], former: None })
}

/// A day after the last life ended.
pub(crate) fn redriven() -> Timestamp {
    at(1_451 + 24 * 60)
}

/// Plays all lives; what follows from each step is delivered before the next one.
pub(crate) async fn play(delivery: &mut Delivery) {
    let store = delivery.table.store.clone();
    for name in ["karim", "lea", "nora"] {
        given::technician(&store, name).await;
    }
    given::signed_up(&store).await;
    declined_and_taken_by_a_wave(&store, delivery).await;
    given_up_and_taken_again(&store, delivery).await;
    timed_out_and_called_off(&store, delivery).await;
    waiting(&store, 4, 10, delivery).await;
    taken_by_who_comes_late(&store, delivery).await;
    waves::play(&store, delivery).await;
    finished(&store, 1, "lea", 60).await;
    delivery.settle(at(60)).await;
    rated(&store).await;
    delivery.settle(at(90)).await;
    expire_requests::expire_requests(&store, at(1_451)).await.expect("what is due expires");
    delivery.settle(at(1_451)).await;
    delivery.repeat_all(at(1_452)).await;
    delivery.redrive(redriven()).await;
}

async fn declined_and_taken_by_a_wave(store: &Store, delivery: &mut Delivery) {
    declared(store, 1, 0, false).await;
    chosen(store, 1, "karim", 0).await;
    delivery.settle(at(0)).await;
    let decline = decline_request::DeclineRequest {
        intervention: life(1),
        technician: given::word("karim"),
        request: Request::default(),
    };
    decline_request::decline_request(store, decline, at(0)).await.expect("karim declines");
    delivery.settle(at(0)).await;
    accepted(store, 1, "lea", 0).await;
    delivery.settle(at(0)).await;
    arrived(store, 1, "lea", (2, 20)).await;
    delivery.settle(at(20)).await;
}

async fn given_up_and_taken_again(store: &Store, delivery: &mut Delivery) {
    waiting(store, 2, 1, delivery).await;
    accepted(store, 2, "karim", 3).await;
    delivery.settle(at(3)).await;
    cancelled(store, 2, Party::Technician(given::word("karim")), 4).await;
    delivery.settle(at(4)).await;
    accepted(store, 2, "karim", 5).await;
    delivery.settle(at(5)).await;
}

async fn timed_out_and_called_off(store: &Store, delivery: &mut Delivery) {
    declared(store, 3, 6, false).await;
    chosen(store, 3, "nora", 6).await;
    delivery.settle(at(6)).await;
    delivery.settle(at(7)).await;
    cancelled(store, 3, Party::Customer(given::customer()), 9).await;
    delivery.settle(at(9)).await;
}

async fn taken_by_who_comes_late(store: &Store, delivery: &mut Delivery) {
    waiting(store, 5, 11, delivery).await;
    accepted(store, 5, "nora", 11).await;
    delivery.settle(at(11)).await;
    arrived(store, 5, "nora", (12, 70)).await;
    delivery.settle(at(70)).await;
    finished(store, 5, "nora", 100).await;
    delivery.settle(at(100)).await;
}

pub(crate) async fn declared(store: &Store, number: u8, minute: i64, nobody_available: bool) {
    let key = Key { command: [number; 12], body: [0; 8], former: None };
    let (id, now) = (life(number), at(minute));
    let new =
        Intervention::declare(id, given::declaration(), nobody_available, Some(key), now, store.policy());
    store.declare(new.expect("a sound declaration"), given::breakdown()).await.expect("it is declared");
}

async fn waiting(store: &Store, number: u8, minute: i64, delivery: &mut Delivery) {
    declared(store, number, minute, true).await;
    delivery.settle(at(minute)).await;
}

pub(crate) async fn chosen(store: &Store, number: u8, technician: &str, minute: i64) {
    let command = choose_technician::ChooseTechnician {
        intervention: life(number),
        customer: given::customer(),
        technician: given::word(technician),
        seen: choose_technician::Seen::default(),
        request: Request::default(),
    };
    choose_technician::choose_technician(store, command, at(minute)).await.expect("they are chosen");
}

async fn accepted(store: &Store, number: u8, technician: &str, minute: i64) {
    accepted_at(store, number, technician, at(minute)).await;
}

pub(crate) async fn accepted_at(store: &Store, number: u8, technician: &str, now: Timestamp) {
    let (intervention, technician) = (life(number), given::word(technician));
    let command = accept_request::AcceptRequest { intervention, technician, request: Request::default() };
    accept_request::accept_request(store, command, now).await.expect("they accept");
}

async fn cancelled(store: &Store, number: u8, party: Party, minute: i64) {
    let command = cancel_intervention::CancelIntervention {
        intervention: life(number),
        parties: vec![party],
        customer_absent: false,
        request: Request::default(),
    };
    cancel_intervention::cancel_intervention(store, command, at(minute)).await.expect("it is called off");
}

/// On the way, on site and at work five minutes later.
async fn arrived(store: &Store, number: u8, technician: &str, (departed, arrived): (i64, i64)) {
    let technician: TechnicianId = given::word(technician);
    let command = depart_for_intervention::DepartForIntervention {
        intervention: life(number),
        technician: technician.clone(),
        eta_minutes: Some(14),
        occurred_at: None,
        request: Request::default(),
    };
    depart_for_intervention::depart_for_intervention(store, command, at(departed)).await.expect("they leave");
    let command = arrive_on_site::ArriveOnSite {
        intervention: life(number),
        technician: technician.clone(),
        occurred_at: None,
        request: Request::default(),
    };
    arrive_on_site::arrive_on_site(store, command, at(arrived)).await.expect("they arrive");
    let command = start_intervention::StartIntervention {
        intervention: life(number),
        technician,
        code: given::start_code(),
        next_code: domain::breakdown::StartCode::of_random(7),
        occurred_at: None,
        request: Request::default(),
    };
    start_intervention::start_intervention(store, command, at(arrived + 5)).await.expect("they start");
}

async fn finished(store: &Store, number: u8, technician: &str, minute: i64) {
    let command = finish_intervention::FinishIntervention {
        intervention: life(number),
        technician: given::word(technician),
        report: given::report(),
        undone: Vec::new(),
        occurred_at: None,
        request: Request::default(),
    };
    finish_intervention::finish_intervention(store, command, at(minute)).await.expect("they finish");
}

async fn rated(store: &Store) {
    let command = rate_technician::RateTechnician {
        intervention: life(1),
        customer: given::customer(),
        stars: Stars::try_from(5).expect("five stars"),
        comment: None,
        request: Request::default(),
    };
    rate_technician::rate_technician(store, command, at(90)).await.expect("the customer rates");
}

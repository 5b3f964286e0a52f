//! Life 6: six plumbers. The first ignores the offer; of a wave of three one declines; the next wave declines as a
//! whole, so the request waits at once; the sixth comes online, is told, and takes it.

use domain::{
    breakdown::Declaration,
    idempotency::{Key, Request},
    intervention::Intervention,
    technician::{Presence, Technician},
};
use embedded::given::{self, at};
use set_presence::SetPresence;
use store::Store;

use super::{Delivery, accepted, chosen, life};

const LIFE: u8 = 6;

pub(super) async fn play(store: &Store, delivery: &mut Delivery) {
    for (number, meters) in [(1, 1_000), (2, 2_000), (3, 3_000), (4, 4_000), (5, 6_000)] {
        let plumber = plumber(store, number).await;
        let presence = Presence { location: given::north(meters), until: at(60) };
        store.set_presence(&plumber, Some(presence)).await.expect("a plumber goes online");
    }
    let last = plumber(store, 6).await;
    declared(store).await;
    chosen(store, LIFE, "plumber-1", 13).await;
    delivery.settle(at(13)).await;
    delivery.settle(at(14)).await;
    declined(store, "plumber-2", 14).await;
    delivery.settle(at(14)).await;
    delivery.settle(at(15)).await;
    declined(store, "plumber-5", 15).await;
    delivery.settle(at(15)).await;
    let coming = SetPresence { technician: last.id, online_at: Some(given::north(500)) };
    let standing = set_presence::set_presence(store, coming, at(17)).await.expect("the sixth comes online");
    assert_eq!(standing.missions_near, 1);
    delivery.settle(at(17)).await;
    accepted(store, LIFE, "plumber-6", 18).await;
    delivery.settle(at(18)).await;
}

async fn plumber(store: &Store, number: u8) -> Technician {
    let stranger = given::stranger(&format!("plumber-{number}"));
    given::registered(store, Technician { tariffs: vec![given::tariff("plumbing")], ..stranger }).await
}

async fn declared(store: &Store) {
    let declaration = Declaration { category: given::word("plumbing"), ..given::declaration() };
    let key = Some(Key { command: [LIFE; 12], body: [0; 8], former: None });
    let new = Intervention::declare(life(LIFE), declaration, false, key, at(13), store.policy());
    store.declare(new.expect("a sound declaration"), given::breakdown()).await.expect("it is declared");
}

async fn declined(store: &Store, technician: &str, minute: i64) {
    let command = decline_request::DeclineRequest {
        intervention: life(LIFE),
        technician: given::word(technician),
        request: Request::default(),
    };
    decline_request::decline_request(store, command, at(minute)).await.expect("they decline");
}

//! Effects that were lost: a timer, a place on the waiting list, an expiry, documents; and a row that cannot be read.

use domain::id::InterventionId;
use embedded::embedded;
use store::DueKind;
use tests::{house::House, moment::Moment, scene::Scene};

use super::{delete, row, tick};

const KINDS: [DueKind; 4] = [DueKind::Effects, DueKind::OpenFirst, DueKind::OpenAgain, DueKind::Unexpired];
/// After so many minutes an open request is looked at, or one that did not expire.
const LATE_MINUTES: i64 = 15;
/// The moment of a finished scene is ten minutes after the end of the work.
const LATE_SECONDS: i64 = 120;

pub(super) async fn walk() {
    let house = House::open(embedded().await);

    let offered = Scene::at(&house, Moment::Offered).await;
    repair(&house, &offered, LATE_MINUTES * 60).await;
    assert!(has_sent(&house, "OfferTimers"), "the timer is sent again");

    let waiting = Scene::at(&house, Moment::Waiting).await;
    let partition = format!("intervention#{}", waiting.player.id);
    let listed = row(&house, &partition, "timeline").await;
    let mut unlisted = listed.clone();
    unlisted.retain(|name, _| !name.starts_with("waiting"));
    house.table.import([unlisted]);
    repair(&house, &waiting, LATE_MINUTES * 60).await;
    assert_eq!(row(&house, &partition, "timeline").await, listed);
    repair(&house, &waiting, 24 * 3_600 + LATE_MINUTES * 60).await;

    let finished = Scene::at(&house, Moment::Finished).await;
    let partition = format!("intervention#{}", finished.player.id);
    for paper in ["paper#invoice", "paper#report"] {
        delete(&house, &partition, paper).await;
    }
    house.queues.empty();
    repair(&house, &finished, finished.now + LATE_SECONDS).await;
    assert!(has_sent(&house, "Invoices"), "the message of the invoice is sent again");

    let damaged = Scene::at(&house, Moment::Finished).await;
    let id: InterventionId = damaged.player.id.clone().try_into().expect("an id");
    house.table.damage(&id).await;
    repair(&house, &damaged, damaged.now + LATE_SECONDS).await;
    assert_eq!(house.table.store.parked(None).await.expect("the table answers").len(), 1);
}

async fn repair(house: &House, scene: &Scene<'_>, second: i64) {
    tick(house, "repair-effects", &KINDS, scene.player.time(second)).await;
}

fn has_sent(house: &House, queue: &str) -> bool {
    house.queues.empty().iter().any(|sent| sent.queue.ends_with(queue))
}

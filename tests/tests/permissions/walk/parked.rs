//! Records and deadlines that cannot be understood are parked; after a repair they are redriven.

use domain::{Timestamp, id::InterventionId};
use embedded::embedded;
use serde_json::json;
use store::DueKind;
use tests::{conveyor::Conveyor, house::House, moment::Moment, scene::Scene};

use super::tick;

/// Each job that parks, with a moment at which something is due for it so many minutes after the declaration.
const JOBS: [(&str, &[DueKind], Moment, i64); 3] = [
    ("expire-requests", &[DueKind::Expiry], Moment::Waiting, 24 * 60 + 1),
    ("watch-arrivals", &[DueKind::Arrival], Moment::Accepted, 22),
    ("apply-retention", &[DueKind::Erasure, DueKind::Retention], Moment::Finished, 30 * 24 * 60 + 5),
];

pub(super) async fn walk() {
    let house = House::open(embedded().await);
    let mut conveyor = Conveyor::of(&house).await;
    for (job, kinds, moment, minutes) in JOBS {
        let scene = Scene::at(&house, moment).await;
        let due = scene.player.time(minutes * 60);
        conveyor.damage(scene.player.time(scene.now)).await;
        redrive(&house, due).await;
        conveyor.settle(due).await;
        let id: InterventionId = scene.player.id.clone().try_into().expect("an id");
        let sound = house.table.damage(&id).await;
        tick(&house, job, kinds, due).await;
        house.table.import([sound]);
        redrive(&house, due).await;
    }
}

async fn redrive(house: &House, now: Timestamp) {
    let answer = house.invoke("publish-events", json!({ "redrive": { "time": now } })).await;
    answer.unwrap_or_else(|fault| panic!("redrive: {fault}"));
}

//! Timers ring, requests expire, arrivals are watched.

use embedded::embedded;
use store::DueKind;
use tests::{conveyor::Conveyor, house::House, moment::Moment, scene::Scene};

use super::tick;

/// Minutes after the moment of the scene: a nudge, lateness, a request that leaves its technician, work without a
/// command, a request that nobody took.
const MINUTES: [i64; 5] = [21, 46, 61, 8 * 60 - 10, 24 * 60 + 1];

pub(super) async fn walk() {
    let house = House::open(embedded().await);
    let mut conveyor = Conveyor::of(&house).await;
    for moment in [Moment::Offered, Moment::Waiting, Moment::Accepted, Moment::Working] {
        let scene = Scene::at(&house, moment).await;
        let time = |seconds: i64| scene.player.time(scene.now + seconds);
        conveyor.settle(time(0)).await;
        for seconds in [60, 120, 180] {
            conveyor.ring(time(seconds)).await;
        }
        for minutes in MINUTES {
            tick(&house, "expire-requests", &[DueKind::Expiry], time(minutes * 60)).await;
            tick(&house, "watch-arrivals", &[DueKind::Arrival], time(minutes * 60)).await;
            conveyor.settle(time(minutes * 60)).await;
        }
    }
}

//! Technicians who are engaged, whose hours collide, whose leases lag behind, who come late.

use embedded::embedded;
use serde_json::{Value, json};
use store::DueKind;
use tests::{
    conveyor::Conveyor,
    house::{Answer, House},
    moment::Moment,
    player::Player,
    reckoning::story::Wish,
    scene::{ASKED, FOREIGN, Scene, TAKING, WISH, terms},
};

use super::tick;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

pub(super) async fn walk() {
    let house = House::open(embedded().await);
    let mut conveyor = Conveyor::of(&house).await;
    engaged(&house).await;
    engaged_meanwhile(&house, &mut conveyor).await;
    hours_collide(&house, &mut conveyor).await;
    leases_lag_behind(&house, &mut conveyor).await;
    the_hour_cannot_be_kept(&house).await;
    a_release_was_wrong(&house).await;
    a_declaration_was_cut(&house).await;
    an_end_was_cut(&house).await;
}

async fn registered(house: &House, number: u32) -> Player<'_> {
    // Scenes have the small numbers.
    let player = Player::of(house, 9_000 + number);
    player.register(&[TAKING, ASKED, FOREIGN].map(terms)).await;
    player
}

fn at_hour(hour: i64) -> Wish {
    Wish { scheduled_for: Some(hour), ..WISH }
}

fn succeeded(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer:#?}");
}

fn refused(answer: &Answer) {
    assert_eq!(answer.status, 409, "{answer:#?}");
}

/// A technician with work is chosen for other work, and accepts it.
async fn engaged(house: &House) {
    let mut player = registered(house, 1).await;
    player.go_online(TAKING, 0).await;
    player.declare(WISH).await;
    player.choose(TAKING, 10).await;
    succeeded(&player.accept(TAKING, 20).await);

    player.declare_at(WISH, 30).await;
    let choice = json!({ "technicianId": player.technician(TAKING) });
    refused(&player.send(&player.by_customer("PUT", &player.path("/choice"), 40).with_body(&choice)).await);
    player.send(&player.by_customer("POST", &player.path("/waiting"), 50)).await;
    refused(&player.accept(TAKING, 60).await);
}

/// A technician who was asked accepts another request; the timer of the first offer looks at the work in between.
async fn engaged_meanwhile(house: &House, conveyor: &mut Conveyor<'_>) {
    let mut player = registered(house, 7).await;
    player.go_online(ASKED, 0).await;
    player.declare(WISH).await;
    player.choose(ASKED, 0).await;
    player.declare_at(WISH, 5).await;
    player.choose(ASKED, 10).await;
    succeeded(&player.accept(ASKED, 20).await);

    conveyor.settle(player.time(20)).await;
    conveyor.ring(player.time(MINUTE)).await;
}

/// A technician has work and three appointments: each that moves meets another.
async fn hours_collide(house: &House, conveyor: &mut Conveyor<'_>) {
    let mut player = registered(house, 2).await;
    let first = accepted(&mut player, at_hour(6 * HOUR), 0).await;
    let second = accepted(&mut player, at_hour(12 * HOUR), 60).await;
    player.go_online(TAKING, 120).await;
    let running = accepted(&mut player, WISH, 120).await;

    player.id.clone_from(&first);
    refused(&by_technician(&player, "/arrival", 6 * HOUR, &json!({})).await);
    player.id.clone_from(&running);
    let cancel = player.by_customer("POST", &player.path("/cancellation"), 6 * HOUR + 60);
    player.done(&cancel.with_body(&json!({ "reason": "Trop tard." }))).await;
    conveyor.settle(player.time(6 * HOUR + 60)).await;

    player.id.clone_from(&first);
    succeeded(&by_technician(&player, "/arrival", 6 * HOUR + 120, &json!({})).await);
    started_at_the_second_try(&player, 6 * HOUR + 180).await;
    succeeded(&by_technician(&player, "/pause", 7 * HOUR, &json!({})).await);
    let postpone = |hour| json!({ "appointment": player.time(hour).to_string() });
    refused(&by_technician(&player, "/postponement", 7 * HOUR + 60, &postpone(12 * HOUR + 60)).await);
    succeeded(&by_technician(&player, "/postponement", 7 * HOUR + 120, &postpone(20 * HOUR)).await);

    accepted(&mut player, at_hour(20 * HOUR), 7 * HOUR + 180).await;
    player.id.clone_from(&first);
    let confirmation = player.by_customer("POST", &player.path("/postponement/confirmation"), 7 * HOUR + 240);
    refused(&player.send(&confirmation).await);

    player.id.clone_from(&second);
    refused(&extended(&player, 20 * HOUR + 60, 8 * HOUR).await);
    succeeded(&extended(&player, 30 * HOUR, 8 * HOUR + 60).await);
}

/// Declared, and accepted by the technician who was chosen.
async fn accepted(player: &mut Player<'_>, wish: Wish, second: i64) -> String {
    player.declare_at(wish, second).await;
    player.choose(TAKING, second + 10).await;
    succeeded(&player.accept(TAKING, second + 20).await);
    player.id.clone()
}

async fn by_technician(player: &Player<'_>, path: &str, second: i64, body: &Value) -> Answer {
    let call = player.by_technician(TAKING, "POST", &player.path(path), second);
    player.send(&call.with_body(body)).await
}

async fn started_at_the_second_try(player: &Player<'_>, second: i64) {
    let shown = player.show(second).await;
    let code = shown.body["startCode"].as_str().expect("the customer sees the code");
    let wrong = if code == "1111" { "2222" } else { "1111" };
    for (tried, later) in [(wrong, 0), (wrong, 10), (code, 20)] {
        let answer = by_technician(player, "/start", second + later, &json!({ "code": tried })).await;
        assert_eq!(answer.status == 200, tried == code, "{answer:#?}");
    }
}

async fn extended(player: &Player<'_>, hour: i64, second: i64) -> Answer {
    let until = player.time(hour).to_string();
    let body = json!({ "outcome": "extended", "reason": "Neige sur les routes.", "until": until });
    let mut call = player.by_customer("POST", &player.path("/resolution"), second).with_body(&body);
    call.caller = Some(("odile".to_owned(), "operators".to_owned()));
    player.send(&call).await
}

/// Nine minutes after a technician came online a heartbeat renews the lease in the own row; after sixteen minutes the
/// rows of a match have run out, so each match looks the technician up.
async fn leases_lag_behind(house: &House, conveyor: &mut Conveyor<'_>) {
    let mut player = registered(house, 3).await;
    player.go_online(TAKING, 0).await;
    player.go_online(TAKING, 9 * MINUTE).await;
    let later = 16 * MINUTE;
    player.go_online(ASKED, later).await;
    player.go_online(FOREIGN, later).await;
    player.declare_at(WISH, later).await;
    player.done(&player.by_customer("GET", &player.path("/technicians"), later)).await;

    player.choose(ASKED, later).await;
    conveyor.settle(player.time(later)).await;
    conveyor.ring(player.time(later + 50)).await;

    player.declare_at(WISH, later).await;
    player.choose(FOREIGN, later).await;
    succeeded(&player.accept(FOREIGN, later + 30).await);
    player.go_online(TAKING, 47 * MINUTE).await;
    player.go_online(TAKING, 56 * MINUTE).await;
    for minute in [40, 50, 63] {
        tick(house, "watch-arrivals", &[DueKind::Arrival], player.time(minute * MINUTE)).await;
    }

    conveyor.settle(player.time(63 * MINUTE)).await;
    ignored_an_offer(&player, 64 * MINUTE).await;
}

/// The technician who did not answer comes online again: the record is another one, so the rows at the base are written.
async fn ignored_an_offer(player: &Player<'_>, second: i64) {
    player.go_online(ASKED, second).await;
    player.go_offline(ASKED, second + 10).await;
    player.go_online(ASKED, second + 20).await;
}

/// Requests for an hour: one is offered and nobody answers, the other is accepted and the technician, who says so on the
/// way, cannot be there in time.
async fn the_hour_cannot_be_kept(house: &House) {
    let mut player = registered(house, 4).await;
    let mut conveyor = Conveyor::of(house).await;
    player.declare(at_hour(6 * HOUR)).await;
    player.done(&player.by_customer("GET", &player.path("/technicians"), 10)).await;
    player.choose(ASKED, 20).await;
    conveyor.settle(player.time(20)).await;
    conveyor.ring(player.time(2 * MINUTE)).await;

    accepted(&mut player, at_hour(8 * HOUR), 3 * MINUTE).await;
    let departed = by_technician(&player, "/departure", 7 * HOUR, &json!({ "etaMinutes": 90 })).await;
    succeeded(&departed);
    for minute in [1, 2] {
        let now = player.time(7 * HOUR + minute * MINUTE);
        tick(house, "watch-arrivals", &[DueKind::Arrival], now).await;
    }
}

/// A technician without signal is released and takes other work; then the app tells that they had departed in time.
async fn a_release_was_wrong(house: &House) {
    let mut player = registered(house, 6).await;
    let mut conveyor = Conveyor::of(house).await;
    player.go_online(TAKING, 0).await;
    let released = accepted(&mut player, WISH, 0).await;
    for minute in [21, 31, 41, 46, 56, 62] {
        tick(house, "watch-arrivals", &[DueKind::Arrival], player.time(minute * MINUTE)).await;
    }
    conveyor.settle(player.time(62 * MINUTE)).await;
    player.go_online(TAKING, 63 * MINUTE).await;
    let other = accepted(&mut player, WISH, 63 * MINUTE).await;

    player.id.clone_from(&released);
    let departed = json!({ "etaMinutes": 20, "occurredAt": player.time(10 * MINUTE).to_string() });
    refused(&by_technician(&player, "/departure", 64 * MINUTE, &departed).await);
    player.id.clone_from(&other);
    let cancel = player.by_customer("POST", &player.path("/cancellation"), 65 * MINUTE);
    player.done(&cancel.with_body(&json!({ "reason": "Trop tard." }))).await;
    conveyor.settle(player.time(65 * MINUTE)).await;
    player.id.clone_from(&released);
    succeeded(&by_technician(&player, "/departure", 66 * MINUTE, &departed).await);
}

/// The command that ends the work was cut between report and timeline, and is sent again.
async fn an_end_was_cut(house: &House) {
    let scene = Scene::at(house, Moment::Working).await;
    let player = &scene.player;
    let key = (format!("intervention#{}", player.id), "timeline");
    let before = super::row(house, &key.0, key.1).await;
    let report = json!({ "report": { "diagnosis": "Usure.", "workDone": "Réparation." } });
    let finish = player.by_technician(TAKING, "POST", &player.path("/finish"), scene.now).with_body(&report);
    player.done(&finish).await;

    house.table.import([before]);
    player.done(&finish).await;
}

/// A declaration was cut between its words and its timeline, and is sent again.
async fn a_declaration_was_cut(house: &House) {
    let player = registered(house, 5).await;
    let call = player.declaration(WISH, 0);
    let declared = player.done(&call).await;
    let id = declared.body["id"].as_str().expect("an id");

    super::delete(house, &format!("intervention#{id}"), "timeline").await;
    player.done(&call).await;
}

//! Refusals that take a value or a story of their own.

use embedded::given;
use recorded::Recorded;
use serde_json::{Value, json};
use tests::{
    house::{Answer, Call},
    moment::Moment,
    scene::{ASKED, Scene, TAKING},
};

use crate::tally::{Tally, group};

/// Tells them.
pub(crate) async fn told(tally: &mut Tally) {
    values(tally).await;
    credits(tally).await;
    rivals(tally).await;
    crowds(tally).await;
    later(tally).await;
    appointments(tally).await;
    codes(tally).await;
    gone(tally).await;
    taken(tally).await;
    erased(tally).await;
    addresses(tally).await;
}

/// An operation with this body, by whom it is meant for.
async fn tried(tally: &Tally, scene: &Scene<'_>, id: &str, body: &Value) -> Answer {
    tried_by(tally, scene, id, body, TAKING).await
}

/// The same, by this technician if it is meant for technicians.
async fn tried_by(tally: &Tally, scene: &Scene<'_>, id: &str, body: &Value, technician: usize) -> Answer {
    let operation = tally.document.operation(id);
    let group = group(operation);
    let sub = match group {
        "technicians" => scene.player.technician(technician),
        "operators" => "odile".to_owned(),
        _ => scene.player.customer(),
    };
    let call = scene.call(operation.method, operation.path, None);
    let call = Call { caller: Some((sub, group.to_owned())), ..call }.with_body(body);
    tally.call(operation, &call).await
}

fn euros(cents: i64) -> Value {
    json!({ "cents": cents, "currency": "EUR" })
}

fn line(cents: i64) -> Value {
    json!({ "kind": "labour", "label": "Pose", "quantity": 1000, "unitPrice": euros(cents) })
}

/// One value of a sound body breaks a rule.
async fn values(tally: &Tally) {
    let declaration = |name: &str, value: Value| {
        let bodies = tally.document.operation("declare-request").bodies().unwrap_or_default();
        let mut body = bodies[0].1.clone();
        body[name] = value;
        body
    };
    let report = json!({ "diagnosis": "Usure.", "workDone": "Réparation." });
    let why = "Neige sur les routes.";
    let tries = [
        ("declare-request", Moment::Declared, declaration("scheduledFor", json!("2026-11-23T07:50:00.000Z"))),
        ("declare-request", Moment::Declared, declaration("priceCeiling", euros(100))),
        ("schedule-request", Moment::Declared, json!({ "scheduledFor": "2026-11-23T07:50:00.000Z" })),
        ("start-intervention", Moment::Arrived, json!({ "code": "0000" })),
        ("start-intervention", Moment::Arrived, json!({ "code": "0001" })),
        (
            "propose-quote",
            Moment::Paused,
            json!({ "lines": [line(1)], "validUntil": "2026-11-01T00:00:00.000Z" }),
        ),
        ("propose-quote", Moment::Paused, json!({ "lines": [line(100_000_000)] })),
        ("propose-postponement", Moment::Paused, json!({ "appointment": "2026-11-01T00:00:00.000Z" })),
        ("propose-postponement", Moment::Paused, json!({ "appointment": "2027-11-01T00:00:00.000Z" })),
        ("finish-intervention", Moment::Working, json!({ "report": report, "undoneQuotes": ["77"] })),
        (
            "finish-intervention",
            Moment::Finished,
            json!({ "report": { "diagnosis": "Autre.", "workDone": "Autre." } }),
        ),
        (
            "resolve-intervention",
            Moment::Working,
            json!({ "outcome": "finished", "reason": why, "at": "2026-11-01T00:00:00.000Z" }),
        ),
        (
            "resolve-intervention",
            Moment::Working,
            json!({ "outcome": "finished", "reason": why, "undoneQuotes": ["77"] }),
        ),
        (
            "resolve-intervention",
            Moment::Accepted,
            json!({ "outcome": "extended", "reason": why, "until": "2026-11-01T00:00:00.000Z" }),
        ),
        (
            "resolve-intervention",
            Moment::Accepted,
            json!({ "outcome": "cancelled", "reason": why, "fee": euros(99_999) }),
        ),
        (
            "resolve-intervention",
            Moment::Waiting,
            json!({ "outcome": "cancelled", "reason": why, "fee": euros(100) }),
        ),
        ("export-accounting", Moment::Finished, json!({ "month": "2027-12" })),
        (
            "attach-media",
            Moment::Declared,
            json!({ "kind": "photo", "contentType": "image/jpeg", "bytes": 900_000_000, "phase": "before" }),
        ),
        (
            "attach-media",
            Moment::Declared,
            json!({ "kind": "photo", "contentType": "audio/mp4", "bytes": 900, "phase": "before" }),
        ),
        (
            "set-presence",
            Moment::Declared,
            json!({ "online": true, "location": { "latitude": 43.2965, "longitude": 5.3698 } }),
        ),
        (
            "add-extra",
            Moment::Working,
            json!({ "kind": "material", "label": "Pompe", "quantity": 1, "unitPrice": euros(20_000) }),
        ),
        (
            "add-extra",
            Moment::Working,
            json!({ "kind": "material", "label": "Pompe", "quantity": 1000, "unitPrice": euros(100_000_000) }),
        ),
        ("arrive-on-site", Moment::Departed, json!({ "occurredAt": "2026-11-23T07:42:11.000Z" })),
    ];
    for (id, moment, body) in tries {
        let scene = Scene::at(&tally.house, moment).await;
        tried(tally, &scene, id, &body).await;
    }
}

/// What an invoice does not hold.
async fn credits(tally: &Tally) {
    let part = |line: u32, cents: i64| json!({ "line": line, "amount": euros(cents) });
    let scene = Scene::at(&tally.house, Moment::Finished).await;
    for lines in [
        json!([part(1, 0)]),
        json!([part(99, 1)]),
        json!([part(1, 1), part(1, 1)]),
        json!([part(1, 99_000_000)]),
        // Nearly all of it, then more than is left of its line, and of all.
        json!([part(1, 4_999)]),
        json!([part(1, 4_999)]),
    ] {
        let body = json!({ "reason": "Facturé par erreur.", "lines": lines });
        tried(tally, &scene, "issue-credit-note", &body).await;
    }
    let whole = json!({ "reason": "Facturé par erreur." });
    tried(tally, &scene, "issue-credit-note", &whole).await;
    tried(tally, &scene, "issue-credit-note", &json!({ "reason": "Encore.", "lines": [part(2, 1)] })).await;
}

/// A technician who has other work is wanted again.
async fn rivals(tally: &Tally) {
    let house = &tally.house;
    let dear = json!({ "technicianId": "", "hourlyRate": euros(5_000) });
    let mut scene = Scene::at(house, Moment::Accepted).await;
    let (first, now) = (scene.player.id.clone(), scene.now);
    // The same customer declares again, nearby; the technician is busy with the first one.
    scene.player.declare_at(tests::scene::WISH, now).await;
    let wanted =
        |technician: usize, scene: &Scene<'_>| json!({ "technicianId": scene.player.technician(technician) });
    tried(tally, &scene, "choose-technician", &wanted(TAKING, &scene)).await;
    let mut seen = dear;
    seen["technicianId"] = scene.player.technician(ASKED).into();
    tried(tally, &scene, "choose-technician", &seen).await;
    tried(
        tally,
        &scene,
        "choose-technician",
        &json!({ "technicianId": scene.player.technician(tests::scene::FAR) }),
    )
    .await;
    tried(tally, &scene, "wait-for-technician", &json!({})).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
    let hour = json!({ "scheduledFor": "2026-11-24T09:00:00.000Z" });
    tried(tally, &scene, "schedule-request", &hour).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
    tried(tally, &scene, "arrive-on-site", &json!({})).await;
    // A third one, half an hour after the second.
    scene.player.declare_at(tests::scene::WISH, now + 1).await;
    tried(tally, &scene, "schedule-request", &json!({ "scheduledFor": "2026-11-24T09:30:00.000Z" })).await;
    tried(tally, &scene, "choose-technician", &wanted(TAKING, &scene)).await;
    tried(tally, &scene, "wait-for-technician", &json!({})).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
    // Out of reach, or offline.
    tried_by(tally, &scene, "accept-request", &json!({}), tests::scene::FAR).await;
    scene.player.go_offline(tests::scene::FOREIGN, now + 2).await;
    tried(tally, &scene, "choose-technician", &wanted(tests::scene::FOREIGN, &scene)).await;
    scene.player.id = first;
}

/// As many as an intervention holds, and one more.
async fn crowds(tally: &Tally) {
    let part = json!({ "kind": "material", "label": "Joint", "quantity": 1, "unitPrice": euros(1) });
    let quote = |number: i64| json!({ "lines": [{ "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": euros(number) }] });
    let photo = json!({ "kind": "photo", "contentType": "image/jpeg", "bytes": 900, "phase": "before" });
    let hour = |number: usize| json!({ "scheduledFor": format!("2026-11-24T09:{number:02}:00.000Z") });
    let eta = |number: usize| json!({ "etaMinutes": 10 + number });
    let appointment = |number: usize| json!({ "appointment": format!("2026-11-25T09:{number:02}:00.000Z") });
    let extend = |number: usize| json!({ "outcome": "extended", "reason": "Neige.", "until": format!("2026-11-23T10:{number:02}:00.000Z") });

    repeated(tally, Moment::Working, 51, |_| vec![("add-extra", part.clone())]).await;
    repeated(tally, Moment::Paused, 23, |number| {
        vec![("propose-quote", quote(1 + i64::try_from(number).unwrap_or_default()))]
    })
    .await;
    let released = json!({ "outcome": "released", "reason": "Injoignable." });
    repeated(tally, Moment::Offered, 7, |_| {
        vec![("accept-request", json!({})), ("resolve-intervention", released.clone())]
    })
    .await;
    repeated(tally, Moment::Declared, 21, |_| vec![("attach-media", photo.clone())]).await;
    repeated(tally, Moment::Declared, 22, |number| vec![("schedule-request", hour(number))]).await;
    repeated(tally, Moment::Departed, 42, |number| vec![("depart-for-intervention", eta(number))]).await;
    repeated(tally, Moment::Paused, 22, |number| {
        vec![("propose-postponement", appointment(number)), ("refuse-postponement", json!({}))]
    })
    .await;
    repeated(tally, Moment::Accepted, 22, |number| vec![("resolve-intervention", extend(number))]).await;
    let mut scene = repeated(tally, Moment::Paused, 101, |_| {
        vec![("resume-intervention", json!({})), ("pause-intervention", json!({}))]
    })
    .await;
    // There is no room for another visit either.
    tried(tally, &scene, "propose-postponement", &json!({ "appointment": "2026-11-25T09:00:00.000Z" })).await;
    tried(tally, &scene, "confirm-postponement", &json!({})).await;
    scene.now += 2 * 24 * 60 * 60;
    tried(tally, &scene, "arrive-on-site", &json!({})).await;
    let code = json!({ "code": scene.player.show(scene.now).await.body["startCode"] });
    tried(tally, &scene, "start-intervention", &code).await;
    repeated(tally, Moment::Declared, 27, |_| {
        vec![("choose-technician", json!({ "technicianId": "" })), ("decline-request", json!({}))]
    })
    .await;
}

/// Does the same so many times, five seconds apart.
async fn repeated(
    tally: &Tally,
    moment: Moment,
    times: usize,
    deeds: impl Fn(usize) -> Vec<(&'static str, Value)>,
) -> Scene<'_> {
    let mut scene = Scene::at(&tally.house, moment).await;
    for number in 0..times {
        for (id, mut body) in deeds(number) {
            if id == "choose-technician" {
                body["technicianId"] = scene.player.technician(TAKING).into();
            }
            let answer = tried(tally, &scene, id, &body).await;
            scene.now += 5;
            if answer.body["code"] == "too-many" {
                return scene;
            }
        }
    }
    scene
}

/// Work on another day, and a price beyond all limits.
async fn later(tally: &Tally) {
    let appointed = Scene::at(&tally.house, Moment::Declared).await;
    tried(tally, &appointed, "schedule-request", &json!({ "scheduledFor": "2026-11-24T09:00:00.000Z" }))
        .await;
    tried(
        tally,
        &appointed,
        "choose-technician",
        &json!({ "technicianId": appointed.player.technician(TAKING) }),
    )
    .await;
    tried(tally, &appointed, "accept-request", &json!({})).await;
    let mut appointed = appointed;
    appointed.now = 25 * 60 * 60;
    let code = appointed.player.show(appointed.now).await.body["startCode"].clone();
    let early = "2026-11-23T12:00:00.000Z";
    tried(tally, &appointed, "arrive-on-site", &json!({ "occurredAt": early })).await;
    tried(tally, &appointed, "arrive-on-site", &json!({})).await;
    tried(tally, &appointed, "start-intervention", &json!({ "code": code, "occurredAt": early })).await;

    // Another appointment of the technician stands where this work would go on.
    for moment in [Moment::Paused, Moment::Postponable, Moment::Accepted] {
        let mut scene = Scene::at(&tally.house, moment).await;
        let first = scene.player.id.clone();
        scene.player.declare_at(tests::scene::WISH, scene.now).await;
        tried(tally, &scene, "schedule-request", &json!({ "scheduledFor": "2026-11-25T08:00:00.000Z" }))
            .await;
        tried(
            tally,
            &scene,
            "choose-technician",
            &json!({ "technicianId": scene.player.technician(TAKING) }),
        )
        .await;
        tried(tally, &scene, "accept-request", &json!({})).await;
        let second = std::mem::replace(&mut scene.player.id, first);
        tried(tally, &scene, "propose-postponement", &json!({ "appointment": "2026-11-25T08:30:00.000Z" }))
            .await;
        tried(tally, &scene, "confirm-postponement", &json!({})).await;
        let moved = |until: &str| json!({ "outcome": "extended", "reason": "Neige.", "until": until });
        tried(tally, &scene, "resolve-intervention", &moved("2026-11-25T08:30:00.000Z")).await;
        scene.player.id = second;
        for until in ["2026-11-23T09:00:00.000Z", "2026-11-23T12:00:00.000Z", "2026-11-25T08:30:00.000Z"] {
            tried(tally, &scene, "resolve-intervention", &moved(until)).await;
        }
    }

    let mut scene = Scene::at(&tally.house, Moment::Paused).await;
    for _ in 0..2 {
        let quoted = tried(tally, &scene, "propose-quote", &json!({ "lines": [line(4_995)] })).await;
        scene.player.quote = quoted.body["quote"]["id"].as_str().unwrap_or_default().to_owned();
        tried(tally, &scene, "accept-quote", &json!({})).await;
        scene.now += 5;
    }
    tried(tally, &scene, "propose-quote", &json!({ "lines": [line(50)] })).await;
    let part = json!({ "kind": "material", "label": "Pompe", "quantity": 1, "unitPrice": euros(12_000) });
    tried(tally, &scene, "add-extra", &part).await;
}

/// Two appointments of one technician, an immediate request beside them, and a quote beside a proposal.
async fn appointments(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Declared).await;
    let taking = json!({ "technicianId": scene.player.technician(TAKING) });
    let on = |day: u8| json!({ "scheduledFor": format!("2026-11-{day}T09:00:00.000Z") });
    tried(tally, &scene, "schedule-request", &on(24)).await;
    tried(tally, &scene, "choose-technician", &taking).await;
    let first = scene.player.id.clone();
    scene.player.declare_at(tests::scene::WISH, scene.now + 1).await;
    tried(tally, &scene, "schedule-request", &on(24)).await;
    tried(tally, &scene, "choose-technician", &taking).await;
    // Both offers stand: one is accepted.
    let second = std::mem::replace(&mut scene.player.id, first);
    scene.now += 5;
    tried(tally, &scene, "accept-request", &json!({})).await;
    scene.player.id = second;
    tried(tally, &scene, "accept-request", &json!({})).await;

    scene.player.declare_at(tests::scene::WISH, scene.now + 2).await;
    tried(tally, &scene, "schedule-request", &on(25)).await;
    tried(tally, &scene, "choose-technician", &taking).await;
    scene.now += 5;
    tried(tally, &scene, "accept-request", &json!({})).await;
    let moved = |until: &str| json!({ "outcome": "extended", "reason": "Neige.", "until": until });
    tried(tally, &scene, "resolve-intervention", &moved("2026-11-24T09:00:00.000Z")).await;
    let third = scene.player.id.clone();
    scene.player.declare_at(tests::scene::WISH, scene.now + 3).await;
    tried(tally, &scene, "choose-technician", &taking).await;
    scene.now += 5;
    tried(tally, &scene, "accept-request", &json!({})).await;
    scene.player.id = third;
    tried(tally, &scene, "resolve-intervention", &moved("2026-11-23T08:30:00.000Z")).await;

    let scene = Scene::at(&tally.house, Moment::Postponable).await;
    tried(tally, &scene, "propose-quote", &json!({ "lines": [line(1)] })).await;
    tried(tally, &scene, "confirm-postponement", &json!({})).await;

    // The technician changes trade while the offer stands.
    let scene = Scene::at(&tally.house, Moment::Offered).await;
    let mut profile = scene.player.profile(&tests::scene::terms(TAKING));
    profile["categories"][0]["category"] = "locksmith".into();
    tried(tally, &scene, "update-technician", &profile).await;
    tried(tally, &scene, "accept-request", &json!({})).await;
}

/// Wrong start codes until starting is locked, and then blocked.
async fn codes(tally: &Tally) {
    let mut scene = Scene::at(&tally.house, Moment::Arrived).await;
    for number in 0..200 {
        let answer =
            tried(tally, &scene, "start-intervention", &json!({ "code": format!("{number:04}") })).await;
        scene.now += if answer.body["code"] == "start-locked" { 11 * 60 } else { 1 };
        if answer.body["code"] == "start-blocked" {
            return;
        }
    }
}

/// A technician gave it up, and lost it; what was meant for then arrives late.
async fn gone(tally: &Tally) {
    let late = json!({});
    let by_technician = ["depart-for-intervention", "arrive-on-site", "cancel-intervention"];
    let mut scene = Scene::at(&tally.house, Moment::Departed).await;
    for _ in 0..2 {
        let call = scene.player.by_technician(TAKING, "POST", &scene.player.path("/cancellation"), scene.now);
        let operation = tally.document.operation("cancel-intervention");
        tally.call(operation, &call.with_body(&json!({ "reason": "En panne." }))).await;
        for id in by_technician {
            tried(tally, &scene, id, &late).await;
        }
        tried(tally, &scene, "start-intervention", &json!({ "code": "0000" })).await;
        scene.now += 60;
        tried(tally, &scene, "accept-request", &late).await;
    }
    {
        let mut scene = Scene::at(&tally.house, Moment::Accepted).await;
        tried(
            tally,
            &scene,
            "resolve-intervention",
            &json!({ "outcome": "released", "reason": "Injoignable." }),
        )
        .await;
        scene.now += 5;
        for id in ["depart-for-intervention", "arrive-on-site"] {
            tried(tally, &scene, id, &late).await;
        }
        tried(tally, &scene, "start-intervention", &json!({ "code": "0000" })).await;
        let call = scene.player.by_technician(TAKING, "POST", &scene.player.path("/cancellation"), scene.now);
        tally
            .call(
                tally.document.operation("cancel-intervention"),
                &call.with_body(&json!({ "reason": "En panne." })),
            )
            .await;
    }
    // The customer closes it; the technician finishes afterwards.
    let scene = Scene::at(&tally.house, Moment::Stalled).await;
    tried(tally, &scene, "close-intervention", &late).await;
    let report = json!({ "report": { "diagnosis": "Usure.", "workDone": "Réparation." } });
    tried(tally, &scene, "finish-intervention", &report).await;
    // The technician on site answers, and then says that the customer is absent.
    let mut scene = Scene::at(&tally.house, Moment::Arrived).await;
    let quote =
        json!({ "lines": [{ "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": euros(1) }] });
    let quoted = tried(tally, &scene, "propose-quote", &quote).await;
    scene.player.quote = quoted.body["quote"]["id"].as_str().unwrap_or_default().to_owned();
    tried(tally, &scene, "start-intervention", &json!({ "code": scene.player.start_code() })).await;
    tried(tally, &scene, "refuse-quote", &late).await;
    scene.now += 20 * 60;
    let call = scene.player.by_technician(TAKING, "POST", &scene.player.path("/cancellation"), scene.now);
    tally
        .call(
            tally.document.operation("cancel-intervention"),
            &call.with_body(&json!({ "reason": "customer-absent" })),
        )
        .await;
    // It is too early to say so.
    let scene = Scene::at(&tally.house, Moment::Arrived).await;
    let call = scene.player.by_technician(TAKING, "POST", &scene.player.path("/cancellation"), scene.now);
    tally
        .call(
            tally.document.operation("cancel-intervention"),
            &call.with_body(&json!({ "reason": "customer-absent" })),
        )
        .await;
    // A newer quote replaces the first one.
    let mut scene = Scene::at(&tally.house, Moment::Quoted).await;
    let older = scene.player.quote.clone();
    scene.now += 5;
    tried(tally, &scene, "propose-quote", &quote).await;
    scene.player.quote = older;
    for id in ["accept-quote", "refuse-quote", "withdraw-quote"] {
        tried(tally, &scene, id, &late).await;
    }
}

/// Another technician has it since: one who was asked, and one who had it, come too late.
async fn taken(tally: &Tally) {
    for moment in [Moment::Waiting, Moment::Accepted] {
        let mut scene = Scene::at(&tally.house, moment).await;
        let released = json!({ "outcome": "released", "reason": "Injoignable." });
        tried(tally, &scene, "resolve-intervention", &released).await;
        scene.now += 60;
        tried_by(tally, &scene, "accept-request", &json!({}), tests::scene::FOREIGN).await;
        scene.now += 5;
        for id in ["accept-request", "depart-for-intervention", "arrive-on-site"] {
            tried(tally, &scene, id, &json!({})).await;
        }
        tried(tally, &scene, "start-intervention", &json!({ "code": "0000" })).await;
        let call = scene.player.by_technician(TAKING, "POST", &scene.player.path("/cancellation"), scene.now);
        tally
            .call(
                tally.document.operation("cancel-intervention"),
                &call.with_body(&json!({ "reason": "En panne." })),
            )
            .await;
    }
}

/// Tokens that are left of a person who was erased, and an erasure that must wait.
async fn erased(tally: &Tally) {
    let scene = Scene::at(&tally.house, Moment::Declared).await;
    let profiles = ["update-technician", "update-customer", "declare-request"];
    for by in [scene.player.customer(), scene.player.technician(ASKED)] {
        let erase = Call::new("DELETE", "/me", (&by, "technicians"), scene.player.time(60));
        tally.call(tally.document.operation("erase-personal-data"), &erase).await;
        for id in profiles {
            let operation = tally.document.operation(id);
            let body = operation.bodies().unwrap_or_default()[0].1.clone();
            let method = operation.method.to_uppercase();
            let call = Call::new(&method, operation.path, (&by, "technicians"), scene.player.time(61));
            tally.call(operation, &call.with_header("idempotency-key", "erased").with_body(&body)).await;
        }
    }
    let karim = given::technician(&tally.house.table.store, "karim-who-finished").await;
    given::finished(&tally.house.table.store, &karim).await;
    for sub in ["camille", karim.id.as_str()] {
        let erase = Call::new("DELETE", "/me", (sub, "technicians"), given::at(90));
        tally.call(tally.document.operation("erase-personal-data"), &erase).await;
    }
    let scene = Scene::at(&tally.house, Moment::Working).await;
    let operation = tally.document.operation("update-technician");
    let mut body = operation.bodies().unwrap_or_default()[0].1.clone();
    body["business"]["siren"] = "404833048".into();
    body["business"]["vatNumber"] = "FR83404833048".into();
    tried(tally, &scene, "update-technician", &body).await;
}

/// Addresses that are several places or none, and then a service that is silent.
async fn addresses(tally: &mut Tally) {
    let noyon = ["14 rue de Noyon", "80000", "Amiens"];
    let tries = [["2 rue de l'Église", "80290", "Poix"], ["99 rue des Nuages", "80000", "Amiens"], noyon];
    let (sub, at) = {
        let scene = Scene::at(&tally.house, Moment::Declared).await;
        (scene.player.customer(), scene.player.time(90))
    };
    for (number, [line1, postcode, city]) in tries.into_iter().enumerate() {
        if number == 2 {
            // The function goes on with the address of the first service, which ends.
            tally.house.addresses = Recorded::start().expect("a free port");
        }
        let operation = tally.document.operation("declare-request");
        let mut body = operation.bodies().unwrap_or_default()[0].1.clone();
        body["address"] = json!({ "line1": line1, "postcode": postcode, "city": city });
        let call = Call::new("POST", "/interventions", (&sub, ""), at).with_body(&body);
        tally.call(operation, &call.with_header("idempotency-key", &format!("address-{number}"))).await;
    }
}

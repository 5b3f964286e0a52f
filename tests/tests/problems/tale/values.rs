//! Values that break a rule: of a body, of a credit note, of an address.

use recorded::Recorded;
use serde_json::{Value, json};
use tests::{house::Call, moment::Moment, scene::Scene};

use super::{euros, line, tried};
use crate::tally::Tally;

/// One value of a sound body breaks a rule.
pub(super) async fn values(tally: &Tally) {
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
pub(super) async fn credits(tally: &Tally) {
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

/// Addresses that are several places or none, and then a service that is silent.
pub(super) async fn addresses(tally: &mut Tally) {
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

//! Somebody applies, is refused, applies again; a technician moves to another company.

use embedded::{embedded, given};
use serde_json::{Value, json};
use tests::{
    house::{Call, House},
    moment::Moment,
    reckoning::deed::{Numbers, Terms},
    scene::{ASKED, Scene, TAKING},
};

const APPLICANT: (&str, &str) = ("newcomer", "");
const OPERATOR: (&str, &str) = ("odile", "operators");

pub(super) async fn walk() {
    let house = House::open(embedded().await);
    let scene = Scene::at(&house, Moment::Finished).await;
    applies(&scene).await;
    for technician in [TAKING, ASKED] {
        moves(&scene, technician).await;
    }
}

async fn applies(scene: &Scene<'_>) {
    let (target, reason) =
        (format!("/technicians/{}/refusal", APPLICANT.0), json!({ "reason": "Sans assurance." }));
    for round in 1..=2 {
        let profile = profile(scene, ASKED);
        let call = |by, method, target: &str| {
            let call = Call::new(method, target, by, given::at(round));
            if method == "GET" {
                call
            } else {
                call.with_header("idempotency-key", &format!("{method}-{round}"))
            }
        };
        scene.player.done(&call(APPLICANT, "PUT", "/technicians/me").with_body(&profile)).await;
        scene.player.done(&call(OPERATOR, "GET", "/applications")).await;
        scene.player.done(&call(OPERATOR, "POST", &target).with_body(&reason)).await;
    }
}

/// From now on another company invoices, without value-added tax.
async fn moves(scene: &Scene<'_>, technician: usize) {
    let mut profile = profile(scene, technician);
    let business = profile["business"].as_object_mut().expect("a profile has a business");
    business.remove("vatNumber");
    business.insert("siren".to_owned(), "356000000".into());
    business.insert("vatRegime".to_owned(), "exempt".into());
    let change = scene.player.by_technician(technician, "PUT", "/technicians/me", scene.now);
    scene.player.send(&change.with_body(&profile)).await;
}

fn profile(scene: &Scene<'_>, technician: usize) -> Value {
    scene.player.profile(&Terms { technician, hourly: 7_200, flat: 12_000, numbers: Numbers::OF_THE_RULES })
}

//! Every operation, at every moment of an intervention and long after it, by everybody who has a part in it.

use domain::SignedDuration;
use serde_json::{Value, json};
use tests::{
    document::Operation,
    house::Call,
    moment::Moment,
    scene::{ASKED, FOREIGN, Scene, TAKING},
};

use crate::tally::{Tally, group};

/// When operations are tried: at a moment, and so many seconds later.
const TIMES: [(Moment, i64); 20] = [
    (Moment::Declared, 0),
    (Moment::Declared, DAY),
    (Moment::Offered, 0),
    (Moment::Offered, 120),
    (Moment::Waiting, 0),
    (Moment::Waiting, DAY),
    (Moment::Accepted, 0),
    (Moment::Accepted, 60 * 60),
    (Moment::Departed, 0),
    (Moment::Arrived, 0),
    (Moment::Working, 0),
    (Moment::Paused, 0),
    (Moment::Stalled, 0),
    (Moment::Quoted, 0),
    (Moment::Quoted, MONTHS),
    (Moment::Postponable, 0),
    (Moment::Postponable, MONTHS),
    (Moment::Finished, 0),
    (Moment::Finished, DAY),
    (Moment::LongFinished, 0),
];

/// A little more than a day: requests have expired.
const DAY: i64 = 25 * 60 * 60;
/// Quotes, proposals and the time to rate are over.
const MONTHS: i64 = 40 * 24 * 60 * 60;

/// Tries every operation that is about an intervention.
pub(crate) async fn told(tally: &Tally) {
    for (moment, later) in TIMES {
        at(tally, moment, later).await;
    }
}

async fn at(tally: &Tally, moment: Moment, later: i64) {
    let mut scene = Scene::at(&tally.house, moment).await;
    let staged = |one: &Operation<'_>| one.codes().iter().any(|(status, _)| *status == 409);
    for operation in tally.document.operations().into_iter().filter(staged) {
        for body in bodies(operation) {
            for caller in callers(operation, &scene, moment) {
                let call = scene.call(operation.method, operation.path, body.as_ref());
                let at = call.at + SignedDuration::from_secs(later);
                let answer = tally.call(operation, &Call { caller: Some(caller), at, ..call }).await;
                if answer.status < 300 {
                    scene = Scene::at(&tally.house, moment).await;
                }
            }
        }
    }
}

/// The first example, and the same told from long ago.
fn bodies(operation: Operation<'_>) -> Vec<Option<Value>> {
    let examples = operation.bodies().unwrap_or_default();
    let first = examples.first().map(|(_, body)| (*body).clone());
    let mut bodies = vec![first.clone()];
    if operation.fields_of_body().iter().any(|field| field == "occurredAt") {
        let mut dated = first.unwrap_or_else(|| json!({}));
        dated["occurredAt"] = "2026-11-01T00:00:00.000Z".into();
        bodies.push(Some(dated));
    }
    bodies
}

/// Whom it is meant for; where the request is open or was just taken, the technicians who did not get it, too.
fn callers(operation: Operation<'_>, scene: &Scene<'_>, moment: Moment) -> Vec<(String, String)> {
    let group = group(operation).to_owned();
    let is_wanted = matches!(moment, Moment::Offered | Moment::Waiting | Moment::Accepted);
    let technicians: &[usize] = if is_wanted { &[TAKING, ASKED, FOREIGN] } else { &[TAKING] };
    let technicians = technicians.iter().map(|one| (scene.player.technician(*one), "technicians".to_owned()));
    match operation.by() {
        "technician" => technicians.collect(),
        "operator" => vec![("odile".to_owned(), group)],
        "shared" => std::iter::once((scene.player.customer(), group)).chain(technicians).collect(),
        _ => vec![(scene.player.customer(), group)],
    }
}

//! Rule 29, by an independent reading of the JSON that everybody gets.

use domain::{dossier::Dossier, id::QuoteId, media::Media, policy::Policy, quote::QuoteLines};
use embedded::given;
use lambda::Call;
use serde_json::{Value, json};

use crate::{
    living::{Life, at},
    reckoning::{
        course::{Stage, stage},
        story::Story,
    },
    secrets::{Secret, leaks},
};

/// How long the technician who did the work keeps codes and phone: 30 days of the French calendar, one of which may have
/// 25 hours.
const MONTH: i64 = (30 * 24 + 1) * 60 * 60;

/// Everybody reads it at some time: nobody is told what is not for them.
pub(super) fn read(life: &Life, story: &Story, policy: &Policy, now: i64) -> Result<(), String> {
    let holder = story.terms().map(|(terms, _)| terms.technician);
    for number in 0..life.technicians().len() {
        let sub = life.technicians()[number].id.as_str();
        let mut forbidden = vec![start_code()];
        if holder != Some(number) {
            forbidden.extend(secrets());
        } else if stage(story) == Stage::Over && now > story.last().1 + MONTH {
            forbidden.extend(codes());
        }
        check(life, policy, (sub, "technicians"), now, &forbidden)?;
    }
    let stranger = ("stranger", "");
    check(life, policy, stranger, now, &[secrets(), vec![start_code()]].concat())?;
    check(life, policy, ("odile", "operators"), now, &[start_code()])
}

fn check(
    life: &Life,
    policy: &Policy,
    reader: (&str, &str),
    now: i64,
    forbidden: &[Secret],
) -> Result<(), String> {
    let Some(answer) = answer(life, policy, reader, now) else { return Ok(()) };
    let told = leaks(&answer, forbidden);
    if told.is_empty() { Ok(()) } else { Err(format!("{} reads {told:?} at {now}: {answer}", reader.0)) }
}

/// What the reader is shown; nothing if it is not theirs to know of.
fn answer(life: &Life, policy: &Policy, (sub, group): (&str, &str), now: i64) -> Option<Value> {
    let event = json!({
        "routeKey": "GET /interventions/{id}",
        "rawPath": "/interventions/1",
        "headers": {},
        "requestContext": {
            "http": { "method": "GET", "path": "/interventions/1" },
            "requestId": "1",
            "timeEpoch": at(now).as_millisecond(),
            "authorizer": { "jwt": { "claims": { "sub": sub, "cognito:groups": format!("[{group}]") } } },
        },
    });
    let call = Call::from_event(&event.to_string()).expect("an event of the gateway");
    let dossier = dossier(life);
    let reply = call.dossier(&dossier, policy).ok()?;
    serde_json::from_slice(reply.body()).ok()
}

fn dossier(life: &Life) -> Dossier {
    let lines = |id: &QuoteId| (id.clone(), given::quote_lines());
    let quotes: Vec<(QuoteId, QuoteLines)> =
        life.intervention.quotes().iter().map(|quote| lines(&quote.id)).collect();
    Dossier {
        intervention: life.intervention.clone(),
        breakdown: given::breakdown(),
        quotes,
        report: None,
        media: Media::default(),
        papers: Vec::new(),
        as_of: None,
        today: None,
    }
}

fn secrets() -> Vec<Secret> {
    let place = given::amiens();
    let mut secrets = vec![
        Secret::of("the customer's street", "12 rue des Cordeliers"),
        Secret::of("the customer's `sub`", given::customer().as_str()),
        Secret::of("the latitude", place.latitude().to_string()),
        Secret::of("the longitude", place.longitude().to_string()),
    ];
    secrets.extend(codes());
    secrets
}

fn codes() -> Vec<Secret> {
    vec![Secret::of("the code of the door", "4B19"), Secret::of("the floor", "2e étage")]
}

fn start_code() -> Secret {
    Secret::of("the start code", "4821")
}

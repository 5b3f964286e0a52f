//! Story 3: a technician's phone falls into the water, and nobody can finish. An operator does it (rule 33).

use std::time::Duration;

use domain::Timestamp;
use hyper::Method;
use serde_json::{Value, json};

use super::answer::{cents, expect_cents, expect_text, items, surprising, text};
use super::caller::{Caller, new_key};
use super::deed::path;
use super::people::People;
use super::rules::{self, BASE_CENTS, Part};
use super::technician::Technician;
use super::{invoice, leftovers};
use crate::Error;

/// How long the technician works before the phone is gone.
const WORKED_MINUTES: u64 = 41;
/// How long nobody stops the clock after that.
const FORGOTTEN_MINUTES: u64 = 180;

/// Plays it.
pub(super) async fn play(people: &People) -> Result<(), Error> {
    people.lines.title("a pipe bursts in Lyon, and the technician's phone falls into the water");
    let ines = people.customer("ines", &tenant()).await?;
    leftovers::end(&ines, people).await?;
    let plumber = *people
        .near("plumbing", "69")
        .first()
        .ok_or_else(|| surprising("people/technicians.json", "nobody in Lyon repairs pipes"))?;
    let technician = people.technician(plumber).await?;
    let id = taken(&ines, people, (plumber, &technician)).await?;
    let started = arrived(&ines, &technician, people, &id).await?;
    let price = resolved(&ines, people, &id, &started).await?;
    let hourly_cents = plumber.hourly_rate("plumbing").unwrap_or_default();
    let worked_seconds = i64::try_from(60 * WORKED_MINUTES).unwrap_or(i64::MAX);
    let parts = [Part::usual(BASE_CENTS), Part::usual(rules::time(worked_seconds, hourly_cents))];
    expect_cents("the price that the operator's hand leads to", price, rules::total(&parts))?;
    invoice::open(&ines, "ines", &id, &parts).await?;
    invoice::is_remembered(&ines, &technician, &id, price).await
}

/// Declared, chosen and accepted.
async fn taken(
    ines: &Caller,
    people: &People,
    (plumber, technician): (&Technician, &Caller),
) -> Result<String, Error> {
    people.go(&[plumber], true).await?;
    let what = "declares a pipe that burst under the sink";
    let id = ines.declares(what, &pipe(), &new_key(), "declared").await?;
    let list = ines.reads(&path(&id, "technicians?sort=proximity")).await?;
    let named = |entry: &&Value| entry["displayName"] == plumber.display_name.as_str();
    let chosen = items(&list, "/items")?.iter().find(named);
    let chosen =
        chosen.ok_or_else(|| surprising("the match", format!("{} is not in it", technician.name)))?;
    let choice = json!({ "technicianId": text(chosen, "/technicianId")? });
    ines.puts(&format!("chooses {}", technician.name), &path(&id, "choice"), &choice, "offered").await?;
    technician.posts("accepts", &path(&id, "acceptance"), &json!({}), "accepted").await?;
    Ok(id)
}

/// On the way, at the door, at work; answers the intervention as the start left it.
async fn arrived(ines: &Caller, technician: &Caller, people: &People, id: &str) -> Result<Value, Error> {
    let departure = json!({ "etaMinutes": 12 });
    technician.posts("departs, 12 minutes away", &path(id, "departure"), &departure, "accepted").await?;
    people.passes(12, "the drive through Lyon").await?;
    technician.posts("arrives", &path(id, "arrival"), &json!({}), "arrived").await?;
    people.passes(3, "the interview").await?;
    let shown = ines.reads(&format!("/interventions/{id}")).await?;
    let code = json!({ "code": text(&shown, "/startCode")? });
    technician.posts("starts with Inès's code", &path(id, "start"), &code, "working").await
}

/// The customer asks for help, and the operator ends the work when it ended; answers the price.
async fn resolved(ines: &Caller, people: &People, id: &str, started: &Value) -> Result<i64, Error> {
    people.passes(WORKED_MINUTES, "the pipe is repaired; the phone falls into the bucket").await?;
    people.passes(FORGOTTEN_MINUTES, "nobody stops the clock").await?;
    let shown = ines.reads(&format!("/interventions/{id}")).await?;
    let running = cents(&shown, "/priceSoFar/total")?;
    ines.lines.step("working", &format!("{} sees the price run on", ines.name), Some(running));
    let question = asked(ines, id).await?;
    let odile = people.operator("odile", "Odile (operator)").await?;
    is_open(&odile, &question).await?;
    let began = items(started, "/timeline")?.last().and_then(|entry| entry["recordedAt"].as_str());
    let began = began.and_then(|time| time.parse::<Timestamp>().ok());
    let ended = began.and_then(|began| began.checked_add(Duration::from_secs(60 * WORKED_MINUTES)).ok());
    let ended = ended.ok_or_else(|| surprising("the timeline", "it has no time of the start"))?;
    let reason = "The technician's phone broke at the end of the work.";
    let resolution = json!({ "outcome": "finished", "reason": reason, "at": ended.to_string() });
    let what = format!("finishes it as of {WORKED_MINUTES} minutes after the start");
    let resolved = odile.posts(&what, &path(id, "resolution"), &resolution, "finished").await?;
    answered(&odile, ines, &question).await?;
    cents(&resolved, "/priceSoFar/total")
}

async fn asked(ines: &Caller, id: &str) -> Result<String, Error> {
    let subject = "Le temps tourne encore";
    let text_of_it = "Le technicien est parti il y a trois heures, et le prix continue de monter.";
    let body = json!({ "subject": subject, "text": text_of_it, "interventionId": id });
    let answer = ines.send(&Method::POST, "/questions", Some(&body), &new_key()).await?;
    let question = ines.accepted("asks (POST /questions)", &answer)?;
    ines.lines.step("question", &format!("{} asks the team why the clock still runs", ines.name), None);
    Ok(text(&question, "/id")?.to_owned())
}

/// The operator finds the question among those that nobody answered.
async fn is_open(odile: &Caller, question: &str) -> Result<(), Error> {
    let open = odile.reads("/questions?answered=false&limit=100").await?;
    if !items(&open, "/items")?.iter().any(|item| item["id"] == question) {
        return Err(surprising("the list of questions", "what was asked is not in it"));
    }
    odile.lines.step("question", &format!("{} finds it among the open questions", odile.name), None);
    Ok(())
}

async fn answered(odile: &Caller, ines: &Caller, question: &str) -> Result<(), Error> {
    let told = "C'est corrigé : le travail compte jusqu'au départ du technicien.";
    let body = json!({ "text": told });
    let path = format!("/questions/{question}/answer");
    let answer = odile.send(&Method::POST, &path, Some(&body), &new_key()).await?;
    odile.accepted(&format!("answers (POST {path})"), &answer)?;
    let own = ines.reads("/questions?limit=100").await?;
    let read = items(&own, "/items")?.iter().find(|item| item["id"] == question);
    let read = read.ok_or_else(|| surprising("one's questions", "what was asked is not in it"))?;
    expect_text("the answer", text(read, "/answer/text")?, told)?;
    ines.lines.step("question", &format!("{} reads the answer", ines.name), None);
    Ok(())
}

fn tenant() -> Value {
    let home = json!({ "line1": "8 rue de la Charité", "postcode": "69002", "city": "Lyon" });
    json!({ "name": "Inès Carpentier", "phone": "+33639980056", "billingAddress": home })
}

fn pipe() -> Value {
    json!({
        "category": "plumbing",
        "address": {
            "line1": "8 rue de la Charité",
            "postcode": "69002",
            "city": "Lyon",
            "location": { "latitude": 45.7553, "longitude": 4.8312 },
        },
        "description": "Le tuyau sous l'évier a éclaté, l'eau est coupée.",
    })
}

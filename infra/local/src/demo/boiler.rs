//! Story 1: a boiler fails in Amiens, and the bill goes to Lille. From the declaration to the rating.

use domain::Timestamp;
use serde_json::{Value, json};

use super::answer::{cents, expect_cents, expect_text, items, number, surprising, text};
use super::caller::{Caller, new_key};
use super::deed::path;
use super::offline::Offline;
use super::people::People;
use super::rules::{self, BASE_CENTS, Part};
use super::technician::euro;
use super::{invoice, leftovers, photo};
use crate::Error;

const LABOUR_CENTS: i64 = 9_000;
const CIRCULATOR_CENTS: i64 = 14_500;
const THERMOCOUPLE_CENTS: i64 = 1_250;
const VESSEL_CENTS: i64 = 11_000;
/// When the technician pauses in the cellar and goes on, in minutes after the start.
const PAUSED_AFTER: u64 = 12;
const RESUMED_AFTER: u64 = 17;
/// How long the technician works from then until the first quote, in minutes.
const SEARCHED: u64 = 24;

/// A technician of the list that Camille chooses from.
struct Choice {
    technician: Caller,
    id: String,
    hourly_cents: i64,
}

/// Plays it.
pub(super) async fn play(people: &People) -> Result<(), Error> {
    people.lines.title("a boiler fails in Amiens, in a flat whose owner lives in Lille");
    let camille = people.customer("camille", &owner()).await?;
    leftovers::end(&camille, people).await?;
    people.go(&people.near("heating", "80"), true).await?;
    let id = declare(&camille).await?;
    photo::attach(&camille, &id).await?;
    let [first, second] = choices(&camille, people, &id).await?;
    decline(&camille, &first, &id).await?;
    accept(&camille, &second, &id).await?;
    let technician = &second.technician;
    let started = visit(&camille, technician, people, &id).await?;
    let worked_seconds = work(&camille, technician, people, (&id, &started)).await?;
    let price = finish(technician, &id).await?;
    let parts = [
        Part::usual(BASE_CENTS),
        Part::usual(rules::time(worked_seconds, second.hourly_cents)),
        Part::at(LABOUR_CENTS, 10),
        Part::at(CIRCULATOR_CENTS, 10),
        Part::at(VESSEL_CENTS, 10),
        Part::usual(THERMOCOUPLE_CENTS),
    ];
    expect_cents("the price at the finish", price, rules::total(&parts))?;
    invoice::open(&camille, "camille", &id, &parts).await?;
    rate(&camille, &id).await?;
    invoice::is_remembered(&camille, technician, &id, price).await
}

/// Three clicks: address, category, description. The answer got lost on the way, so the app sends it again.
async fn declare(camille: &Caller) -> Result<String, Error> {
    let (boiler, key) = (boiler(), new_key());
    let what = "declares a boiler that failed at 14 rue de Noyon in Amiens";
    let id = camille.declares(what, &boiler, &key, "declared").await?;
    let what = "sends it again with the same Idempotency-Key: it stays one";
    let again = camille.declares(what, &boiler, &key, "declared").await?;
    expect_text("a declaration sent twice", &again, &id)?;
    Ok(id)
}

/// The nearest two who play in this demo.
async fn choices(camille: &Caller, people: &People, id: &str) -> Result<[Choice; 2], Error> {
    let cheapest = camille.reads(&path(id, "technicians?sort=price")).await?;
    let nearest = camille.reads(&path(id, "technicians?sort=proximity")).await?;
    let (cheapest, nearest) = (items(&cheapest, "/items")?, items(&nearest, "/items")?);
    is_sorted(cheapest, "/estimate/for60Minutes/cents")?;
    is_sorted(nearest, "/distanceMeters")?;
    camille.lines.technicians("cheapest first", cheapest)?;
    camille.lines.technicians("nearest first", nearest)?;
    let mut choices = Vec::new();
    for entry in nearest {
        let Some(known) = people.named(text(entry, "/displayName")?) else { continue };
        let technician = people.technician(known).await?;
        let id = text(entry, "/technicianId")?.to_owned();
        choices.push(Choice { technician, id, hourly_cents: cents(entry, "/hourlyRate")? });
    }
    choices.truncate(2);
    let few = |_| surprising("the match", "fewer than two technicians of the demo are free in Amiens");
    choices.try_into().map_err(few)
}

fn is_sorted(matched: &[Value], pointer: &str) -> Result<(), Error> {
    let keys = matched.iter().map(|entry| number(entry, pointer)).collect::<Result<Vec<_>, _>>()?;
    if keys.is_sorted() {
        return Ok(());
    }
    Err(surprising("the match", format!("it is not in the order of {pointer}: {keys:?}")))
}

async fn decline(camille: &Caller, first: &Choice, id: &str) -> Result<(), Error> {
    choose(camille, first, id).await?;
    let what = "declines: no circulator in the van";
    first.technician.posts(what, &path(id, "refusal"), &json!({}), "open").await?;
    Ok(())
}

/// Only who accepted sees the address (rule 29).
async fn accept(camille: &Caller, second: &Choice, id: &str) -> Result<(), Error> {
    choose(camille, second, id).await?;
    let what = "accepts and promises to be there within 45 minutes";
    let accepted = second.technician.posts(what, &path(id, "acceptance"), &json!({}), "accepted").await?;
    expect_text("the address after acceptance", text(&accepted, "/address/line1")?, "14 rue de Noyon")
}

async fn choose(camille: &Caller, choice: &Choice, id: &str) -> Result<(), Error> {
    let what = format!("chooses {}, who has 45 seconds to answer", choice.technician.name);
    camille.puts(&what, &path(id, "choice"), &json!({ "technicianId": choice.id }), "offered").await?;
    Ok(())
}

/// On the way, at the door, and the talk that is not billed. The clock waits for the customer's code.
async fn visit(camille: &Caller, technician: &Caller, people: &People, id: &str) -> Result<Value, Error> {
    let departure = json!({ "etaMinutes": 9 });
    technician.posts("departs, 9 minutes away", &path(id, "departure"), &departure, "accepted").await?;
    people.passes(9, "the drive through Amiens").await?;
    let what = "arrives; the interview is not billed";
    technician.posts(what, &path(id, "arrival"), &json!({}), "arrived").await?;
    people.passes(4, "the interview").await?;
    let shown = camille.reads(&format!("/interventions/{id}")).await?;
    let code = text(&shown, "/startCode")?;
    let wrong = json!({ "code": if code == "0000" { "0001" } else { "0000" } });
    technician.is_refused("mishears the code", &path(id, "start"), &wrong, "wrong-start-code").await?;
    let what = "starts with the code that Camille's app shows";
    technician.posts(what, &path(id, "start"), &json!({ "code": code }), "working").await
}

/// Work in a cellar without signal, then two quotes in pauses, which add up. Answers the seconds that the clock is
/// billed for: those before the first quote.
async fn work(
    camille: &Caller,
    technician: &Caller,
    people: &People,
    (id, started): (&str, &Value),
) -> Result<i64, Error> {
    let resumed = Offline::after(technician, started)?
        .gives(PAUSED_AFTER, "pauses to fetch a tool", path(id, "pause"), json!({}), "paused")
        .gives(RESUMED_AFTER, "resumes", path(id, "resume"), json!({}), "working")
        .gives(
            RESUMED_AFTER + 1,
            "adds an extra, a thermocouple",
            path(id, "extras"),
            thermocouple(),
            "working",
        )
        .sends(people)
        .await?;
    is_unbilled(&resumed)?;
    people.passes(SEARCHED, "the search for the fault").await?;
    let what = "pauses: the circulator is worn out";
    let paused = technician.posts(what, &path(id, "pause"), &json!({}), "paused").await?;
    agree(camille, technician, id, "235.00 EUR for a new one", &circulator()).await?;
    let what = "resumes; minutes are not billed any more";
    technician.posts(what, &path(id, "resume"), &json!({}), "working").await?;
    people.passes(35, "the circulator is replaced").await?;
    let what = "pauses: the expansion vessel leaks as well";
    technician.posts(what, &path(id, "pause"), &json!({}), "paused").await?;
    let agreed = agree(camille, technician, id, "110.00 EUR for another one", &vessel()).await?;
    let totals = items(&agreed, "/agreedQuotes")?.iter().map(|quote| cents(quote, "/total"));
    let total: i64 = totals.sum::<Result<i64, Error>>()?;
    expect_cents("both agreed quotes", total, LABOUR_CENTS + CIRCULATOR_CENTS + VESSEL_CENTS)?;
    number(&paused, "/workedSeconds")
}

/// The pause in the cellar is not billed, although the house learnt of it later (rules 13 and 34).
fn is_unbilled(resumed: &Value) -> Result<(), Error> {
    let log = items(resumed, "/workLog")?;
    let ended = log.first().and_then(|stretch| stretch["to"].as_str());
    let begun = log.last().and_then(|stretch| stretch["from"].as_str());
    let told = |time: Option<&str>| time.and_then(|time| time.parse::<Timestamp>().ok());
    let (Some(ended), Some(begun)) = (told(ended), told(begun)) else {
        return Err(surprising("the work log", "the pause in the cellar is not in it"));
    };
    let minutes = begun.duration_since(ended).as_mins().unsigned_abs();
    expect_text("the minutes of the pause", &minutes.to_string(), &(RESUMED_AFTER - PAUSED_AFTER).to_string())
}

/// A quote is proposed and accepted.
async fn agree(
    camille: &Caller,
    technician: &Caller,
    id: &str,
    price: &str,
    lines: &Value,
) -> Result<Value, Error> {
    let what = format!("proposes a quote of {price}");
    let quoted = technician.posts(&what, &path(id, "quotes"), lines, "paused").await?;
    let acceptance = path(id, &format!("quotes/{}/acceptance", text(&quoted, "/quote/id")?));
    let what = "accepts the quote, which fixes the price of that work";
    camille.posts(what, &acceptance, &json!({}), "paused").await
}

async fn finish(technician: &Caller, id: &str) -> Result<i64, Error> {
    let finished =
        technician.posts("finishes with a report", &path(id, "finish"), &report(), "finished").await?;
    let (worked, stretches) = (number(&finished, "/workedSeconds")?, items(&finished, "/workLog")?.len());
    let minutes = worked / 60;
    technician
        .lines
        .note(&format!("The work log says {minutes} min in {stretches} stretches, pauses apart."));
    cents(&finished, "/priceSoFar/total")
}

async fn rate(camille: &Caller, id: &str) -> Result<(), Error> {
    let rating = json!({ "stars": 5, "comment": "Rapide, propre, et le prix annoncé." });
    camille.posts("gives five stars", &path(id, "rating"), &rating, "finished").await?;
    Ok(())
}

fn owner() -> Value {
    let home = json!({ "line1": "4 rue Faidherbe", "postcode": "59000", "city": "Lille" });
    json!({ "name": "Camille Lefèvre", "phone": "+33639980012", "billingAddress": home })
}

fn boiler() -> Value {
    let address = json!({
        "line1": "14 rue de Noyon",
        "postcode": "80000",
        "city": "Amiens",
        "access": { "floor": "2e étage", "note": "Ma locataire ouvre la porte." },
    });
    let description = "La chaudière ne démarre plus, la veilleuse s'éteint au bout de dix secondes.";
    json!({ "category": "heating", "address": address, "description": description })
}

fn circulator() -> Value {
    let line = |kind: &str, label: &str, cents: i64| json!({ "kind": kind, "label": label, "quantity": 1, "unitPrice": euro(cents), "vatRate": 10 });
    let labour = line("labour", "Remplacement du circulateur", LABOUR_CENTS);
    json!({ "lines": [labour, line("material", "Circulateur 25-60 180 mm", CIRCULATOR_CENTS)] })
}

fn vessel() -> Value {
    let label = "Vase d'expansion 12 litres, posé";
    let line = json!({ "kind": "material", "label": label, "quantity": 1, "unitPrice": euro(VESSEL_CENTS), "vatRate": 10 });
    json!({ "lines": [line] })
}

fn thermocouple() -> Value {
    let label = "Thermocouple universel 600 mm";
    json!({ "kind": "material", "label": label, "quantity": 1, "unitPrice": euro(THERMOCOUPLE_CENTS) })
}

fn report() -> Value {
    json!({ "report": {
        "diagnosis": "Circulateur bloqué, thermocouple hors service.",
        "workDone": "Remplacement du circulateur et du thermocouple, essai de 10 minutes.",
        "advice": "Prévoir l'entretien annuel avant l'hiver prochain.",
        "signedBy": "Camille Lefèvre",
    } })
}

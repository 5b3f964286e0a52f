//! Story 2: nobody is online, so the request waits until somebody is. At a flat rate time does not count.

use serde_json::{Value, json};

use super::answer::{cents, expect_cents, items, number, surprising, text};
use super::caller::{Caller, new_key};
use super::deed::path;
use super::people::People;
use super::rules::{self, Part};
use super::{invoice, leftovers};
use crate::Error;

/// Plays it.
pub(super) async fn play(people: &People) -> Result<(), Error> {
    people.lines.title("a door falls shut in Lille, and no locksmith is online");
    let nour = people.customer("nour", &tenant()).await?;
    leftovers::end(&nour, people).await?;
    let locksmiths = people.near("locksmith", "59");
    people.go(&locksmiths, false).await?;
    let id = declare(&nour).await?;
    let opener = locksmiths.iter().find_map(|one| Some((*one, one.flat_rate("locksmith")?)));
    let (opener, flat_rate_cents) =
        opener.ok_or_else(|| surprising("people/technicians.json", "nobody opens doors at a flat rate"))?;
    people.go(&[opener], true).await?;
    let technician = people.technician(opener).await?;
    see(&technician, &id).await?;
    let price = work(&nour, &technician, people, &id).await?;
    let parts = [Part::usual(flat_rate_cents)];
    expect_cents("the price at the finish", price, rules::total(&parts))?;
    invoice::open(&nour, "nour", &id, &parts).await?;
    invoice::is_remembered(&nour, &technician, &id, price).await
}

async fn declare(nour: &Caller) -> Result<String, Error> {
    let what = "declares a door that fell shut; nobody is online, so it waits";
    let id = nour.declares(what, &door(), &new_key(), "waiting").await?;
    let shown = nour.reads(&format!("/interventions/{id}")).await?;
    let position = number(&shown, "/waitingPosition")?;
    nour.lines.step("waiting", &format!("{} is number {position} of the waiting list", nour.name), None);
    Ok(id)
}

/// The missions list shows what waits: the town and the distance, not the address (rule 29).
async fn see(technician: &Caller, id: &str) -> Result<(), Error> {
    let missions = technician.reads("/missions").await?;
    let mission = items(&missions, "/items")?.iter().find(|mission| mission["id"] == id);
    let mission = mission.ok_or_else(|| surprising("the missions list", "what waits is not in it"))?;
    let (city, meters) = (text(mission, "/city")?, number(mission, "/distanceMeters")?);
    if mission.get("address").is_some() {
        return Err(surprising("the missions list", "it shows an address before acceptance"));
    }
    let seen = format!("comes online and sees it among the missions: {city}, {meters} m away");
    technician.lines.step("waiting", &format!("{} {seen}", technician.name), None);
    Ok(())
}

async fn work(nour: &Caller, technician: &Caller, people: &People, id: &str) -> Result<i64, Error> {
    technician.posts("takes it", &path(id, "acceptance"), &json!({}), "accepted").await?;
    let departure = json!({ "etaMinutes": 4 });
    technician.posts("departs, 4 minutes away", &path(id, "departure"), &departure, "accepted").await?;
    people.passes(4, "the drive through Lille").await?;
    technician.posts("arrives", &path(id, "arrival"), &json!({}), "arrived").await?;
    let shown = nour.reads(&format!("/interventions/{id}")).await?;
    let code = json!({ "code": text(&shown, "/startCode")? });
    technician.posts("starts with Nour's code", &path(id, "start"), &code, "working").await?;
    people.passes(18, "the door is opened without damage").await?;
    let what = "opens the door and finishes";
    let finished = technician.posts(what, &path(id, "finish"), &report(), "finished").await?;
    cents(&finished, "/priceSoFar/total")
}

fn tenant() -> Value {
    let home = json!({ "line1": "25 rue de Béthune", "postcode": "59000", "city": "Lille" });
    json!({ "name": "Nour Belkacem", "phone": "+33639980034", "billingAddress": home })
}

fn door() -> Value {
    json!({
        "category": "locksmith",
        "flatRate": "Ouverture de porte claquée",
        "address": {
            "line1": "25 rue de Béthune",
            "postcode": "59000",
            "city": "Lille",
            "location": { "latitude": 50.6346, "longitude": 3.0621 },
        },
        "description": "La porte a claqué, les clés sont à l'intérieur. Elle n'est pas fermée à clé.",
    })
}

fn report() -> Value {
    json!({ "report": {
        "diagnosis": "Porte claquée, serrure intacte.",
        "workDone": "Ouverture sans dégât.",
        "signedBy": "Nour Belkacem",
    } })
}

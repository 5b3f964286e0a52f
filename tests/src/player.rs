//! Plays a story through HTTP, against the real binaries.

use std::cell::Cell;

use domain::Timestamp;
use serde_json::{Value, json};

use crate::{
    event,
    house::{Answer, Call, House},
    reckoning::{
        deed::{Deed, Terms},
        story::{Entry, Story, Wish},
    },
    secrets::Secret,
};

/// An intervention of a customer and technicians of its own.
pub struct Player<'a> {
    house: &'a House,
    number: u32,
    /// When the story begins.
    origin: i64,
    /// The intervention.
    pub id: String,
    /// The newest quote.
    pub quote: String,
    /// All extras, in the order in which they were added.
    pub extras: Vec<String>,
    start_code: String,
    keys: Cell<u32>,
}

/// The first story begins in the winter of 2026; each later one begins a day later.
const ORIGIN: i64 = 1_795_435_200;

// Values that stand nowhere else, not even in the examples of the document.
const NAME: &str = "Camille Delacroix";
const STREET: &str = "7 impasse des Hortillonnages";
/// The phone number of all technicians.
const TECHNICIAN_PHONE: &str = "+33698765432";
const PHONE: &str = "+33699887766";
const DOOR_CODE: &str = "9Z73";
const FLOOR: &str = "5e étage";
const NOTE: &str = "Chien méchant.";
const BASE: &str = "18 rue Saint-Leu";

impl<'a> Player<'a> {
    /// The people of the story with this number.
    pub fn of(house: &'a House, number: u32) -> Self {
        let origin = ORIGIN + 86_400 * i64::from(number);
        let (id, start_code, quote) = (String::new(), String::new(), "1".to_owned());
        Self { house, number, origin, id, quote, extras: Vec::new(), start_code, keys: Cell::new(0) }
    }

    /// The same story, beginning at another time, in seconds since 1970.
    #[must_use]
    pub fn beginning(self, origin: i64) -> Self {
        Self { origin, ..self }
    }

    /// The same people, in another house on the same table.
    pub fn move_to(&mut self, house: &'a House) {
        self.house = house;
    }

    /// Registers customer and technicians.
    pub async fn register(&self, technicians: &[Terms]) {
        let profile = json!({ "name": NAME, "phone": PHONE, "billingAddress": address() });
        self.done(&self.by_customer("PUT", "/customers/me", 0).with_body(&profile)).await;
        for terms in technicians {
            let call = self.by_technician(terms.technician, "PUT", "/technicians/me", 0);
            self.done(&call.with_body(&self.profile(terms))).await;
        }
    }

    /// The customer declares the breakdown.
    pub async fn declare(&mut self, wish: Wish) {
        self.declare_at(wish, 0).await;
    }

    /// The customer declares a breakdown later: from then on the calls are about that one.
    pub async fn declare_at(&mut self, wish: Wish, second: i64) {
        let declared = self.done(&self.declaration(wish, second)).await;
        text(&declared.body["id"]).clone_into(&mut self.id);
    }

    /// The call that declares a breakdown.
    pub fn declaration(&self, wish: Wish, second: i64) -> Call {
        let mut body = json!({
            "category": "heating", "address": address(), "description": "La chaudière ne démarre plus.",
        });
        body["address"]["location"] = self.place();
        body["address"]["access"] = json!({ "floor": FLOOR, "doorCode": DOOR_CODE, "note": NOTE });
        if let Some(hour) = wish.scheduled_for {
            body["scheduledFor"] = self.time(hour).to_string().into();
        }
        if wish.flat_rate {
            body["flatRate"] = "Forfait".into();
        }
        if let Some(ceiling) = wish.ceiling {
            body["priceCeiling"] = money(ceiling);
        }
        self.by_customer("POST", "/interventions", second).with_body(&body)
    }

    /// Does what an entry says; the answer may be a refusal.
    pub async fn play(&mut self, story: &Story, entry: &Entry) -> Answer {
        if let Deed::Accept(terms) = entry.deed {
            return self.taken(story, terms.technician, entry.received).await;
        }
        let answer = self.send(&self.call(story, entry)).await;
        self.remember(&answer);
        answer
    }

    /// The technician is online at the place of the breakdown.
    pub async fn go_online(&self, technician: usize, second: i64) {
        let body = json!({ "online": true, "location": self.base() });
        self.done(
            &self.by_technician(technician, "PUT", "/technicians/me/presence", second).with_body(&body),
        )
        .await;
    }

    /// The technician is no longer online.
    pub async fn go_offline(&self, technician: usize, second: i64) {
        let body = json!({ "online": false });
        self.done(
            &self.by_technician(technician, "PUT", "/technicians/me/presence", second).with_body(&body),
        )
        .await;
    }

    /// The customer chooses a technician.
    pub async fn choose(&self, technician: usize, second: i64) {
        let body = json!({ "technicianId": self.technician(technician) });
        self.done(&self.by_customer("PUT", &self.path("/choice"), second).with_body(&body)).await;
    }

    /// The intervention as the customer sees it.
    pub async fn show(&self, second: i64) -> Answer {
        self.send(&self.by_customer("GET", &self.path(""), second)).await
    }

    /// What cancelling would cost the customer.
    pub async fn ask_fee(&self, second: i64) -> Answer {
        let call = self.by_customer("POST", &self.path("/cancellation?dryRun=true"), second);
        self.send(&call.with_body(&json!({ "reason": "Trop tard." }))).await
    }

    /// What reporting the customer's absence would cost them.
    pub async fn ask_absence(&self, technician: usize, second: i64) -> Answer {
        let call = self.by_technician(technician, "POST", &self.path("/cancellation?dryRun=true"), second);
        self.send(&call.with_body(&json!({ "reason": "customer-absent" }))).await
    }

    /// The invoice that is issued for what happened; 404 if nothing is due.
    pub async fn invoice(&self, second: i64) -> Answer {
        self.consume("generate-invoice", &json!({ "interventionId": self.id })).await;
        self.send(&self.by_customer("GET", &self.path("/invoice"), second)).await
    }

    /// Gives a queue's function a message.
    ///
    /// # Panics
    /// Where the function fails.
    pub async fn consume(&self, function: &str, body: &Value) {
        let done = self.house.invoke(function, event::message(function, body)).await.expect("it answers");
        assert!(done["batchItemFailures"].as_array().is_none_or(Vec::is_empty), "{done}");
    }

    /// Sends a call.
    ///
    /// # Panics
    /// Where no route leads there.
    pub async fn send(&self, call: &Call) -> Answer {
        let answer = self.house.call(call).await;
        answer.unwrap_or_else(|| panic!("no route leads to {} {}", call.method, call.target))
    }

    /// Sends a call that succeeds.
    ///
    /// # Panics
    /// Where it does not.
    pub async fn done(&self, call: &Call) -> Answer {
        let answer = self.send(call).await;
        assert!((200..300).contains(&answer.status), "{call:#?} {answer:#?}");
        answer
    }

    /// A call of the customer, with a key of its own.
    pub fn by_customer(&self, method: &str, target: &str, second: i64) -> Call {
        self.keyed(Call::new(method, target, (&self.customer(), ""), self.time(second)))
    }

    /// A call of a technician, with a key of its own.
    pub fn by_technician(&self, technician: usize, method: &str, target: &str, second: i64) -> Call {
        self.keyed(Call::new(
            method,
            target,
            (&self.technician(technician), "technicians"),
            self.time(second),
        ))
    }

    fn keyed(&self, call: Call) -> Call {
        if call.method == "GET" || call.method == "DELETE" {
            return call;
        }
        self.keys.set(self.keys.get() + 1);
        call.with_header("idempotency-key", &format!("{}-{}", self.number, self.keys.get()))
    }

    /// The customer's `sub`.
    pub fn customer(&self) -> String {
        format!("customer-{}", self.number)
    }

    /// A technician's `sub`.
    pub fn technician(&self, technician: usize) -> String {
        format!("technician-{}-{technician}", self.number)
    }

    /// The path of the intervention, or of something in it.
    pub fn path(&self, rest: &str) -> String {
        format!("/interventions/{}{rest}", self.id)
    }

    /// So many seconds after the beginning.
    ///
    /// # Panics
    /// Where that is in no year of our calendar.
    pub fn time(&self, second: i64) -> Timestamp {
        Timestamp::from_second(self.origin + second).expect("a time of our century")
    }

    /// Where they play.
    pub fn house(&self) -> &House {
        self.house
    }

    /// The profile of a technician with these prices.
    pub fn profile(&self, terms: &Terms) -> Value {
        let insurance = json!({
            "insurer": "Mutuelle", "policy": "RC-2041", "coverage": "Décennale", "validUntil": "2035-03-31",
        });
        let flat_rate = json!({ "name": "Forfait", "price": money(terms.flat) });
        let category =
            json!({ "category": "heating", "hourlyRate": money(terms.hourly), "flatRates": [flat_rate] });
        let business = json!({
            "legalName": "Benali Chauffage", "siren": "732829320", "vatNumber": "FR44732829320",
            "address": office(), "vatRegime": "standard", "insurance": insurance,
        });
        let base = json!({ "line1": BASE, "postcode": "80000", "city": "Amiens" });
        json!({
            "displayName": "Karim B.", "phone": TECHNICIAN_PHONE, "base": { "address": base, "location": self.base() },
            "business": business, "radiusMeters": 1_000, "categories": [category],
        })
    }

    /// What the customer's app shows.
    pub fn start_code(&self) -> &str {
        &self.start_code
    }

    /// Where the breakdown is: another place for each story, so that it meets no technician of the others.
    pub fn place(&self) -> Value {
        let (row, column) = (self.number / 100, self.number % 100);
        json!({ "latitude": 44.0 + 0.04 * f64::from(row), "longitude": 1.0 + 0.04 * f64::from(column) })
    }

    /// Where the technicians are: some hundred metres from there.
    pub fn base(&self) -> Value {
        let (row, column) = (self.number / 100, self.number % 100);
        json!({ "latitude": 44.003 + 0.04 * f64::from(row), "longitude": 1.002 + 0.04 * f64::from(column) })
    }

    /// What only a technician who has the intervention may read, and its customer (rule 29).
    pub fn secrets_of_the_customer(&self) -> Vec<Secret> {
        let place = self.place();
        vec![
            Secret::of("the customer's name", NAME),
            Secret::of("the customer's street", STREET),
            Secret::of("the customer's latitude", place["latitude"].to_string()),
            Secret::of("the customer's longitude", place["longitude"].to_string()),
            Secret::of("the customer's `sub`", self.customer()),
            Secret::of("the customer's phone", PHONE),
            Secret::of("the code of the door", DOOR_CODE),
            Secret::of("the way in", NOTE),
            Secret::of("the floor", FLOOR),
        ]
    }

    /// What such a technician loses after 30 days.
    pub fn secrets_for_a_month(&self) -> Vec<Secret> {
        vec![Secret::of("the customer's phone", PHONE), Secret::of("the code of the door", DOOR_CODE)]
    }

    /// What only the technicians themselves may read.
    pub fn secrets_of_the_technicians(&self) -> Vec<Secret> {
        let base = self.base();
        vec![
            Secret::of("the technician's latitude", base["latitude"].to_string()),
            Secret::of("the technician's longitude", base["longitude"].to_string()),
            Secret::of("the technician's street", BASE),
        ]
    }

    /// The phone number that the customer learns with the acceptance, and nobody else.
    pub fn phone_of_the_technicians(&self) -> Secret {
        Secret::of("the technician's phone number", TECHNICIAN_PHONE)
    }

    /// The technician comes online; the customer chooses them, unless the request waits already.
    async fn taken(&mut self, story: &Story, technician: usize, second: i64) -> Answer {
        if story.wish.scheduled_for.is_none() {
            self.go_online(technician, second).await;
        }
        if story.entries.is_empty() {
            self.choose(technician, second).await;
        }
        self.accept(technician, second).await
    }

    /// The technician accepts.
    pub async fn accept(&mut self, technician: usize, second: i64) -> Answer {
        let accepted = self.by_technician(technician, "POST", &self.path("/acceptance"), second);
        let accepted = self.send(&accepted).await;
        let shown = self.show(second).await;
        shown.body["startCode"].as_str().unwrap_or_default().clone_into(&mut self.start_code);
        accepted
    }

    fn call(&self, story: &Story, entry: &Entry) -> Call {
        let technician = story.terms().map_or(0, |(terms, _)| terms.technician);
        let by_technician =
            |path: &str| self.by_technician(technician, "POST", &self.path(path), entry.received);
        let by_customer = |path: &str| self.by_customer("POST", &self.path(path), entry.received);
        let dated = |path: &str, mut body: Value| {
            if entry.at != entry.received {
                body["occurredAt"] = self.time(entry.at).to_string().into();
            }
            by_technician(path).with_body(&body)
        };
        match &entry.deed {
            Deed::Accept(_) => by_technician("/acceptance"),
            Deed::Depart(eta) => {
                dated("/departure", eta.map_or(json!({}), |eta| json!({ "etaMinutes": eta })))
            }
            Deed::Arrive => dated("/arrival", json!({})),
            Deed::Start { right_code } => dated("/start", json!({ "code": self.code(*right_code) })),
            Deed::Pause => dated("/pause", json!({})),
            Deed::Resume => dated("/resume", json!({})),
            Deed::AddExtra(quantity, unit) => dated("/extras", line("material", *quantity, *unit)),
            Deed::RemoveExtra(number) => {
                let extra = self.extras.get(*number).map_or("unknown", String::as_str);
                let call = by_technician(&format!("/extras/{extra}"));
                Call { method: "DELETE".into(), ..call }
            }
            Deed::ProposeQuote(lines, until) => {
                let line = |(quantity, unit): &(i64, i64)| line("labour", *quantity, *unit);
                let lines: Vec<_> = lines.iter().map(line).collect();
                let until = self.time(*until).to_string();
                by_technician("/quotes").with_body(&json!({ "lines": lines, "validUntil": until }))
            }
            Deed::AcceptQuote => by_customer(&format!("/quotes/{}/acceptance", self.quote)),
            Deed::RefuseQuote => by_customer(&format!("/quotes/{}/refusal", self.quote)),
            Deed::ProposePostponement(appointment) => {
                let body = json!({ "appointment": self.time(*appointment).to_string() });
                by_technician("/postponement").with_body(&body)
            }
            Deed::ConfirmPostponement => by_customer("/postponement/confirmation"),
            Deed::Finish => {
                dated("/finish", json!({ "report": { "diagnosis": "Usure.", "workDone": "Réparation." } }))
            }
            Deed::CancelByCustomer => {
                by_customer("/cancellation").with_body(&json!({ "reason": "Trop tard." }))
            }
            Deed::GiveUp => by_technician("/cancellation").with_body(&json!({ "reason": "En panne." })),
            Deed::ReportAbsence => {
                by_technician("/cancellation").with_body(&json!({ "reason": "customer-absent" }))
            }
            Deed::LeaveLate | Deed::Remind(_) | Deed::FindLate | Deed::TakeAway => by_customer("/waiting"),
        }
    }

    /// Later calls name what answers named.
    fn remember(&mut self, answer: &Answer) {
        if let Some(quote) = answer.body["quote"]["id"].as_str() {
            quote.clone_into(&mut self.quote);
        }
        for extra in answer.body["extras"].as_array().into_iter().flatten() {
            let id = text(&extra["id"]);
            if !self.extras.iter().any(|known| known == id) {
                self.extras.push(id.to_owned());
            }
        }
    }

    fn code(&self, right: bool) -> String {
        if right {
            return self.start_code.clone();
        }
        let wrong = if self.start_code == "1111" { "2222" } else { "1111" };
        wrong.to_owned()
    }
}

fn address() -> Value {
    json!({ "line1": STREET, "line2": "Bâtiment B", "postcode": "80000", "city": "Amiens" })
}

fn office() -> Value {
    json!({ "line1": "3 place Gambetta", "postcode": "80000", "city": "Amiens" })
}

fn line(kind: &str, quantity: i64, unit: i64) -> Value {
    json!({ "kind": kind, "label": "Circulateur", "quantity": quantity, "unitPrice": money(unit) })
}

fn money(cents: i64) -> Value {
    json!({ "cents": cents, "currency": "EUR" })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

//! A life in which each personal field is a marker that stands nowhere else.
//!
//! | minute | what |
//! |---|---|
//! | 0 and 1 | both register; the technician is approved, the customer is appointed as an operator |
//! | 2 to 60 | declared with a photo and a voice note, quote and extra, finished |
//! | 61 to 80 | printed, rated, questions of both and the answer, a credit note |
//! | 90 | the technician gives up, then the customer cancels |
//! | 100 | the team cancels |
//! | 110 | waits, with a photo that nobody checked yet |

#![expect(clippy::missing_panics_doc, reason = "a life that cannot go on panics")]

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::{
    event,
    house::{Answer, Call, House},
};
use domain::reliability::{Deed, Recorded};
use embedded::{embedded, given};
use serde_json::{Value, json};

/// The `sub` of the customer.
pub const CUSTOMER: &str = "sub-mk-customer";
/// The `sub` of the technician.
pub const TECHNICIAN: &str = "sub-mk-technician";
/// Both are markers too.
pub const SUBS: [(&str, &str); 2] =
    [("sub of the customer", CUSTOMER), ("sub of the technician", TECHNICIAN)];
/// The id of every message.
pub const MESSAGE: &str = "m1";

/// The data that a technician needs to enter: they are deleted after 30 days.
pub const ACCESS: [&str; 3] = ["floor", "door code", "access note"];

/// How many versions of objects [`Life::lived`] leaves: two of the photo and its thumbnail, one of the voice note and its
/// upload, and the upload that nobody checked.
pub const UPLOADED: usize = 6;

/// Every personal field, with its marker.
pub const PERSONAL: [(&str, &str); 33] = [
    ("buyer", "Mk01 Nom"),
    ("phone", "+33655501002"),
    ("bill line 1", "Mk03 rue"),
    ("bill line 2", "Mk04 bis"),
    ("line 1", "Mk05 rue"),
    ("line 2", "Mk06 cour"),
    ("floor", "Mk07 étage"),
    ("door code", "Mk08A"),
    ("access note", "Mk09 chien"),
    ("description", "Mk10 ne chauffe plus"),
    ("comment", "Mk11 merci"),
    ("signature", "Mk12 signe"),
    ("customer's subject", "Mk13 sujet"),
    ("customer's question", "Mk14 question"),
    ("team's answer", "Mk15 réponse"),
    ("team's reason", "Mk16 motif"),
    ("second description", "Mk17 fuite au sol"),
    ("display name", "Mk18 Karim"),
    ("base line 1", "Mk19 rue"),
    ("company", "Mk20 SARL"),
    ("office line 1", "Mk21 place"),
    ("office line 2", "Mk22 hall"),
    ("insurer", "Mk23 Assur"),
    ("insurance policy", "Mk24-77"),
    ("coverage", "Mk25 RC"),
    ("quote label", "Mk26 pose"),
    ("extra label", "Mk27 joint"),
    ("diagnosis", "Mk28 usure"),
    ("work done", "Mk29 fait"),
    ("advice", "Mk30 conseil"),
    ("credit reason", "Mk31 remise"),
    ("approval reason", "Mk32 dossier complet"),
    ("appointment reason", "Mk33 soir"),
];

/// Whether the technician told it about themselves.
pub fn is_of_technician(name: &str) -> bool {
    let told = ["display name", "base line 1", "company", "office line 1", "office line 2"];
    told.contains(&name)
        || ["insurer", "insurance policy", "coverage", "approval reason", "sub of the technician"]
            .contains(&name)
}

fn mark(name: &str) -> &'static str {
    let known = PERSONAL.iter().find(|(known, _)| *known == name);
    known.unwrap_or_else(|| panic!("no marker {name}")).1
}

/// A house with the two people in it.
pub struct Life {
    /// The house.
    pub house: House,
    /// Where its functions log to.
    pub log: PathBuf,
    /// The intervention that was finished.
    pub finished: String,
    /// Where the photo of that intervention is kept.
    pub photo: String,
    keys: AtomicUsize,
}

impl Life {
    /// All of it.
    pub async fn lived(log: &Path) -> Self {
        let life = Self::finished_without_papers(log).await;
        life.printed().await;
        life.talked().await;
        life.given_up().await;
        life.cancelled_by_the_team().await;
        life.waiting().await;
        life.remembered().await;
        life
    }

    /// Up to the end of the work.
    pub async fn finished_without_papers(log: &Path) -> Self {
        let life = Self::working(log).await;
        let path = |rest: &str| format!("/interventions/{}{rest}", life.finished);
        life.technician("POST", &path("/pause"), 40, &json!({})).await;
        let labour = json!({ "kind": "labour", "label": mark("quote label"), "quantity": 1, "unitPrice": money(9_000) });
        let proposed = life.technician("POST", &path("/quotes"), 41, &json!({ "lines": [labour] })).await;
        let quote = text(&proposed.body["quote"]["id"]);
        life.customer("POST", &path(&format!("/quotes/{quote}/acceptance")), 42, &Value::Null).await;
        life.technician("POST", &path("/resume"), 45, &json!({})).await;
        let extra = json!({ "kind": "material", "label": mark("extra label"), "quantity": 1, "unitPrice": money(900) });
        life.technician("POST", &path("/extras"), 46, &extra).await;
        let report = json!({
            "diagnosis": mark("diagnosis"), "workDone": mark("work done"), "advice": mark("advice"),
            "signedBy": mark("signature"),
        });
        life.technician("POST", &path("/finish"), 60, &json!({ "report": report })).await;
        life
    }

    /// Up to the work.
    pub async fn working(log: &Path) -> Self {
        let file = File::create(log).expect("a file in the folder of the tests");
        let house = House::open(embedded().await).logging_to(file);
        let (finished, photo) = (String::new(), String::new());
        let mut life = Self { house, log: log.to_owned(), finished, photo, keys: AtomicUsize::new(1) };
        life.register().await;
        let id = life.declare(2, mark("description")).await;
        life.photo = format!("{id}/{}", life.attach(&id, 2, "photo", "image/jpeg", true).await);
        life.attach(&id, 2, "voice", "audio/mp4", true).await;
        life.take(&id, 3).await;
        let path = |rest: &str| format!("/interventions/{id}{rest}");
        life.technician("POST", &path("/departure"), 5, &json!({ "etaMinutes": 14 })).await;
        life.technician("POST", &path("/arrival"), 20, &json!({})).await;
        let shown = life.customer("GET", &path(""), 21, &Value::Null).await;
        let code = json!({ "code": text(&shown.body["startCode"]) });
        life.technician("POST", &path("/start"), 25, &code).await;
        life.finished = id;
        life
    }

    async fn register(&self) {
        let address = json!({
            "line1": mark("bill line 1"), "line2": mark("bill line 2"), "postcode": "80000", "city": "Amiens",
        });
        let profile = json!({ "name": mark("buyer"), "phone": mark("phone"), "billingAddress": address });
        self.customer("PUT", "/customers/me", 0, &profile).await;
        let base = json!({ "line1": mark("base line 1"), "postcode": "80000", "city": "Amiens" });
        let office = json!({
            "line1": mark("office line 1"), "line2": mark("office line 2"), "postcode": "80000", "city": "Amiens",
        });
        let insurance = json!({
            "insurer": mark("insurer"), "policy": mark("insurance policy"), "coverage": mark("coverage"),
            "validUntil": "2035-03-31",
        });
        let business = json!({
            "legalName": mark("company"), "siren": "732829320", "vatNumber": "FR44732829320", "address": office,
            "vatRegime": "standard", "insurance": insurance,
        });
        let heating = json!({ "category": "heating", "hourlyRate": money(7_200), "flatRates": [] });
        let profile = json!({
            "displayName": mark("display name"), "base": { "address": base, "location": place() },
            "business": business, "radiusMeters": 20_000, "categories": [heating],
        });
        self.call((TECHNICIAN, ""), "PUT", "/technicians/me", 0, &profile).await;
        let approval = json!({ "reason": mark("approval reason") });
        let target = format!("/technicians/{TECHNICIAN}/approval");
        self.call(("odile", "operators"), "POST", &target, 1, &approval).await;
        self.house.pool.confirm("camille@hop-assist.example", CUSTOMER);
        let appointment =
            json!({ "email": "camille@hop-assist.example", "reason": mark("appointment reason") });
        self.call(("odile", "operators"), "POST", "/operators", 1, &appointment).await;
    }

    /// The customer declares a breakdown; answers its id.
    pub async fn declare(&self, minute: i64, description: &str) -> String {
        let access = json!({
            "floor": mark("floor"), "doorCode": mark("door code"), "note": mark("access note"),
        });
        let address = json!({
            "line1": mark("line 1"), "line2": mark("line 2"), "postcode": "80000", "city": "Amiens",
            "location": place(), "access": access,
        });
        let body = json!({ "category": "heating", "address": address, "description": description });
        let declared = self.customer("POST", "/interventions", minute, &body).await;
        text(&declared.body["id"])
    }

    async fn take(&self, id: &str, minute: i64) {
        let online = json!({ "online": true, "location": place() });
        self.technician("PUT", "/technicians/me/presence", minute, &online).await;
        let choice = json!({ "technicianId": TECHNICIAN });
        self.customer("PUT", &format!("/interventions/{id}/choice"), minute, &choice).await;
        self.technician("POST", &format!("/interventions/{id}/acceptance"), minute, &Value::Null).await;
    }

    /// The customer attaches something, whose bytes arrive; answers its id. What is checked has an older version too.
    async fn attach(
        &self,
        id: &str,
        minute: i64,
        kind: &str,
        content_type: &str,
        is_checked: bool,
    ) -> String {
        let bytes = if kind == "photo" { photo() } else { b"mk-voice".to_vec() };
        let body =
            json!({ "kind": kind, "contentType": content_type, "bytes": bytes.len(), "phase": "before" });
        let attached = self.customer("POST", &format!("/interventions/{id}/media"), minute, &body).await;
        let medium = text(&attached.body["id"]);
        let key = format!("quarantine/{id}/{CUSTOMER}/{medium}");
        let told = self.house.bucket.put(&key, content_type, &bytes);
        if !is_checked {
            return medium;
        }
        if kind == "photo" {
            let object = json!({ "key": key, "size": told.bytes, "versionId": told.version });
            let notice = json!({ "Records": [{ "s3": { "object": object } }] });
            assert_eq!(self.consume("check-media", &notice, minute).await, json!([]));
        }
        self.house.bucket.put(&format!("media/{id}/{medium}"), content_type, b"mk-another-version");
        medium
    }

    async fn printed(&self) {
        let id = &self.finished;
        assert_eq!(self.told("generate-invoice", id, 61).await, json!([]));
        assert_eq!(self.told("write-report", id, 61).await, json!([]));
        let quote = json!({ "interventionId": id, "quoteId": self.quote().await });
        assert_eq!(self.consume("write-report", &quote, 61).await, json!([]));
    }

    /// The id of the quote that was accepted.
    pub async fn quote(&self) -> String {
        let shown =
            self.customer("GET", &format!("/interventions/{}", self.finished), 61, &Value::Null).await;
        let quotes = shown.body["quotes"].as_array().cloned().unwrap_or_default();
        let quote = shown.body.get("quote").cloned().or_else(|| quotes.first().cloned());
        text(&quote.expect("a quote was accepted")["id"])
    }

    async fn talked(&self) {
        let path = |rest: &str| format!("/interventions/{}{rest}", self.finished);
        let rating = json!({ "stars": 5, "comment": mark("comment") });
        self.customer("POST", &path("/rating"), 70, &rating).await;
        let question = json!({ "subject": mark("customer's subject"), "text": mark("customer's question") });
        let asked = self.customer("POST", "/questions", 71, &question).await;
        let answer = json!({ "text": mark("team's answer") });
        let target = format!("/questions/{}/answer", text(&asked.body["id"]));
        self.call(("odile", "operators"), "POST", &target, 72, &answer).await;
        self.technician("POST", "/questions", 73, &question).await;
        let credit = json!({ "reason": mark("credit reason") });
        self.call(("odile", "operators"), "POST", &path("/invoice/credit-notes"), 80, &credit).await;
    }

    async fn given_up(&self) {
        let id = self.declare(90, mark("second description")).await;
        self.take(&id, 90).await;
        let reason = json!({ "reason": "En panne." });
        self.technician("POST", &format!("/interventions/{id}/cancellation"), 91, &reason).await;
        self.customer("POST", &format!("/interventions/{id}/cancellation"), 92, &reason).await;
        // The stream frees the technician.
        let technician =
            self.house.table.store.technician(&given::word(TECHNICIAN)).await.expect("registered");
        let (id, store) = (given::word(&id), &self.house.table.store);
        store.release(&technician.id, technician.home, &id, given::ACCEPTED).await.expect("released");
        let since = given::at(90);
        let recorded = Recorded { technician: technician.id, since, deed: Deed::GivenUp };
        store.record(&id, &recorded).await.expect("recorded");
    }

    async fn cancelled_by_the_team(&self) {
        let id = self.declare(100, mark("second description")).await;
        self.take(&id, 100).await;
        let resolution = json!({ "outcome": "cancelled", "reason": mark("team's reason") });
        let target = format!("/interventions/{id}/resolution");
        self.call(("odile", "operators"), "POST", &target, 101, &resolution).await;
    }

    async fn waiting(&self) {
        let id = self.declare(110, mark("second description")).await;
        self.attach(&id, 110, "photo", "image/jpeg", false).await;
        self.customer("POST", &format!("/interventions/{id}/waiting"), 111, &Value::Null).await;
        // The stream tells the technician.
        let store = &self.house.table.store;
        let waiting = store.dossier_consistent(&given::word(&id)).await.expect("it waits").intervention;
        store.tell(&given::word(TECHNICIAN), &waiting).await.expect("told");
    }

    /// The rows that the stream writes about finished work.
    async fn remembered(&self) {
        let recorded =
            Recorded { technician: given::word(TECHNICIAN), since: given::at(3), deed: Deed::OnTime };
        self.house.table.store.record(&given::word(&self.finished), &recorded).await.expect("recorded");
    }

    /// The profile is gone although a document must still be made: no call leads there.
    pub async fn lose_profile(&self) {
        self.house.table.store.delete_technician(&given::word(TECHNICIAN)).await.expect("deleted");
    }

    /// Erases a person, completely.
    pub async fn erase(&self, sub: &str, group: &str, minute: i64) {
        let erased = self.call((sub, group), "DELETE", "/me", minute, &Value::Null).await;
        assert_eq!(erased.body, json!({ "state": "erased" }));
    }

    /// The answers to both.
    pub async fn erase_both(&self, minute: i64) -> [Answer; 2] {
        let ask = async |caller| {
            let call = Call::new("DELETE", "/me", caller, given::at(minute));
            self.house.call(&call).await.expect("a route")
        };
        [ask((CUSTOMER, "")).await, ask((TECHNICIAN, "technicians")).await]
    }

    /// The request that waits expires.
    pub async fn expire(&self, minute: i64) {
        self.tick("expire-requests", minute).await;
    }

    /// The job runs, up to a minute, from an hour before.
    pub async fn apply_retention(&self, minute: i64) {
        self.apply_retention_from(minute - 50, minute).await;
    }

    /// The job has run up to a minute, and runs at another one.
    pub async fn apply_retention_from(&self, from: i64, minute: i64) {
        for kind in [store::DueKind::Erasure, store::DueKind::Retention] {
            let cursor = self.house.table.store.save_cursor(kind, given::at(from)).await;
            cursor.expect("a cursor");
        }
        for _ in 0..3 {
            self.tick("apply-retention", minute).await;
        }
    }

    async fn tick(&self, function: &str, minute: i64) {
        if function == "expire-requests" {
            let store = &self.house.table.store;
            store.save_cursor(store::DueKind::Expiry, given::at(minute - 5)).await.expect("a cursor");
        }
        let mut tick = event::sample(function);
        tick["time"] = given::at(minute).to_string().into();
        let done = self.house.invoke(function, tick).await;
        done.unwrap_or_else(|fault| panic!("{function}: {fault}"));
    }

    /// Tells a function of an intervention; the messages that it wants again.
    pub async fn told(&self, function: &str, id: &str, minute: i64) -> Value {
        self.consume(function, &json!({ "interventionId": id }), minute).await
    }

    /// Gives a function a message; the messages that it wants again.
    pub async fn consume(&self, function: &str, body: &Value, minute: i64) -> Value {
        let now = given::at(minute);
        let mut message = event::delivered(event::message(function, body), now, now);
        message["Records"][0]["messageId"] = MESSAGE.into();
        let done = self.house.invoke(function, message).await;
        done.unwrap_or_else(|fault| panic!("{function}: {fault}"))["batchItemFailures"].clone()
    }

    /// A call of the customer that succeeds.
    pub async fn customer(&self, method: &str, target: &str, minute: i64, body: &Value) -> Answer {
        self.call((CUSTOMER, ""), method, target, minute, body).await
    }

    /// A call of the technician that succeeds.
    pub async fn technician(&self, method: &str, target: &str, minute: i64, body: &Value) -> Answer {
        self.call((TECHNICIAN, "technicians"), method, target, minute, body).await
    }

    /// A call that succeeds, under a key of its own.
    pub async fn call(
        &self,
        by: (&str, &str),
        method: &str,
        target: &str,
        minute: i64,
        body: &Value,
    ) -> Answer {
        let mut call = Call::new(method, target, by, given::at(minute));
        if method != "GET" {
            let key = self.keys.fetch_add(1, Ordering::Relaxed);
            call = call.with_header("idempotency-key", &format!("key-{key}"));
        }
        if !body.is_null() {
            call = call.with_body(body);
        }
        let answer = self.house.call(&call).await.expect("a route leads there");
        assert!((200..300).contains(&answer.status), "{method} {target}: {answer:#?}");
        answer
    }
}

fn place() -> Value {
    json!({ "latitude": 49.8947, "longitude": 2.3022 })
}

fn money(cents: i64) -> Value {
    json!({ "cents": cents, "currency": "EUR" })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A small JPEG.
fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 48).write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a photo in memory");
    bytes.into_inner()
}

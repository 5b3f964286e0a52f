//! The life whose bill is counted: one intervention from the declaration to the last look at its papers, played against
//! the real binaries.
//!
//! A customer declares with two photos, looks at the technicians twice and chooses one who declines, then another, who
//! comes, pauses, proposes a quote that is accepted, adds an extra, attaches two photos and finishes. Apps are told of each
//! change by the push gateway and read the intervention once for it. The technician was online for two hours for this
//! intervention (eight hours a day for four interventions), with a heartbeat every five minutes and a look at the missions
//! every quarter of an hour.

use std::io::Cursor;

use domain::Timestamp;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use super::deployed::Deployed;
use crate::{
    event, house::House, mailbox::Sent, meter::Invocation, player::Player, reckoning::story::Wish,
    scene::terms, stream::Stream,
};

/// Technicians online near the breakdown.
const TECHNICIANS: usize = 8;
/// The one who declines, and the one who comes.
const ASKED: usize = 1;
const COMING: usize = 0;
/// Heartbeats of two hours, every five minutes.
const BEATS: i64 = 24;
/// How many of them come from another place than the one before.
const MOVES_EVERY: i64 = 6;
/// Looks at the missions within two hours.
const LOOKS: i64 = 8;
/// When the life begins: the winter of 2026, in seconds since 1970.
const ORIGIN: i64 = 1_795_435_200;
/// As soon as possible, without flat rate and ceiling.
const WISH: Wish = Wish { scheduled_for: None, flat_rate: false, ceiling: None };

/// What a life left.
#[derive(Debug)]
pub struct Lived {
    /// Every invocation, in order.
    pub invocations: Vec<Invocation>,
    /// Messages that the push gateway receives and deletes.
    pub pushed: usize,
    /// Messages that S3 sent of uploads.
    pub uploads: usize,
    /// The sizes of the papers, by key.
    pub papers: Vec<(String, usize)>,
    /// The sizes of photos and thumbnails, by key.
    pub media: Vec<(String, usize)>,
    /// The rows of the intervention, one a text.
    pub rows: Vec<String>,
}

/// Somebody who plays it.
struct Playing<'a> {
    player: Player<'a>,
    deployed: &'a Deployed,
    stream: Stream,
    timers: Vec<Sent>,
    pushed: usize,
    uploads: usize,
    now: i64,
}

/// Lives it in a house that is metered.
///
/// # Panics
/// Where a step does not succeed.
pub async fn lived(deployed: &Deployed, house: &House) -> Lived {
    let meter = house.meter().expect("the house is metered");
    let player = Player::of(house, 0).beginning(ORIGIN);
    let technicians: Vec<_> = (0..TECHNICIANS).map(terms).collect();
    player.register(&technicians).await;
    for technician in 0..TECHNICIANS {
        player.go_online(technician, 0).await;
    }
    first_invoice(&player, house).await;
    let mut stream = Stream::open(&house.table).await;
    stream.news().await;
    house.queues.empty();
    meter.taken();
    let mut playing =
        Playing { player, deployed, stream, timers: Vec::new(), pushed: 0, uploads: 0, now: 600 };
    playing.online().await;
    playing.declared().await;
    playing.chosen().await;
    playing.worked().await;
    playing.looked_back().await;
    let folder = format!("/{}/", playing.player.id);
    let (papers, media) = house
        .bucket
        .all()
        .into_iter()
        .filter(|object| object.key.contains(&folder))
        .map(|object| (object.key, object.bytes.len()))
        .partition(|(key, _)| key.starts_with("documents/"));
    let id = format!("pk: intervention#{}", playing.player.id);
    let rows = house.table.dump().await.into_iter().filter(|row| row.starts_with(&id)).collect();
    let (pushed, uploads) = (playing.pushed, playing.uploads);
    Lived { invocations: meter.taken(), pushed, uploads, papers, media, rows }
}

/// The series of the issuer has begun: the first number in the life of a table looks for older series.
async fn first_invoice(player: &Player<'_>, house: &House) {
    let store = &house.table.store;
    let technician = embedded::given::technician(store, "first").await;
    let before = embedded::given::finished(store, &technician).await;
    player.consume("generate-invoice", &json!({ "interventionId": before.to_string() })).await;
}

impl Playing<'_> {
    /// The technician waits for work.
    async fn online(&mut self) {
        for beat in 0..BEATS {
            let place = self.player.base();
            let north = f64::from(i32::try_from(beat / MOVES_EVERY).unwrap_or_default()) * 0.001;
            let latitude = place["latitude"].as_f64().unwrap_or_default() + north;
            let location = json!({ "latitude": latitude, "longitude": place["longitude"] });
            let body = json!({ "online": true, "location": location });
            let beat = self.player.by_technician(COMING, "PUT", "/technicians/me/presence", self.now);
            self.player.done(&beat.with_body(&body)).await;
            self.now += 300;
            self.settle().await;
        }
        for technician in 1..TECHNICIANS {
            self.player.go_online(technician, self.now).await;
        }
        // That was for interventions of their own.
        let meter = self.player.house().meter().expect("the house is metered");
        let mine = meter.taken();
        let others = TECHNICIANS - 1;
        let kept = mine.len() - others;
        for invocation in mine.into_iter().take(kept) {
            meter.keep(invocation);
        }
        self.settle().await;
        for _ in 0..LOOKS {
            self.technician(COMING, "GET", "/missions", &Value::Null).await;
        }
    }

    async fn declared(&mut self) {
        self.customer("GET", "/categories", &Value::Null).await;
        self.player.declare_at(WISH, self.now).await;
        self.settle().await;
        for _ in 0..2 {
            self.photo("before").await;
        }
        for sort in ["best", "price"] {
            let target = self.player.path(&format!("/technicians?sort={sort}"));
            self.customer("GET", &target, &Value::Null).await;
        }
    }

    /// The first choice declines, the second one comes.
    async fn chosen(&mut self) {
        self.choose(ASKED).await;
        self.technician(ASKED, "POST", &self.player.path("/refusal"), &Value::Null).await;
        self.seen().await;
        self.choose(COMING).await;
        let accepted = self.player.accept(COMING, self.now).await;
        assert_eq!(accepted.status, 200, "{accepted:#?}");
        self.settle().await;
        self.ring().await;
    }

    async fn choose(&mut self, technician: usize) {
        self.player.choose(technician, self.now).await;
        self.settle().await;
        self.technician(technician, "GET", "/missions", &Value::Null).await;
        self.now += 20;
    }

    async fn worked(&mut self) {
        self.step("/departure", 60, &json!({ "etaMinutes": 14 })).await;
        self.step("/arrival", 900, &json!({})).await;
        let code = self.player.start_code().to_owned();
        self.step("/start", 120, &json!({ "code": code })).await;
        self.step("/pause", 1_200, &json!({})).await;
        let line = |kind: &str, label: &str| json!({ "kind": kind, "label": label, "quantity": 1, "unitPrice": euros(95) });
        let lines = json!({ "lines": [line("labour", "Remplacement du circulateur"), line("material", "Circulateur 25-60")] });
        let quoted = self.technician(COMING, "POST", &self.player.path("/quotes"), &lines).await;
        let quote = quoted["quote"]["id"].as_str().unwrap_or_default().to_owned();
        self.seen().await;
        self.customer("POST", &self.player.path(&format!("/quotes/{quote}/acceptance")), &json!({})).await;
        self.seen().await;
        self.step("/resume", 300, &json!({})).await;
        self.step("/extras", 900, &line("material", "Thermocouple universel 600 mm")).await;
        for _ in 0..2 {
            self.now += 30;
            self.photo("after").await;
        }
        let report = json!({
            "diagnosis": "Circulateur bloqué, thermocouple hors service.",
            "workDone": "Remplacement du circulateur et du thermocouple, essai de 10 minutes.",
            "advice": "Prévoir l'entretien annuel avant l'hiver prochain.", "signedBy": "Camille Delacroix",
        });
        self.step("/finish", 600, &json!({ "report": report })).await;
        self.ring().await;
    }

    async fn looked_back(&mut self) {
        for _ in 0..2 {
            self.customer("GET", "/interventions", &Value::Null).await;
            self.customer("GET", &self.player.path("/invoice"), &Value::Null).await;
            self.customer("GET", &self.player.path("/report"), &Value::Null).await;
        }
        self.technician(COMING, "GET", &self.player.path("/invoice"), &Value::Null).await;
        self.customer("POST", &self.player.path("/rating"), &json!({ "stars": 5, "comment": "Rapide." }))
            .await;
        self.settle().await;
    }

    /// The technician does something some seconds later, and both see it.
    async fn step(&mut self, path: &str, seconds: i64, body: &Value) {
        self.now += seconds;
        self.technician(COMING, "POST", &self.player.path(path), body).await;
        self.seen().await;
    }

    /// What changed has its effects, and each app reads it once.
    async fn seen(&mut self) {
        self.settle().await;
        self.customer("GET", &self.player.path(""), &Value::Null).await;
        if !self.player.start_code().is_empty() {
            self.technician(COMING, "GET", &self.player.path(""), &Value::Null).await;
        }
    }

    async fn customer(&self, method: &str, target: &str, body: &Value) -> Value {
        let call = self.player.by_customer(method, target, self.now);
        let call = if body.is_null() { call } else { call.with_body(body) };
        self.player.done(&call).await.body
    }

    async fn technician(&self, technician: usize, method: &str, target: &str, body: &Value) -> Value {
        let call = self.player.by_technician(technician, method, target, self.now);
        let call = if body.is_null() { call } else { call.with_body(body) };
        self.player.done(&call).await.body
    }

    /// A photo is uploaded by a link; S3 tells of it, and it is checked.
    async fn photo(&mut self, phase: &str) {
        let bytes = photo();
        let new =
            json!({ "kind": "photo", "contentType": "image/jpeg", "bytes": bytes.len(), "phase": phase });
        let media = self.player.path("/media");
        let (owner, attached) = if phase == "before" {
            (self.player.customer(), self.customer("POST", &media, &new).await)
        } else {
            (self.player.technician(COMING), self.technician(COMING, "POST", &media, &new).await)
        };
        let medium = attached["id"].as_str().unwrap_or_default().to_owned();
        let house = self.player.house();
        let key = format!("quarantine/{}/{owner}/{medium}", self.player.id);
        let put = house.bucket.put(&key, "image/jpeg", &bytes);
        let object = json!({ "key": key, "size": put.bytes, "versionId": put.version });
        let body = json!({ "Records": [{ "s3": { "object": object } }] });
        self.uploads += 1;
        self.give("check-media", &json!({ "messageId": "m", "body": body.to_string(), "attributes": {} }))
            .await;
        self.settle().await;
    }

    /// The stream and the queues bring what they have, until nothing new comes; timers wait.
    async fn settle(&mut self) {
        loop {
            let news = self.stream.news().await;
            let sent = self.player.house().queues.empty();
            if news.is_empty() && sent.is_empty() {
                return;
            }
            for mut record in news.into_iter().filter(|record| self.deployed.lets_through(record)) {
                record["dynamodb"]["ApproximateCreationDateTime"] = self.time().as_second().into();
                let event = json!({ "Records": [record] });
                self.invoke("publish-events", event).await;
            }
            for sent in sent {
                self.deliver(sent).await;
            }
        }
    }

    /// The time of the timers is over.
    async fn ring(&mut self) {
        self.now += 60;
        for timer in std::mem::take(&mut self.timers) {
            self.give("offer-next-wave", &message(&timer)).await;
        }
        self.settle().await;
    }

    async fn deliver(&mut self, sent: Sent) {
        let queue = sent.queue.rsplit(['/', ':']).next().unwrap_or_default();
        match queue {
            "PendingRequests" => self.give("fan-out-pending-request", &message(&sent)).await,
            "Invoices" => self.give("generate-invoice", &message(&sent)).await,
            "Papers" => self.give("write-report", &message(&sent)).await,
            "OfferTimers" => self.timers.push(sent),
            "EventsTopic" => self.pushed += 1,
            other => panic!("nobody reads {other}"),
        }
    }

    async fn give(&self, function: &str, message: &Value) {
        let mut message = message.clone();
        let trace = message["attributes"]["AWSTraceHeader"].take();
        message["attributes"] = event::attributes(self.time(), self.time());
        if trace.is_string() {
            message["attributes"]["AWSTraceHeader"] = trace;
        }
        let answer = self.invoke(function, json!({ "Records": [message] })).await;
        assert_eq!(answer["batchItemFailures"].as_array().map_or(0, Vec::len), 0, "{function}: {answer}");
    }

    async fn invoke(&self, function: &str, event: Value) -> Value {
        let answer = self.player.house().invoke(function, event).await;
        answer.unwrap_or_else(|fault| panic!("{function}: {fault}"))
    }

    fn time(&self) -> Timestamp {
        self.player.time(self.now)
    }
}

fn message(sent: &Sent) -> Value {
    json!({ "messageId": "m", "body": sent.body, "attributes": { "AWSTraceHeader": sent.trace } })
}

fn euros(amount: i64) -> Value {
    json!({ "cents": amount * 100, "currency": "EUR" })
}

/// A photo of 3 megapixels, as apps send it: its grain makes it as large as one of a camera.
fn photo() -> Vec<u8> {
    let grain = |x: u32, y: u32| {
        let mixed = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77);
        u8::try_from((mixed ^ (mixed >> 15)) % 24).unwrap_or_default()
    };
    let light = |part: u32| u8::try_from(part / 16).unwrap_or(u8::MAX);
    let pixel = |x, y| {
        let grain = grain(x, y);
        Rgb([light(x) + grain, light(y) / 2 + 60 + grain, 90 + grain])
    };
    let mut bytes = Cursor::new(Vec::new());
    let drawn = RgbImage::from_fn(2_048, 1_536, pixel).write_to(&mut bytes, ImageFormat::Jpeg);
    drawn.expect("a photo in memory");
    bytes.into_inner()
}

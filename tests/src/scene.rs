//! Brings an intervention to a moment, through HTTP.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::{
    house::{Call, House},
    moment::Moment,
    player::Player,
    reckoning::{
        deed::{Deed, Numbers, Terms},
        story::{Entry, Story, Wish},
    },
};
use domain::Timestamp;
use serde_json::{Value, json};

/// The technician of each story who was asked or took it, by number.
pub const TAKING: usize = 0;
/// The technician who was asked before.
pub const ASKED: usize = 1;
/// The technician who was never asked.
pub const FOREIGN: usize = 2;
/// The technician of another trade, far away.
pub const FAR: usize = 3;

/// An intervention at a moment, with its people.
pub struct Scene<'a> {
    /// The people.
    pub player: Player<'a>,
    story: Story,
    question: String,
    /// Seconds since the declaration.
    pub now: i64,
}

/// As soon as possible, without flat rate and ceiling.
pub const WISH: Wish = Wish { scheduled_for: None, flat_rate: false, ceiling: None };

impl<'a> Scene<'a> {
    /// A new intervention of new people, at that moment.
    pub async fn at(house: &'a House, moment: Moment) -> Self {
        static STORIES: AtomicU32 = AtomicU32::new(0);
        let number = STORIES.fetch_add(1, Ordering::Relaxed);
        let player = Player::of(house, number).beginning(morning().as_second());
        let mut scene = Self { player, story: Story::of(WISH), question: String::new(), now: 0 };
        scene.declared().await;
        if moment != Moment::Declared {
            scene.asked().await;
            scene.taken(moment).await;
        }
        if let Some((_, entries)) = STEPS.iter().find(|(known, _)| *known == moment) {
            for deed in *entries {
                scene.step(deed()).await;
            }
        }
        scene.ended(moment).await;
        scene
    }

    /// With a photo; all technicians are online nearby but one, who is online elsewhere.
    async fn declared(&mut self) {
        // The colleague of the document's example has signed up.
        self.player.house().pool.confirm("lea@hop-assist.example", "lea");
        let technicians = [TAKING, ASKED, FOREIGN].map(terms);
        self.player.register(&technicians).await;
        for technician in [TAKING, ASKED, FOREIGN] {
            self.player.go_online(technician, 0).await;
        }
        self.far_technician().await;
        self.player.declare(WISH).await;
        self.photo().await;
    }

    /// The first technician who is chosen declines.
    async fn asked(&mut self) {
        self.player.choose(ASKED, self.now).await;
        let declined = self.player.by_technician(ASKED, "POST", &self.player.path("/refusal"), self.now);
        self.player.done(&declined).await;
        self.now += 10;
    }

    async fn taken(&mut self, moment: Moment) {
        self.player.choose(TAKING, self.now).await;
        self.now += 10;
        if moment == Moment::Waiting {
            let waiting = self.player.by_customer("POST", &self.player.path("/waiting"), self.now);
            self.player.done(&waiting).await;
        }
        if !matches!(moment, Moment::Waiting | Moment::Offered) {
            let accepted = self.player.accept(TAKING, self.now).await;
            assert_eq!(accepted.status, 200, "{accepted:#?}");
            self.story.entries.push(Entry {
                at: self.now,
                received: self.now,
                deed: Deed::Accept(terms(TAKING)),
            });
        }
        self.now += 10;
    }

    async fn step(&mut self, deed: Deed) {
        let entry = Entry { at: self.now, received: self.now, deed };
        let answer = self.player.play(&self.story, &entry).await;
        assert_eq!(answer.status, 200, "{answer:#?}");
        self.story.entries.push(entry);
        self.now += 600;
    }

    async fn ended(&mut self, moment: Moment) {
        if matches!(moment, Moment::Finished | Moment::LongFinished) {
            let message = json!({ "interventionId": self.player.id });
            self.player.consume("generate-invoice", &message).await;
            self.player.consume("write-report", &message).await;
            self.asked_the_team().await;
        }
        if moment == Moment::Stalled {
            self.now += 25 * 60 * 60;
        }
        if moment == Moment::LongFinished {
            self.now += 31 * 24 * 60 * 60;
        }
    }

    async fn asked_the_team(&mut self) {
        let question = json!({
            "subject": "Facture",
            "text": "Puis-je avoir la facture au nom de ma société ?",
            "interventionId": self.player.id,
        });
        let ask = self.player.by_customer("POST", "/questions", self.now).with_body(&question);
        let asked = self.player.done(&ask).await;
        asked.body["id"].as_str().unwrap_or_default().clone_into(&mut self.question);
    }

    /// A locksmith of Marseille.
    async fn far_technician(&self) {
        let mut profile = self.player.profile(&terms(FAR));
        profile["categories"][0]["category"] = "locksmith".into();
        profile["base"]["location"] = json!({ "latitude": 43.2965, "longitude": 5.3698 });
        let presence = json!({ "online": true, "location": profile["base"]["location"] });
        self.player
            .done(&self.player.by_technician(FAR, "PUT", "/technicians/me", 0).with_body(&profile))
            .await;
        let online = self.player.by_technician(FAR, "PUT", "/technicians/me/presence", 0);
        self.player.done(&online.with_body(&presence)).await;
    }

    /// A photo of the breakdown, uploaded and checked.
    async fn photo(&self) {
        let bytes = Self::jpeg();
        let new =
            json!({ "kind": "photo", "contentType": "image/jpeg", "bytes": bytes.len(), "phase": "before" });
        let attach = self.player.by_customer("POST", &self.player.path("/media"), self.now).with_body(&new);
        let medium = self.player.done(&attach).await.body["id"].as_str().unwrap_or_default().to_owned();
        let key = format!("quarantine/{}/{}/{medium}", self.player.id, self.player.customer());
        let put = self.player.house().bucket.put(&key, "image/jpeg", &bytes);
        let object = json!({ "key": key, "size": put.bytes, "versionId": put.version });
        self.player.consume("check-media", &json!({ "Records": [{ "s3": { "object": object } }] })).await;
    }

    /// A small photo.
    ///
    /// # Panics
    /// Never: it is drawn in memory.
    pub fn jpeg() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(64, 48)
            .write_to(&mut bytes, image::ImageFormat::Jpeg)
            .expect("a photo in memory");
        bytes.into_inner()
    }

    /// The call of an operation, as those make it whom it is meant for; the caller is still to be named.
    ///
    /// # Panics
    /// Where the path has a parameter that no scene knows.
    pub fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Call {
        let target = path
            .replace("/technicians/{id}", &format!("/technicians/{}", self.player.technician(TAKING)))
            .replace("/questions/{id}", &format!("/questions/{}", self.question))
            .replace("{id}", &self.player.id)
            .replace("{quoteId}", &self.player.quote)
            .replace("{extraId}", self.player.extras.first().map_or("1", String::as_str));
        assert!(!target.contains('{'), "a scene has no {target}");
        let call = self.player.by_customer(&method.to_uppercase(), &target, self.now);
        body.map_or(call.clone(), |body| call.with_body(&self.named(body)))
    }

    /// An example of the document with the names of this scene.
    fn named(&self, example: &Value) -> Value {
        let mut body = example.clone();
        for (field, value) in [
            ("technicianId", self.player.technician(TAKING)),
            ("interventionId", self.player.id.clone()),
            ("code", self.player.start_code().to_owned()),
        ] {
            if body.get(field).is_some() {
                body[field] = value.into();
            }
        }
        body
    }
}

/// The steps between the acceptance and a moment.
type Step = fn() -> Deed;

const START: Step = || Deed::Start { right_code: true };
const EXTRA: Step = || Deed::AddExtra(1, 1_250);
const QUOTE: Step = || Deed::ProposeQuote(vec![(1, 9_000), (1, 14_500)], 30 * 24 * 60 * 60);
const POSTPONEMENT: Step = || Deed::ProposePostponement(2 * 24 * 60 * 60);

const DEPARTED: &[Step] = &[|| Deed::Depart(Some(14))];
const ARRIVED: &[Step] = &[|| Deed::Depart(Some(14)), || Deed::Arrive];
const WORKING: &[Step] = &[|| Deed::Arrive, START, EXTRA];
const PAUSED: &[Step] = &[|| Deed::Arrive, START, EXTRA, || Deed::Pause];
const QUOTED: &[Step] = &[|| Deed::Arrive, START, EXTRA, || Deed::Pause, QUOTE];
const POSTPONABLE: &[Step] = &[|| Deed::Arrive, START, EXTRA, || Deed::Pause, POSTPONEMENT];
const FINISHED: &[Step] = &[
    || Deed::Arrive,
    START,
    EXTRA,
    || Deed::Pause,
    QUOTE,
    || Deed::AcceptQuote,
    || Deed::Resume,
    || Deed::Finish,
];

const STEPS: &[(Moment, &[Step])] = &[
    (Moment::Departed, DEPARTED),
    (Moment::Arrived, ARRIVED),
    (Moment::Working, WORKING),
    (Moment::Paused, PAUSED),
    (Moment::Stalled, PAUSED),
    (Moment::Quoted, QUOTED),
    (Moment::Postponable, POSTPONABLE),
    (Moment::Finished, FINISHED),
    (Moment::LongFinished, FINISHED),
];

/// What these technicians ask for.
pub fn terms(technician: usize) -> Terms {
    Terms { technician, hourly: 7_200, flat: 12_000, numbers: Numbers::OF_THE_RULES }
}

/// The morning of the document's examples, whose hours lie behind it.
fn morning() -> Timestamp {
    "2026-11-23T07:42:10Z".parse().expect("a time")
}

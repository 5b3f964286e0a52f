//! One sample: whom and what it speaks of, and when.

use domain::{
    Timestamp,
    dossier::Dossier,
    id::{CustomerId, InterventionId, MediumId, TechnicianId},
    intervention::Party,
    media::{ContentType, Kind, NewMedium, Phase},
};
use embedded::given::word;
use serde_json::Value;
use store::Store;

/// A sample of `events/`.
pub(crate) struct Sample {
    name: String,
    event: Value,
    /// The message in it, where it is one.
    message: Value,
}

impl Sample {
    pub(crate) fn read(name: &str, text: &str) -> Self {
        let event: Value = serde_json::from_str(text).unwrap_or_else(|error| unreadable(name, &error));
        let message = event["Records"][0]["body"].as_str().map(serde_json::from_str).transpose();
        let message = message.unwrap_or_else(|error| unreadable(name, &error)).unwrap_or_default();
        Self { name: name.to_owned(), event, message }
    }

    /// When the function gets it.
    pub(crate) fn at(&self) -> Timestamp {
        let attributes = &self.event["Records"][0]["attributes"]["ApproximateFirstReceiveTimestamp"];
        let record = &self.event["Records"][0]["dynamodb"]["ApproximateCreationDateTime"];
        let at = match (&self.event["requestContext"]["timeEpoch"], &self.event["time"]) {
            (Value::Number(at), _) => at.as_i64().and_then(|at| Timestamp::from_millisecond(at).ok()),
            (_, Value::String(at)) => at.parse().ok(),
            _ => match (attributes.as_str(), record.as_i64()) {
                (Some(at), _) => at.parse().ok().and_then(|at| Timestamp::from_millisecond(at).ok()),
                (None, Some(at)) => Timestamp::from_second(at).ok(),
                (None, None) => None,
            },
        };
        at.unwrap_or_else(|| unreadable(&self.name, &"it has no time"))
    }

    /// The intervention that it names.
    pub(crate) fn intervention(&self) -> Option<InterventionId> {
        let keys = self.event["Records"][0]["dynamodb"]["Keys"]["pk"]["S"].as_str();
        let named = [
            self.event["pathParameters"]["id"].as_str(),
            self.message["interventionId"].as_str(),
            keys.and_then(|key| key.strip_prefix("intervention#")),
            self.uploaded().and_then(|key| key.split('/').nth(1)),
        ];
        named.into_iter().flatten().next().map(word)
    }

    /// The caller, if it is a technician.
    pub(crate) fn technician(&self) -> Option<TechnicianId> {
        (self.groups() == "[technicians]").then(|| self.sub()).flatten().map(word)
    }

    /// The caller, if it is a customer.
    pub(crate) fn customer(&self) -> Option<CustomerId> {
        self.groups().is_empty().then(|| self.sub()).flatten().map(word)
    }

    /// What the path names.
    pub(crate) fn path(&self, parameter: &str) -> &str {
        self.event["pathParameters"][parameter].as_str().unwrap_or_default()
    }

    fn sub(&self) -> Option<&str> {
        self.claims()["sub"].as_str()
    }

    fn groups(&self) -> &str {
        self.claims()["cognito:groups"].as_str().unwrap_or_default()
    }

    fn claims(&self) -> &Value {
        &self.event["requestContext"]["authorizer"]["jwt"]["claims"]
    }

    fn uploaded(&self) -> Option<&str> {
        self.message["Records"][0]["s3"]["object"]["key"].as_str()
    }

    /// The key of the upload that it tells of.
    pub(crate) fn upload(&self) -> String {
        self.uploaded().unwrap_or_else(|| unreadable(&self.name, &"it tells of no upload")).to_owned()
    }

    /// The row of that upload: the customer was given a link for it.
    pub(crate) async fn await_photo(&self, store: &Store) {
        let upload = self.upload();
        let told = self.message["Records"][0]["s3"]["object"]["size"].as_u64();
        assert_eq!(told, Some(photo().len() as u64), "events/{}.json tells another size", self.name);
        let parts: Vec<&str> = upload.split('/').collect();
        let &[_, id, owner, medium] = parts.as_slice() else {
            unreadable(&self.name, &"the key of its upload has other parts")
        };
        let new = NewMedium {
            id: word::<MediumId>(medium),
            kind: Kind::Photo,
            content_type: ContentType::Jpeg,
            bytes: photo().len() as u64,
            phase: Phase::Before,
            key: None,
        };
        let customer = Party::Customer(word(owner));
        let attach = |known: &Dossier| {
            Ok(known.intervention.attach(&known.media, &customer, new.clone(), self.at(), store.policy())?)
        };
        store.attach(&word(id), attach).await.expect("a customer may attach a photo");
    }
}

/// The photo that waits for its check.
pub fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let shade = |step: u32| u8::try_from(100 + step).unwrap_or(u8::MAX);
    let photo = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([shade(x), shade(y), 60]));
    photo.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a photo in memory");
    bytes.into_inner()
}

#[expect(clippy::panic, reason = "the samples are files of this project")]
fn unreadable(name: &str, why: &dyn std::fmt::Display) -> ! {
    panic!("events/{name}.json: {why}")
}

//! What becomes of uploads, honest and hostile, told once or often, whole or cut off: from the link to the bucket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::io::Cursor;

use check_media::check_media;
use domain::{
    failure::Failure,
    id::{InterventionId, MediumId},
    intervention::{Party, Step},
    media::{ContentType, Fault, Kind, Medium, NewMedium, Owner, Phase, State},
    timeline::Actor,
};
use embedded::{Embedded, EmbeddedBucket, embedded, given};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use image::{ImageFormat, RgbImage};
use media::{Quarantined, Upload, Uploaded};

/// A table, a bucket, and an intervention just declared.
struct Scene {
    table: Embedded,
    bucket: EmbeddedBucket,
    intervention: InterventionId,
}

impl Scene {
    async fn open() -> Self {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let intervention = given::declared(&table.store).await;
        Self { table, bucket, intervention }
    }

    /// The customer attaches a photo of that many bytes.
    async fn attached(&self, bytes: usize) -> (Medium, Upload) {
        self.attached_at(bytes, 1).await
    }

    async fn attached_at(&self, bytes: usize, minute: i64) -> (Medium, Upload) {
        let party = Party::Customer(given::customer());
        let count = self.table.store.media(&self.intervention).await.unwrap().version();
        let new = NewMedium {
            id: MediumId::of_random(u128::from(count) + 1),
            kind: Kind::Photo,
            content_type: ContentType::Jpeg,
            bytes: bytes as u64,
            phase: Phase::Before,
            key: None,
        };
        let policy = self.table.store.policy();
        let decide = |dossier: &domain::dossier::Dossier| {
            Ok(dossier.intervention.attach(&dossier.media, &party, new.clone(), given::at(minute), policy)?)
        };
        let medium = self.table.store.attach(&self.intervention, decide).await.unwrap();
        let upload = self.bucket.client().upload(&self.intervention, &medium).await.unwrap();
        (medium, upload)
    }

    fn told(&self, medium: &Medium) -> Option<Uploaded> {
        self.bucket.told(&Quarantined::of(&self.intervention, medium).key())
    }

    async fn check(&self, upload: &Uploaded) -> Result<Option<State>, Failure> {
        check_media(&self.table.store, &self.bucket.client(), upload).await
    }

    async fn state(&self, medium: &Medium) -> State {
        let media = self.table.store.media(&self.intervention).await.unwrap();
        media.find(&medium.id, medium.owner.as_str()).expect("attached").state
    }

    fn keys(&self) -> Vec<String> {
        self.bucket.all().into_iter().map(|stored| stored.key).collect()
    }

    fn kept(&self, medium: &Medium) -> Vec<String> {
        ["media", "thumbnails"].map(|prefix| format!("{prefix}/{}/{}", self.intervention, medium.id)).to_vec()
    }
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::new(64, 48).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

/// Uploads as an app does; what is said of the headers is sent in place of those of the link.
async fn put(upload: &Upload, headers: &[(&str, &str)], bytes: &[u8]) -> u16 {
    let (host, path) = upload.url.strip_prefix("http://").and_then(|url| url.split_once('/')).unwrap();
    let stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut request = Request::put(format!("/{path}")).header("host", host);
    for (name, value) in &upload.headers {
        let other = headers.iter().find(|(known, _)| known == name);
        request = request.header(*name, other.map_or(value.as_str(), |(_, value)| value));
    }
    let request = request.body(Full::new(Bytes::copy_from_slice(bytes))).unwrap();
    let answer = sender.send_request(request).await.unwrap();
    let status = answer.status().as_u16();
    answer.into_body().collect().await.unwrap();
    connection.abort();
    status
}

#[tokio::test]
async fn an_honest_photo_leaves_quarantine_for_the_interventions_own_prefix() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, upload) = scene.attached(photo.len()).await;

    let status = put(&upload, &[], &photo).await;
    let state = scene.check(&scene.told(&medium).unwrap()).await.unwrap();

    assert_eq!((status, state), (200, Some(State::Ready { thumbnail: true })));
    assert_eq!(scene.state(&medium).await, State::Ready { thumbnail: true });
    assert_eq!(scene.keys(), scene.kept(&medium));
}

#[tokio::test]
async fn a_link_uploads_one_type_one_length_one_key_and_once() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (_, upload) = scene.attached(photo.len()).await;
    let elsewhere = Upload { url: upload.url.replace("camille", "stranger"), ..upload.clone() };
    let longer = (photo.len() + 1).to_string();

    assert_ne!(elsewhere.url, upload.url);
    assert_eq!(put(&upload, &[("content-type", "image/svg+xml")], &photo).await, 403);
    let one_more = [photo.clone(), vec![0]].concat();
    assert_eq!(put(&upload, &[("content-length", &longer)], &one_more).await, 403);
    assert_eq!(put(&upload, &[("if-none-match", "\"other\"")], &photo).await, 403);
    assert_eq!(put(&elsewhere, &[], &photo).await, 403);
    assert_eq!(scene.keys(), [""; 0]);
    assert_eq!(put(&upload, &[], &photo).await, 200);
    assert_eq!(put(&upload, &[], &photo).await, 412);
}

#[tokio::test]
async fn a_link_that_is_used_again_after_the_check_leaves_nothing_behind() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, upload) = scene.attached(photo.len()).await;
    put(&upload, &[], &photo).await;
    scene.check(&scene.told(&medium).unwrap()).await.unwrap();
    let before = scene.bucket.all();

    let status = put(&upload, &[], &photo).await;
    let again = scene.check(&scene.told(&medium).unwrap()).await.unwrap();

    assert_eq!((status, again), (200, None));
    assert_eq!(scene.bucket.all(), before);
}

#[tokio::test]
async fn what_lies_is_refused_with_its_reason_and_nothing_of_it_is_left() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let polyglot = [photo.clone(), b"PK\x03\x04\x14\0 and so on".to_vec()].concat();
    let liars = [
        (svg, 0, Fault::WrongType),
        (b"RIFF\x04\0\0\0WEBP".to_vec(), 0, Fault::WrongType),
        (polyglot, 0, Fault::Polyglot),
        (photo[..photo.len() - 2].to_vec(), 0, Fault::Truncated),
        (photo.clone(), 1, Fault::WrongSize),
        ([photo.clone(), vec![0; 10_000_001 - photo.len()]].concat(), 1, Fault::WrongSize),
    ];

    for (bytes, fewer, fault) in liars {
        let (medium, _) = scene.attached(bytes.len() - fewer).await;
        let key = Quarantined::of(&scene.intervention, &medium).key();
        let told = scene.bucket.put(&key, "image/jpeg", &bytes);

        let state = scene.check(&told).await.unwrap();

        assert_eq!(state, Some(State::Refused(fault)));
        assert_eq!(scene.state(&medium).await, State::Refused(fault));
        assert_eq!(scene.keys(), [""; 0], "{fault:?}");
    }
}

#[tokio::test]
async fn what_nobody_awaits_is_deleted() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, _) = scene.attached(photo.len()).await;
    let kept = scene.bucket.put(&scene.kept(&medium)[0], "image/jpeg", &photo).key;
    let foreign = Owner::Customer(given::word("stranger"));
    let foreign = Quarantined::of(&scene.intervention, &Medium { owner: foreign, ..medium.clone() });
    let elsewhere = Quarantined::of(&given::word("0"), &medium);
    let keys = [foreign.key(), elsewhere.key(), "quarantine/whatever".to_owned()];

    for key in &keys {
        let told = scene.bucket.put(key, "image/jpeg", &photo);
        assert_eq!(scene.check(&told).await.unwrap(), None, "{key}");
    }

    assert_eq!(scene.keys(), [kept]);
    assert_eq!(scene.state(&medium).await, State::Awaited);
}

#[tokio::test]
async fn of_a_check_that_was_cut_off_and_came_back_too_late_nothing_is_left() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, upload) = scene.attached(photo.len()).await;
    put(&upload, &[], &photo).await;
    let told = scene.told(&medium).unwrap();
    scene.bucket.crash_after(Some(1));
    scene.check(&told).await.unwrap_err();
    scene.bucket.crash_after(None);
    scene.attached_at(photo.len(), 30).await;

    let again = scene.check(&told).await.unwrap();

    assert_eq!(again, None);
    assert_eq!(scene.keys(), [""; 0]);
}

#[tokio::test]
async fn an_upload_that_is_gone_though_it_is_awaited_is_a_fault() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, upload) = scene.attached(photo.len()).await;
    put(&upload, &[], &photo).await;
    let told = scene.told(&medium).unwrap();
    scene.bucket.client().discard(&told).await.unwrap();

    let checked = scene.check(&told).await;

    assert!(matches!(checked, Err(Failure::Broken(_))), "{checked:?}");
    assert_eq!(scene.state(&medium).await, State::Awaited);
}

#[tokio::test]
async fn nothing_outside_quarantine_is_ever_deleted() {
    let scene = Scene::open().await;
    let kept = scene.bucket.put("media/3f9c/a1", "image/jpeg", &jpeg());

    scene.check(&kept).await.unwrap();

    assert_eq!(scene.keys(), ["media/3f9c/a1"]);
}

#[tokio::test]
async fn a_crash_before_any_write_and_three_deliveries_come_to_the_same() {
    let mut counted = Vec::new();
    for crash in 0..4 {
        let scene = Scene::open().await;
        let photo = jpeg();
        let (medium, upload) = scene.attached(photo.len()).await;
        put(&upload, &[], &photo).await;
        let told = scene.told(&medium).unwrap();

        scene.bucket.crash_after(Some(crash));
        counted.push(scene.check(&told).await.is_err());
        scene.bucket.crash_after(None);
        for _ in 0..3 {
            scene.check(&told).await.unwrap();
        }

        assert_eq!(scene.state(&medium).await, State::Ready { thumbnail: true }, "{crash}");
        assert_eq!(scene.keys(), scene.kept(&medium), "{crash}");
    }
    // Thumbnail, photo, and the upload that goes: three writes of the bucket.
    assert_eq!(counted, [true, true, true, false]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_deliveries_at_once_come_to_the_same() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, upload) = scene.attached(photo.len()).await;
    put(&upload, &[], &photo).await;
    let told = scene.told(&medium).unwrap();

    let racing: Vec<_> = (0..10)
        .map(|_| {
            let (store, client, told) = (scene.table.store.clone(), scene.bucket.client(), told.clone());
            tokio::spawn(async move { check_media(&store, &client, &told).await.unwrap() })
        })
        .collect();
    let mut settled = 0;
    for one in racing {
        settled += usize::from(one.await.unwrap().is_some());
    }

    assert_eq!(settled, 1);
    assert_eq!(scene.keys(), scene.kept(&medium));
    assert_eq!(scene.table.store.media(&scene.intervention).await.unwrap().version(), 2);
}

#[tokio::test]
async fn what_arrives_after_the_end_of_the_work_still_counts() {
    let scene = Scene::open().await;
    let photo = jpeg();
    let (medium, upload) = scene.attached(photo.len()).await;
    put(&upload, &[], &photo).await;
    let cancel = |one: &domain::intervention::Intervention, _| -> Result<Step, _> {
        one.cancel(&given::customer(), given::at(1), &domain::policy::Policy::default())
    };
    given::step(&scene.table.store, &scene.intervention, Actor::Customer, 1, cancel).await;

    scene.check(&scene.told(&medium).unwrap()).await.unwrap();

    assert_eq!(scene.state(&medium).await, State::Ready { thumbnail: true });
}

use accounts::Accounts;
use domain::{
    id::MediumId,
    idempotency::Request,
    intervention::{Intervention, Party},
    media::{ContentType, Kind, NewMedium, Phase, State},
    moment::Submission,
    paper::{Paper, PaperKind},
    place::Access,
    policy::Policy,
    text::erased,
    timeline::Scope,
};
use embedded::{Embedded, EmbeddedBucket, EmbeddedPool, embedded, given, sdk};
use store::{Attachment, Transition};

use super::*;

const DAY: i64 = 24 * 60;

struct Scene {
    table: Embedded,
    bucket: EmbeddedBucket,
    eraser: Eraser,
    pool: EmbeddedPool,
}

async fn scene() -> Scene {
    let (table, bucket, pool) = (embedded().await, EmbeddedBucket::open(), EmbeddedPool::open());
    let accounts = Accounts::connect(&sdk(), &|name| pool.variable(name)).unwrap();
    let eraser = Eraser { store: table.store.clone(), bucket: bucket.client(), accounts };
    Scene { table, bucket, eraser, pool }
}

impl Scene {
    /// The job has run until shortly before a minute, and runs at that minute; answers how many it looked at.
    async fn run(&self, minute: i64) -> usize {
        for kind in [DueKind::Erasure, DueKind::Retention] {
            self.table.store.save_cursor(kind, given::at(minute - 5)).await.unwrap();
        }
        apply_retention(&self.eraser, given::at(minute)).await.unwrap().looked_at
    }

    /// The services that an erasure needs, under another policy.
    fn under(&self, policy: Policy) -> Eraser {
        Eraser { store: self.table.with_policy(policy), ..self.eraser.clone() }
    }

    /// A voice note and a photo, both with an object of two versions.
    async fn media(&self, id: &InterventionId) {
        let photo = given::photo(&self.table.store, id).await;
        let voice = NewMedium {
            id: MediumId::of_random(0x71),
            kind: Kind::Voice,
            content_type: ContentType::M4a,
            bytes: 2_000,
            phase: Phase::Before,
            key: None,
        };
        let party = Party::Customer(given::customer());
        let policy = self.table.store.policy();
        let attach = |known: &Dossier| {
            Ok(known.intervention.attach(&known.media, &party, voice.clone(), given::at(1), policy)?)
        };
        let voice = self.table.store.attach(id, attach).await.unwrap();
        let ready = State::Ready { thumbnail: false };
        self.table.store.settle_medium(id, &voice.id, voice.owner.as_str(), ready).await.unwrap();
        for medium in [&photo.id, &voice.id] {
            for bytes in [&b"first"[..], b"second"] {
                self.bucket.put(&format!("media/{id}/{medium}"), "image/jpeg", bytes);
            }
        }
        self.bucket.put(&format!("thumbnails/{id}/{}", photo.id), "image/jpeg", b"small");
    }

    async fn dossier(&self, id: &InterventionId) -> Dossier {
        self.table.store.dossier_consistent(id).await.unwrap()
    }

    /// Finished work with a voice note, photos and a report; nothing is printed.
    async fn finished(&self) -> InterventionId {
        let store = &self.table.store;
        let karim = given::technician(store, "karim").await;
        let id = given::working(store, &karim).await;
        self.media(&id).await;
        let finish = |one: &Intervention, told: Submission| one.finish(&karim.id, &[], &told, store.policy());
        let (request, by) = (Request::default(), Actor::Technician);
        let transition = Transition { id: id.clone(), request, by, occurred_at: None, now: given::at(60) };
        let attach = |_: &Intervention| Attachment::Report(given::report());
        store.transition_with(&transition, finish, attach).await.unwrap();
        id
    }

    /// A request with a voice note and photos that the customer cancelled.
    async fn cancelled(&self) -> InterventionId {
        let id = given::declared(&self.table.store).await;
        self.media(&id).await;
        let cancel = |one: &Intervention, _| {
            one.cancel(&given::customer(), given::at(60), &domain::policy::Policy::default())
        };
        given::step(&self.table.store, &id, Actor::Customer, 60, cancel).await;
        id
    }

    /// Invoice and report, as if they had been printed.
    async fn print(&self, id: &InterventionId) {
        for kind in [PaperKind::Invoice, PaperKind::Report] {
            let paper = Paper { kind, french: [1; 32], english: [2; 32], xml: None };
            self.table.store.keep_paper(id, &paper).await.unwrap();
        }
    }

    /// How many versions of objects the bucket of uploads holds.
    fn versions(&self) -> usize {
        self.bucket.all().len()
    }
}

/// A minute so many days after the end of what [`Scene`] made.
fn days(days: i64) -> i64 {
    60 + days * DAY
}

fn kinds(dossier: &Dossier) -> Vec<Kind> {
    dossier.media.all().iter().map(|medium| medium.kind).collect()
}

fn scopes(dossier: &Dossier) -> Vec<Scope> {
    dossier.intervention.erasures().collect()
}

#[tokio::test]
async fn rule_30_access_codes_and_voice_notes_of_finished_work_go_after_30_days_and_photos_stay() {
    let scene = scene().await;
    let id = scene.finished().await;
    let before = scene.table.dump().await;

    // The first look comes 30 days after the declaration, and sets the deadline by the end.
    let first_look = scene.run(30 * DAY).await;
    let early = scene.run(days(30) - 6).await;
    let untouched = scene.dossier(&id).await;
    let due = scene.run(days(30)).await;
    let left = scene.dossier(&id).await;
    let again = scene.run(days(30)).await;

    assert_eq!([first_look, early, due, again], [1, 0, 1, 0]);
    assert_eq!(scopes(&untouched), []);
    assert!(before.iter().any(|row| row.contains("4B19")), "the access code that the test looks for");
    assert_eq!((left.breakdown.access.clone(), kinds(&left)), (Access::default(), vec![Kind::Photo]));
    assert_eq!(left.breakdown.address, given::breakdown().address);
    assert_eq!((scopes(&left), left.report.is_some()), (vec![Scope::Access], true));
    // Both versions of the photo, and its thumbnail.
    assert_eq!(scene.versions(), 3);
}

#[tokio::test]
async fn rule_30_photos_of_a_request_without_report_go_after_30_days_too() {
    let scene = scene().await;
    let cancelled = scene.cancelled().await;
    let expired = given::declared(&scene.table.store).await;
    given::photo(&scene.table.store, &expired).await;
    let expire = |one: &Intervention, _| one.expire(given::at(DAY + 30));
    given::step(&scene.table.store, &expired, Actor::System, DAY + 30, expire).await;

    let looked_at =
        [scene.run(30 * DAY).await, scene.run(days(30)).await, scene.run(DAY + 30 + 30 * DAY).await];

    assert_eq!((looked_at, scene.versions()), ([2, 1, 1], 0));
    for id in [cancelled, expired] {
        let left = scene.dossier(&id).await;
        assert_eq!((kinds(&left), scopes(&left)), (vec![], vec![Scope::Media]));
        assert_eq!(left.breakdown.access, Access::default());
    }
}

#[tokio::test]
async fn rule_30_photos_go_together_with_the_report_and_the_figures_stay() {
    let scene = scene().await;
    let id = scene.finished().await;
    scene.print(&id).await;
    scene.run(30 * DAY).await;
    scene.run(days(30)).await;
    let due = scene.dossier(&id).await.intervention.amount_due();

    let early = scene.run(days(4_018) - 6).await;
    let kept = scene.dossier(&id).await;
    scene.run(days(4_018)).await;
    let left = scene.dossier(&id).await;
    let again = scene.run(days(4_018)).await;

    assert_eq!((early, kinds(&kept), kept.report), (0, vec![Kind::Photo], Some(given::report())));
    assert_eq!((kinds(&left), &left.report, again), (vec![], &None, 0));
    assert_eq!(left.breakdown.description, erased::description());
    assert_eq!(left.intervention.acceptance().unwrap().display_name, erased::account());
    assert_eq!((left.intervention.amount_due(), scene.versions()), (due, 0));
}

#[tokio::test]
async fn rule_30_what_must_still_be_printed_keeps_its_words_but_no_access_code() {
    let scene = scene().await;
    let id = scene.finished().await;
    let years = Policy { report_retention_days: 31, ..Policy::default() };
    let scene = Scene { eraser: scene.under(years), ..scene };

    for day in [30, 31] {
        scene.run(day * DAY).await;
        scene.run(days(day)).await;
    }
    let overdue = scene.dossier(&id).await;
    scene.print(&id).await;
    let next_day = scene.run(days(32)).await;

    assert_eq!(scopes(&overdue), [Scope::Access]);
    assert_eq!(overdue.breakdown.description, given::breakdown().description);
    assert_eq!((next_day, scopes(&scene.dossier(&id).await)), (1, vec![Scope::All, Scope::Access]));
}

#[tokio::test]
async fn rule_30_what_is_due_after_years_without_the_job_goes_in_one_run() {
    let scene = scene().await;
    let id = scene.finished().await;
    scene.print(&id).await;
    scene.table.store.retain_until(&id, given::at(days(4_018))).await.unwrap();

    scene.run(days(4_018)).await;

    assert_eq!(scopes(&scene.dossier(&id).await), [Scope::All, Scope::Access]);
}

#[tokio::test]
async fn rule_30_a_longer_retention_moves_the_alarm_that_was_set_before() {
    let scene = scene().await;
    let id = scene.finished().await;
    scene.run(30 * DAY).await;
    let longer = scene.under(Policy { access_retention_days: 40, ..Policy::default() });
    let scene = Scene { eraser: longer, ..scene };

    scene.run(days(30)).await;
    let kept = scopes(&scene.dossier(&id).await);
    scene.run(days(40)).await;

    assert_eq!((kept, scopes(&scene.dossier(&id).await)), (vec![], vec![Scope::Access]));
}

#[tokio::test]
async fn rule_30_work_that_lasts_for_months_is_looked_at_until_it_ends() {
    let scene = scene().await;
    let karim = given::technician(&scene.table.store, "karim").await;
    let id = given::paused(&scene.table.store, &karim).await;

    scene.run(30 * DAY).await;
    let finish =
        |one: &Intervention, told: Submission| one.finish(&karim.id, &[], &told, scene.table.store.policy());
    given::step(&scene.table.store, &id, Actor::Technician, 45 * DAY, finish).await;
    let looked_at = [scene.run(60 * DAY).await, scene.run(75 * DAY - 6).await, scene.run(75 * DAY).await];

    assert_eq!((looked_at, scopes(&scene.dossier(&id).await)), ([1, 0, 1], vec![Scope::Access]));
}

#[tokio::test]
async fn rule_30_words_of_a_declaration_that_was_cut_are_deleted() {
    let scene = scene().await;
    let id = given::declared(&scene.table.store).await;
    let mut timeline =
        scene.table.items().await.into_iter().find(|item| item["sk"].as_s().unwrap() == "timeline");
    let mut key = timeline.take().unwrap();
    key.retain(|name, _| name == "pk" || name == "sk");
    let delete = scene.table.client.delete_item().table_name(&scene.table.table).set_key(Some(key));
    delete.send().await.unwrap();

    scene.run(30 * DAY).await;

    // The id alone is a small number, which stands in times, too.
    let (left, partition) = (scene.table.dump().await, format!("intervention#{id}"));
    assert!(left.iter().all(|row| !row.contains(&partition)), "{left:#?}");
}

#[tokio::test]
async fn rule_30_an_erasure_that_was_cut_is_completed_and_looked_at_once_more() {
    let scene = scene().await;
    let person = Person::try_from("camille".to_owned()).unwrap();
    given::waiting(&scene.table.store).await;
    scene.table.store.begin_erasure(&person, given::at(100)).await.unwrap();

    let completed = scene.run(105).await;
    let last_look = scene.run(105 + 120).await;

    assert_eq!((completed, last_look), (1, 1));
    assert_eq!(scene.pool.deleted(), ["camille"]);
    let left = scene.table.dump().await;
    assert!(left.iter().all(|row| !row.contains("camille")), "{left:#?}");
}

#[tokio::test]
async fn rule_30_a_thousand_interventions_are_erased_run_by_run_each_bounded_and_each_once() {
    let scene = scene().await;
    let id = given::declared(&scene.table.store).await;
    let cancel = |one: &Intervention, _| {
        one.cancel(&given::customer(), given::at(60), &domain::policy::Policy::default())
    };
    given::step(&scene.table.store, &id, Actor::Customer, 60, cancel).await;
    let ids = scene.table.copies(&id, 999).await;
    let eraser = scene.under(Policy { due_per_run: 400, ..Policy::default() });
    scene.table.store.save_cursor(DueKind::Retention, given::at(days(30) - 5)).await.unwrap();
    for id in ids.iter().chain([&id]) {
        scene.table.store.retain_until(id, given::at(days(30))).await.unwrap();
    }

    let mut runs = Vec::new();
    while runs.last() != Some(&0) {
        runs.push(apply_retention(&eraser, given::at(days(30))).await.unwrap().looked_at);
    }

    assert_eq!(runs, [400, 400, 200, 0]);
    for id in ids.iter().step_by(97).chain([&id]) {
        assert_eq!(scopes(&scene.dossier(id).await), [Scope::Media]);
    }
}

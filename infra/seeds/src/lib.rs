//! What the samples of `events/` speak of: their people, and for each sample an intervention of its own at the stage that
//! the sample needs. So each function can be called alone with its sample, in any order, and answers with success.
//!
//! Ids, callers and times are read from the samples: a sample that changes needs no change here.

#![expect(
    clippy::missing_panics_doc,
    reason = "a sample that cannot be read shall fail its test, or `cargo dev`"
)]

mod people;
mod sample;
mod stage;

use embedded::{Embedded, EmbeddedBucket, given};

use people::{COLLEAGUE, KARIM};
use sample::Sample;
pub use sample::photo;
use stage::{Seed, Stage};

/// A person of the samples who must have an account: the address by which they sign up, and the name of the account.
pub const ACCOUNTS: [(&str, &str); 2] =
    [("lea@hop-assist.example", COLLEAGUE), ("samir@hop-assist.example", people::APPLICANT)];

/// Fills an empty table and empty buckets. `events` is the text of a sample, by the name of its function.
pub async fn plant(table: &Embedded, buckets: &EmbeddedBucket, events: impl Fn(&str) -> String) {
    let sample = |name: &str| Sample::read(name, &events(name));
    let store = &table.store;
    people::sign_up(store, &sample).await;
    for (place, (name, stage, lag)) in SEEDS.into_iter().enumerate() {
        let sample = sample(name);
        let seed = Seed::of(&sample, stage, lag, place);
        if seed.technician() != given::word(KARIM) {
            people::technician(store, seed.technician(), seed.declared_at()).await;
        }
        seed.grow(store, buckets).await;
    }
    people::question(store, &sample("answer-question")).await;
    let upload = sample("check-media");
    buckets.put(&upload.upload(), "image/jpeg", &photo());
    upload.await_photo(store).await;
}

/// The stage that each sample needs, and the seconds between the last step before it and the sample.
const SEEDS: [(&str, Stage, i64); 38] = [
    ("accept-request", Stage::Offered, 20),
    ("add-extra", Stage::Working, 600),
    ("arrive-on-site", Stage::Departed, 900),
    ("attach-media", Stage::Declared, 30),
    ("cancel-intervention", Stage::Accepted, 540),
    ("check-media", Stage::Declared, 60),
    ("choose-technician", Stage::Declared, 30),
    ("close-intervention", Stage::Paused, 25 * 60 * 60),
    ("confirm-postponement", Stage::Postponable, 60),
    ("decline-request", Stage::Offered, 20),
    ("depart-for-intervention", Stage::Accepted, 120),
    ("erase-personal-data", Stage::Invoiced, 3_600),
    // Declared a day ago, so its time is over.
    ("expire-requests", Stage::Waiting, 24 * 60 * 60),
    ("fan-out-pending-request", Stage::Waiting, 1),
    ("finish-intervention", Stage::Working, 1_800),
    ("generate-invoice", Stage::Finished, 5),
    ("issue-credit-note", Stage::Invoiced, 3_600),
    ("match-technicians", Stage::Declared, 20),
    ("offer-next-wave", Stage::Offered, 45),
    ("pause-intervention", Stage::Working, 1_800),
    ("propose-postponement", Stage::Paused, 120),
    ("propose-quote", Stage::Paused, 120),
    ("publish-events", Stage::Accepted, 0),
    ("rate-technician", Stage::Invoiced, 3_600),
    ("refuse-postponement", Stage::Postponable, 60),
    ("remove-extra", Stage::WithExtra, 60),
    ("resolve-intervention", Stage::Accepted, 3_600),
    ("resume-intervention", Stage::Paused, 600),
    ("schedule-request", Stage::Declared, 120),
    ("settle-quote", Stage::Quoted, 120),
    ("show-intervention", Stage::Offered, 20),
    ("show-invoice", Stage::Invoiced, 60),
    ("show-report", Stage::Invoiced, 60),
    ("start-intervention", Stage::Arrived, 300),
    ("wait-for-technician", Stage::Declared, 30),
    // Accepted, and nobody departed for 20 minutes.
    ("watch-arrivals", Stage::Accepted, 25 * 60),
    ("withdraw-quote", Stage::Quoted, 120),
    ("write-report", Stage::Finished, 5),
];

//! Everything personal is a marker here: two people live through the real binaries, are erased or outlive the retention,
//! and then each row, each version of each object and each line of the logs is searched (rule 30).

mod finding;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use tests::life::{self, ACCESS, CUSTOMER, Life, PERSONAL, TECHNICIAN, UPLOADED};

use crate::finding::{Found, found_in_logs, found_in_rows, uploads};

/// The last look comes two hours after an erasure.
const LAST_LOOK: i64 = 130 + 2 * 60;
const DAY: i64 = 24 * 60;

/// Where the functions of a life log to.
fn log(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("erased-{name}.log"))
}

fn kept(places: &[(&'static str, &[&'static str])]) -> BTreeSet<Found> {
    let all = places.iter().flat_map(|(place, markers)| markers.iter().map(|marker| (*marker, *place)));
    all.map(|(marker, place)| (marker, place.to_owned())).collect()
}

/// The data of the two people that accounting law keeps: the parties and the lines of invoice and credit note.
const BOOKS: [(&str, &[&str]); 2] = [
    (
        "intervention invoice",
        &[
            "buyer",
            "bill line 1",
            "bill line 2",
            "company",
            "office line 1",
            "office line 2",
            "insurer",
            "insurance policy",
            "coverage",
            "quote label",
            "extra label",
        ],
    ),
    ("intervention credit-note", &["credit reason", "quote label", "extra label"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_30_after_an_erasure_of_both_nothing_is_found_but_what_the_law_keeps() {
    let life = Life::lived(&log("both")).await;
    let before = found_in_rows(&life.house.table).await;
    let missing = PERSONAL.iter().filter(|(name, _)| !before.iter().any(|(found, _)| found == name));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&(&str, &str)>::new(), "markers that no row ever held");

    life.erase(CUSTOMER, "", 130).await;
    life.erase(TECHNICIAN, "technicians", 131).await;
    life.apply_retention(LAST_LOOK + 10).await;

    assert_eq!(life.house.pool.deleted(), [CUSTOMER, TECHNICIAN]);
    let mut expected = kept(&BOOKS);
    // What proves the work that was invoiced.
    expected.extend(kept(&[
        ("intervention timeline", &["extra label", "sub of the technician"]),
        ("intervention quote", &["quote label"]),
        ("intervention report", &["diagnosis", "work done", "advice"]),
        // Closed until the last token has ended; the table sweeps it.
        ("agenda", &["sub of the technician"]),
    ]));
    assert_eq!(found_in_rows(&life.house.table).await, expected);
    let rows = life.house.table.dump().await;
    let questions = rows.into_iter().filter(|row| row.contains("question#") || row.contains("questions#"));
    assert_eq!(questions.collect::<Vec<_>>(), [""; 0], "questions, answers and the pointers to them");
    assert_eq!(uploads(&life.house.bucket), [""; 0]);
    assert_eq!(found_in_logs(&life.log), BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_30_an_erasure_of_one_takes_nothing_of_the_other() {
    let life = Life::lived(&log("one")).await;
    let before = found_in_rows(&life.house.table).await;

    life.erase(CUSTOMER, "", 130).await;

    let after = found_in_rows(&life.house.table).await;
    let of_technician = |(name, _): &&Found| life::is_of_technician(name);
    let (before, after): (Vec<_>, Vec<_>) =
        (before.iter().filter(of_technician).collect(), after.iter().filter(of_technician).collect());
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_30_retention_takes_access_codes_and_voice_notes_first_and_the_rest_with_the_report() {
    let life = Life::lived(&log("kept")).await;
    life.expire(110 + DAY + 1).await;
    let before = found_in_rows(&life.house.table).await;
    assert_eq!(uploads(&life.house.bucket).len(), UPLOADED);

    life.apply_retention_from(30 * DAY, 130 + 30 * DAY).await;
    life.apply_retention_from(110 + 31 * DAY, 130 + 31 * DAY).await;
    let after_a_month = found_in_rows(&life.house.table).await;
    let photos = uploads(&life.house.bucket);
    life.apply_retention_from(60 + 4_018 * DAY, 130 + 4_018 * DAY).await;
    life.apply_retention_from(110 + 4_019 * DAY, 130 + 4_019 * DAY).await;
    let after_years = found_in_rows(&life.house.table).await;

    let gone: Vec<&Found> = before.difference(&after_a_month).collect();
    let names: BTreeSet<&str> = gone.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ACCESS.into_iter().collect(), "{gone:#?}");
    let photo = &life.photo;
    let both = [format!("media/{photo}"), format!("media/{photo}"), format!("thumbnails/{photo}")];
    assert_eq!(photos, both, "both versions of the photo that the report shows, and its thumbnail");
    let of_interventions = |(_, place): &&Found| place.starts_with("intervention");
    let mut expected = kept(&BOOKS);
    expected.extend(kept(&[("intervention timeline", &["extra label", "sub of the technician"])]));
    assert_eq!(after_years.iter().filter(of_interventions).cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(uploads(&life.house.bucket), [""; 0]);
    assert_eq!(found_in_logs(&life.log), BTreeSet::new());
    assert!(after_years.contains(&("buyer", "customer self".to_owned())), "accounts that exist stay");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_30_whoever_has_running_work_or_an_unprinted_document_is_told_so_and_keeps_everything() {
    let life = Life::finished_without_papers(&log("unsettled")).await;
    let before = life.house.table.dump().await;

    let [customer, technician] = life.erase_both(61).await;
    let running = Life::working(&log("running")).await;
    let untouched = running.house.table.dump().await;
    let [running_customer, running_technician] = running.erase_both(30).await;

    for (answer, code, life) in [
        (&customer, "documents-pending", &life),
        (&technician, "documents-pending", &life),
        (&running_customer, "work-running", &running),
        (&running_technician, "work-running", &running),
    ] {
        let told = (answer.status, answer.body["code"].as_str(), &answer.body["interventions"]);
        assert_eq!(told, (409, Some(code), &serde_json::json!([life.finished])), "{answer:#?}");
    }
    assert_eq!(life.house.table.dump().await, before);
    assert_eq!(running.house.table.dump().await, untouched);
    assert_eq!(life.house.pool.deleted(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_30_a_message_about_a_technician_who_is_gone_is_answered_or_parked_and_never_dropped() {
    let invoiced = Life::lived(&log("invoiced")).await;
    invoiced.erase(TECHNICIAN, "technicians", 130).await;
    let unprinted = Life::finished_without_papers(&log("lost")).await;
    unprinted.lose_profile().await;

    let again = invoiced.told("generate-invoice", &invoiced.finished, 140).await;
    let lost_invoice = unprinted.told("generate-invoice", &unprinted.finished, 140).await;
    let lost_report = unprinted.told("write-report", &unprinted.finished, 140).await;

    let retried = serde_json::json!([{ "itemIdentifier": life::MESSAGE }]);
    assert_eq!(again, serde_json::json!([]));
    assert_eq!((lost_invoice, lost_report), (retried.clone(), retried));
}

//! People read all that is kept of them, leave, or are kept long enough; and an erasure that was cut is completed.

use domain::person::Person;
use embedded::given;
use serde_json::Value;
use store::DueKind;
use tests::life::{CUSTOMER, Life, TECHNICIAN};

use super::{log, tick};
use crate::links;

const DAY: i64 = 24 * 60;
/// The last look comes two hours after an erasure.
const LAST_LOOK: i64 = 130 + 2 * 60;

pub(super) async fn walk() {
    tokio::join!(erased_by_the_call(), erased_by_the_job(), refused_after_a_cut(), kept_long_enough());
}

/// The call does it all.
async fn erased_by_the_call() {
    let life = Life::lived(&log("by-call")).await;
    for caller in [(CUSTOMER, ""), (TECHNICIAN, "technicians")] {
        let data = life.call(caller, "GET", "/me/data", 120, &Value::Null).await;
        links::follow(&life.house, &data.body).await;
    }
    life.erase(CUSTOMER, "", 130).await;
    life.erase(TECHNICIAN, "technicians", 131).await;
    apply_retention(&life, LAST_LOOK + 2).await;
}

/// The calls were cut after their first write: the job does the rest.
async fn erased_by_the_job() {
    let life = Life::lived(&log("by-job")).await;
    for sub in [CUSTOMER, TECHNICIAN] {
        life.house.table.store.begin_erasure(&person(sub), given::at(130)).await.expect("it is noted");
    }
    apply_retention(&life, 140).await;
    apply_retention(&life, LAST_LOOK + 12).await;
}

/// The call was cut after it closed the agenda; meanwhile a document waits to be printed, so the technician stays.
async fn refused_after_a_cut() {
    let life = Life::finished_without_papers(&log("refused")).await;
    let (person, store) = (person(TECHNICIAN), &life.house.table.store);
    store.begin_erasure(&person, given::at(61)).await.expect("it is noted");
    store.close_agenda(&person.technician, given::at(61)).await.expect("the work is over");
    apply_retention(&life, 70).await;
}

/// A month later, and eleven years later.
async fn kept_long_enough() {
    let life = Life::lived(&log("kept")).await;
    life.expire(110 + DAY + 1).await;
    let cut = life.declare(120, "Mk10 ne chauffe plus").await;
    super::delete(&life.house, &format!("intervention#{cut}"), "timeline").await;
    for minute in [5, 62, 122] {
        apply_retention(&life, 30 * DAY + minute).await;
    }
    apply_retention(&life, 4_018 * DAY + 62).await;
}

async fn apply_retention(life: &Life, minute: i64) {
    let kinds = [DueKind::Erasure, DueKind::Retention];
    tick(&life.house, "apply-retention", &kinds, given::at(minute)).await;
}

fn person(sub: &str) -> Person {
    Person::try_from(sub.to_owned()).expect("a sub")
}

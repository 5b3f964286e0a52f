//! The proof: the right problem, nothing told that is not the caller's, and the table byte for byte as before.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};
use tests::house::Answer;

use crate::{
    case::Case,
    scene::{Scene, Stage, World},
};

/// What no answer to a hostile call may tell: persons, secrets, and the causes of faults.
const SECRETS: [&str; 16] = [
    "camille",
    "Lefèvre",
    "technician-",
    "rue des",
    "Cordeliers",
    "4B19",
    "4821",
    "73282",
    "serde",
    "deserr",
    "column",
    "expected value",
    "panicked",
    "ynamo",
    "hop-assist-test",
    ".rs",
];

/// Makes every call of a table of cases; tells of all that were answered wrongly.
///
/// Each stage has a house of its own: a table is read as a whole after every call.
pub(crate) async fn refused(cases: Vec<Case>) {
    let mut stages: HashMap<Stage, Vec<&Case>> = HashMap::new();
    for case in &cases {
        stages.entry(case.stage).or_default().push(case);
    }
    let mut wrong = Vec::new();
    for (stage, cases) in stages {
        wrong.extend(refused_at(stage, &cases).await);
    }
    assert!(wrong.is_empty(), "{} faults in {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

async fn refused_at(stage: Stage, cases: &[&Case]) -> Vec<String> {
    let world = World::open().await;
    let scene = world.scene(stage).await;
    let mut before = kept(&world).await;
    let mut wrong = Vec::new();
    for case in cases {
        let answer = world.house.call(&case.call(&scene)).await;

        let none = || vec!["no route leads there".to_owned()];
        let mut faults = answer.map_or_else(none, |answer| faults(case, &scene, &answer));
        let after = kept(&world).await;
        if after != before {
            faults.push("the table has changed".to_owned());
            before = after;
        }
        wrong.extend(faults.into_iter().map(|fault| format!("{} {}: {fault}", case.route, case.name)));
    }
    wrong
}

/// The table but for the attempts at start codes: a wrong code is counted (rule 12).
async fn kept(world: &World) -> Vec<String> {
    let mut lines = world.house.table.dump().await;
    lines.retain(|line| !line.contains("sk: start-attempts"));
    lines
}

/// What is wrong with an answer.
fn faults(case: &Case, scene: &Scene, answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, found: Value, expected: Value| {
        if found != expected {
            faults.push(format!("{what} is {found}, not {expected}"));
        }
    };
    let Answer { status, headers, body } = answer;
    expect("status", json!(status), json!(case.status));
    expect("content type", json!(headers.get("content-type")), json!("application/problem+json"));
    expect("type", body["type"].clone(), json!(format!("https://hop-assist.example/problems/{}", case.code)));
    expect("code", body["code"].clone(), json!(case.code));
    expect("status inside", body["status"].clone(), json!(case.status));
    expect("instance", body["instance"].clone(), json!(case.path(scene)));
    expect("pointers", json!(pointers(body)), json!(case.pointers.iter().collect::<BTreeSet<_>>()));
    expect(
        "number of faults",
        json!(body["errors"].as_array().map_or(0, Vec::len)),
        json!(case.pointers.len()),
    );
    expect("members", json!(members(body)), json!(expected_members(case)));
    expect("texts without words", json!(wordless(body)), json!([]));
    expect("secrets told", json!(secrets(body)), json!([]));
    faults
}

fn pointers(body: &Value) -> BTreeSet<&str> {
    let errors = body["errors"].as_array().into_iter().flatten();
    errors.filter_map(|error| error["pointer"].as_str()).collect()
}

fn members(body: &Value) -> BTreeSet<&str> {
    body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

/// A stage that forbids tells which it is; refused values are pointed at.
fn expected_members(case: &Case) -> BTreeSet<&'static str> {
    let mut members = BTreeSet::from(["type", "title", "status", "detail", "instance", "code"]);
    members.extend((case.status == 409).then_some("stage"));
    members.extend((!case.pointers.is_empty()).then_some("errors"));
    members
}

/// The texts for readers that say nothing, or have a figure that was not filled in.
fn wordless(body: &Value) -> Vec<&Value> {
    let errors = body["errors"].as_array().into_iter().flatten();
    let texts = [&body["title"], &body["detail"]].into_iter().chain(errors.map(|error| &error["detail"]));
    texts.filter(|text| text.as_str().is_none_or(|text| text.is_empty() || text.contains('{'))).collect()
}

/// What the answer tells on its own account: not the path and the names that the caller sent.
fn secrets(body: &Value) -> Vec<&'static str> {
    let errors = body["errors"].as_array().into_iter().flatten();
    let mut told = vec![body["title"].to_string(), body["detail"].to_string(), body["stage"].to_string()];
    told.extend(errors.map(|error| error["detail"].to_string()));
    SECRETS.into_iter().filter(|secret| told.iter().any(|text| text.contains(secret))).collect()
}

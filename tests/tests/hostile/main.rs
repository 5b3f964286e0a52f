//! Malformed and hostile calls of every command: the right problem with all its pointers, and nothing changes.

mod bytes;
mod case;
mod check;
mod command;
mod envelope;
mod ids;
mod scene;
mod words;

use std::collections::HashMap;

use local::template::Template;
use tests::event;

use crate::{case::Case, check::refused, command::commands, scene::World};

/// The fewest hostile calls that prove anything.
const CASES_MIN: usize = 60;

/// Commands that no scene here can bring to be accepted: closing takes a day of silence, an answer a question, a decision
/// an applicant, an appointment an account. Their own tests and those of the contract send the hostile calls.
const ELSEWHERE: [&str; 5] = [
    "POST /interventions/{id}/closure",
    "POST /questions/{id}/answer",
    "POST /technicians/{id}/approval",
    "POST /technicians/{id}/refusal",
    "POST /operators",
];

#[test]
fn every_command_of_the_template_meets_at_least_two_hostile_calls() {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");

    let mut hostile: HashMap<&str, usize> = HashMap::new();
    for case in [bytes::cases(), envelope::cases(), ids::cases(), ids::guesses(), words::cases()].concat() {
        *hostile.entry(case.route).or_default() += 1;
    }

    let events = template
        .of_type("AWS::Serverless::Function")
        .filter_map(|(_, body)| body["Properties"]["Events"].as_object());
    let calls = events.flat_map(|events| events.values()).filter(|event| event["Type"] == "HttpApi");
    let routes = calls.filter_map(|event| {
        let (method, path) = (event["Properties"]["Method"].as_str()?, event["Properties"]["Path"].as_str()?);
        matches!(method, "POST" | "PUT" | "DELETE").then(|| format!("{method} {path}"))
    });
    let routes: Vec<String> = routes.filter(|route| !ELSEWHERE.contains(&route.as_str())).collect();
    let forgotten = routes.iter().filter(|route| hostile.get(route.as_str()).is_none_or(|count| *count < 2));
    assert_eq!(forgotten.collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(commands().len(), routes.len());
    assert!(hostile.values().sum::<usize>() >= CASES_MIN, "{hostile:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_hostile_calls_spoil_is_accepted_before_it_is_spoilt() {
    let world = World::open().await;

    let mut refused = Vec::new();
    for command in commands() {
        let (route, scene) = (command.route, world.scene(command.stage).await);
        let answer = world.house.call(&Case::spoiling(command).call(&scene)).await.expect("a route");
        if !matches!(answer.status, 200 | 201) {
            refused.push(format!("{route}: {}", answer.body));
        }
    }

    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_command_is_refused_by_every_command_and_changes_nothing() {
    refused(bytes::cases()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_word_is_pointed_at_with_all_others_and_changes_nothing() {
    refused(words::cases()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_caller_key_version_or_query_is_refused_and_changes_nothing() {
    refused(envelope::cases()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_absent_and_what_belongs_to_others_are_answered_alike() {
    refused(ids::cases()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_guesses_versions_and_times_of_others_learns_nothing() {
    refused(ids::guesses()).await;
}

//! Rule 8 through HTTP: exactly one technician gets an intervention.

use hyper::Method;
use local::{Cloud, Role};
use serde_json::json;
use tokio::task::JoinSet;

use super::{app::App, cloud, ended};

const TECHNICIANS: usize = 50;
const ROUNDS: usize = 20;

/// Registered for heating in Amiens, and online there.
async fn technicians(cloud: &Cloud) -> Vec<App> {
    let profile = App::profile();
    let presence = json!({ "online": true, "location": profile["base"]["location"] });
    let mut apps = Vec::new();
    for number in 0..TECHNICIANS {
        let app = App::of(cloud, Role::Technician, &format!("racer-{number}")).await;
        app.told(Method::PUT, "/technicians/me", Some(&profile)).await;
        app.told(Method::PUT, "/technicians/me/presence", Some(&presence)).await;
        apps.push(app);
    }
    apps
}

/// A breakdown that nobody was chosen for: whoever is near may take it.
async fn waiting(customer: &App, round: usize) -> String {
    let declared = customer.declares("heating", &format!("race-{round}")).await;
    let id = declared["id"].as_str().expect("it has an id").to_owned();
    let shown = customer.told(Method::POST, &format!("/interventions/{id}/waiting"), None).await;
    assert_eq!(shown["stage"], "waiting");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_8_of_fifty_who_accept_at_once_through_http_exactly_one_gets_it() {
    let cloud = cloud("race").await;
    let technicians = technicians(&cloud).await;
    let customer = App::of(&cloud, Role::Customer, "camille").await;

    for round in 0..ROUNDS {
        let id = waiting(&customer, round).await;
        let mut answers = JoinSet::new();
        for technician in &technicians {
            let (app, path) = (technician.clone(), format!("/interventions/{id}/acceptance"));
            answers.spawn(async move { app.call(Method::POST, &path, None).await });
        }
        let answers = answers.join_all().await;

        let (winners, losers): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!(winners.len(), 1, "round {round}");
        for loser in losers {
            let problem = loser.json().expect("problems are JSON");
            assert_eq!((loser.status, &problem["stage"]), (409, &json!("taken")), "round {round}: {problem}");
        }
        let shown = customer.told(Method::GET, &format!("/interventions/{id}"), None).await;
        let entries = shown["timeline"].as_array().expect("a timeline is a list");
        let accepted = entries.iter().filter(|entry| entry["type"] == "accepted").count();
        assert_eq!((accepted, &shown["stage"]), (1, &json!("accepted")), "round {round}: {shown}");
        let reason = json!({ "reason": "Ça remarche tout seul." });
        let path = format!("/interventions/{id}/cancellation");
        let cancelled = customer.told(Method::POST, &path, Some(&reason)).await;
        assert_eq!(cancelled["intervention"]["stage"], "cancelled", "round {round}");
    }
    ended(cloud).await;
}

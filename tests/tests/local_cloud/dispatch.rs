//! Dispatch through HTTP: offers that end, a waiting list that somebody comes to, a promise that is broken.
//!
//! Time on the local cloud is real: what comes late is brought by events that bear a later time.

use std::time::Duration;

use hyper::Method;
use local::{Cloud, Role};
use serde_json::{Value, json};
use tests::event;
use tokio::time::{interval, timeout};

use super::{app::App, cloud, ended};

/// The longest that an effect of the stream may take: a message whose first delivery fails is seen again after three
/// minutes.
const PATIENCE: Duration = Duration::from_mins(4);
/// How often an app looks.
const LOOKS: Duration = Duration::from_millis(250);
/// A minute after another technician is looked for (rule 10).
const LATE_MINUTES: i64 = 61;

fn path(request: &Value, command: &str) -> String {
    format!("/interventions/{}/{command}", request["id"].as_str().expect("it has an id"))
}

async fn shown(app: &App, request: &Value) -> Value {
    let path = path(request, "");
    app.told(Method::GET, path.trim_end_matches('/'), None).await
}

/// Looks until the request is as awaited.
async fn until(app: &App, request: &Value, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut looks = interval(LOOKS);
    let looking = async {
        loop {
            looks.tick().await;
            let shown = shown(app, request).await;
            if is_so(&shown) {
                return shown;
            }
        }
    };
    timeout(PATIENCE, looking).await.expect("what was awaited comes")
}

/// The timer of the standing offer rings, a second after its end.
async fn ring(cloud: &Cloud, offered: &Value) {
    let end = &offered["offer"]["until"];
    let until: domain::Timestamp = end.as_str().and_then(|end| end.parse().ok()).expect("an offer ends");
    let body = json!({ "interventionId": offered["id"], "offerEntry": offered["version"], "until": end });
    let rung = until + std::time::Duration::from_secs(1);
    let timer = event::delivered(event::message("offer-next-wave", &body), rung, rung);
    let answer = cloud.invoke("offer-next-wave", &timer).await.expect("the function answers");
    assert_eq!(answer["batchItemFailures"], json!([]));
}

async fn choose(customer: &App, request: &Value, technician: &App) -> Value {
    let choice = json!({ "technicianId": technician.id() });
    customer.told(Method::PUT, &path(request, "choice"), Some(&choice)).await
}

async fn the_first_ignores_it_the_second_declines_the_third_takes_it(cloud: &Cloud, customer: &App) {
    let mut technicians = Vec::new();
    for name in ["ignores", "declines", "takes"] {
        let technician = App::technician(cloud, name, "heating").await;
        technician.comes_online().await;
        technicians.push(technician);
    }
    let [first, second, third] = technicians.as_slice() else { unreachable!("three are asked for") };
    let request = customer.declares("heating", "dispatch-1").await;
    let offered = choose(customer, &request, first).await;

    ring(cloud, &offered).await;

    let wave = until(customer, &request, |shown| shown["offer"]["askedCount"] == 2).await;
    assert_eq!((&wave["stage"], &wave["askedCount"]), (&json!("offered"), &json!(3)));
    ring(cloud, &offered).await;
    assert_eq!(shown(customer, &request).await["version"], wave["version"], "a timer that rings twice");
    assert_eq!(first.refused(&path(&request, "acceptance")).await, "offer-ended");
    assert_eq!(first.refused(&path(&request, "refusal")).await, "offer-ended");
    second.told(Method::POST, &path(&request, "refusal"), None).await;
    let taken = third.told(Method::POST, &path(&request, "acceptance"), None).await;
    assert_eq!(taken["stage"], "accepted");
    assert_eq!(second.refused(&path(&request, "acceptance")).await, "already-accepted");
}

async fn nobody_is_online_until_somebody_connects(cloud: &Cloud, customer: &App) {
    let technician = App::technician(cloud, "connects", "glazing").await;
    let request = customer.declares("glazing", "dispatch-2").await;
    let waiting = until(customer, &request, |shown| shown["waitingPosition"] == 1).await;
    assert_eq!((&waiting["stage"], &waiting["askedCount"]), (&json!("waiting"), &json!(0)));

    let standing = technician.comes_online().await;

    assert_eq!(standing["missionsNear"], 1);
    told(cloud, &technician, &request).await;
    let missions = technician.told(Method::GET, "/missions", None).await;
    assert_eq!(missions["items"][0]["id"], request["id"]);
    technician.told(Method::POST, &path(&request, "acceptance"), None).await;
    assert_eq!(shown(customer, &request).await["stage"], "accepted");
}

/// Waits until the technician is told of the request, which the table remembers.
async fn told(cloud: &Cloud, technician: &App, request: &Value) {
    let aws = aws_sdk_dynamodb::Config::builder()
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .endpoint_url(&cloud.outputs.aws_endpoint)
        .region(aws_sdk_dynamodb::config::Region::from_static("eu-west-3"))
        .credentials_provider(aws_sdk_dynamodb::config::Credentials::new("test", "test", None, None, "test"))
        .build();
    let table = aws_sdk_dynamodb::Client::from_conf(aws);
    let id = technician.id();
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let notice = format!("notice#{}", request["id"].as_str().expect("it has an id"));
    let mut looks = interval(LOOKS);
    let looking = async {
        loop {
            looks.tick().await;
            let get = table.get_item().table_name(&cloud.outputs.table);
            let get = get.key("pk", text(format!("technician#{id}"))).key("sk", text(notice.clone()));
            if get.send().await.expect("the table answers").item.is_some() {
                return;
            }
        }
    };
    timeout(PATIENCE, looking).await.expect("who comes online is told");
}

async fn who_is_late_is_replaced(cloud: &Cloud, customer: &App) {
    let late = App::technician(cloud, "late", "locksmith").await;
    late.comes_online().await;
    let request = customer.declares("locksmith", "dispatch-3").await;
    choose(customer, &request, &late).await;
    let taken = late.told(Method::POST, &path(&request, "acceptance"), None).await;
    let backup = App::technician(cloud, "backup", "locksmith").await;
    backup.comes_online().await;

    let accepted = taken["timeline"].as_array().and_then(|all| all.last()).expect("it was accepted");
    let accepted: domain::Timestamp =
        accepted["occurredAt"].as_str().and_then(|at| at.parse().ok()).expect("a time");
    // The job walks an hour of deadlines a run, from where it stopped: it ran when the request was accepted.
    for minutes in [0, LATE_MINUTES, LATE_MINUTES] {
        let at = domain::Timestamp::from_second(accepted.as_second() + 60 * minutes);
        let mut tick = event::sample("watch-arrivals");
        tick["time"] = at.expect("a time of this century").to_string().into();
        cloud.invoke("watch-arrivals", &tick).await.expect("the function answers");
    }

    let waiting = until(customer, &request, |shown| shown["stage"] == "waiting").await;
    assert_eq!((&waiting["priority"], &waiting["waitingPosition"]), (&json!(true), &json!(1)));
    let missions = backup.told(Method::GET, "/missions", None).await;
    assert_eq!(
        (&missions["items"][0]["id"], &missions["items"][0]["priority"]),
        (&request["id"], &json!(true))
    );
    let taken = backup.told(Method::POST, &path(&request, "acceptance"), None).await;
    assert_eq!(taken["stage"], "accepted");
    // The technician learns why: another one has the request now.
    assert_eq!(late.call(Method::POST, &path(&request, "departure"), None).await.status, 409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_6_7_and_10_are_kept_through_http() {
    let cloud = cloud("dispatch").await;
    let customer = App::of(&cloud, Role::Customer, "camille").await;

    the_first_ignores_it_the_second_declines_the_third_takes_it(&cloud, &customer).await;
    nobody_is_online_until_somebody_connects(&cloud, &customer).await;
    who_is_late_is_replaced(&cloud, &customer).await;

    ended(cloud).await;
}

//! CORS and `HEAD`: pages of the web app and of this machine can read every answer, pages of other origins none.

use http_body_util::Full;
use hyper::{Request, header::HeaderMap};
use local::{
    Cloud,
    http::{Answer, Client},
};
use tests::event;

/// As `cargo dev` gives it to the template.
const APP: &str = "https://app.hop-assist.example";
const DEVELOPER: &str = "http://localhost:5173";
const STRANGER: &str = "https://evil.example";

async fn asked(url: &str, method: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::default()).expect("a sound request");
    Client::default().send(request).await.expect("the local cloud answers")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Every answer, be it of a function or of the gateway itself, can be read by the origins that are allowed, and by no other.
pub(super) async fn proves(cloud: &Cloud) {
    let api = &cloud.outputs.api_url;
    for (path, status) in [("/categories", 200), ("/missions", 401), ("/no-such-path", 404)] {
        for (origin, may) in [(APP, true), (DEVELOPER, true), (STRANGER, false)] {
            let answer = asked(&format!("{api}{path}"), "GET", &[("origin", origin)]).await;

            let allowed = text(&answer.headers, "access-control-allow-origin");
            assert_eq!((answer.status, allowed), (status, may.then_some(origin)), "{path}");
        }
    }

    let preflight = [("origin", DEVELOPER), ("access-control-request-method", "PUT")];
    let answer = asked(&format!("{api}/customers/me"), "OPTIONS", &preflight).await;
    assert_eq!((answer.status, text(&answer.headers, "access-control-allow-origin")), (204, Some(DEVELOPER)));
    assert!(
        text(&answer.headers, "access-control-allow-headers").is_some_and(|all| all.contains("If-Match"))
    );

    let upload = format!("{}/{}/quarantine/photo", cloud.outputs.aws_endpoint, cloud.outputs.bucket);
    let answer = asked(&upload, "OPTIONS", &preflight).await;
    let allowed = text(&answer.headers, "access-control-allow-origin");
    assert!(matches!(allowed, Some("*" | DEVELOPER)), "{allowed:?} {}", answer.text());

    let get = asked(&format!("{api}/categories"), "GET", &[]).await;
    let head = asked(&format!("{api}/categories"), "HEAD", &[]).await;
    let kind = |answer: &Answer| text(&answer.headers, "content-type").map(ToOwned::to_owned);
    assert_eq!((head.status, kind(&head), head.body.len()), (200, kind(&get), 0));
    let told = get.json().expect("answers are JSON");
    assert_eq!(told["minimumAppVersion"], "0.0.0");
    let contract = std::fs::read_to_string(event::root().join("infra/openapi.yaml")).expect("the contract");
    let version = told["contractVersion"].as_str().expect("a version");
    assert!(contract.contains(&format!("\n  version: {version}\n")), "{version}");
}

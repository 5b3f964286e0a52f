//! Follows the links of an answer, as an app does: each is a call of the function that signed it.

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Map, Value};
use tests::house::House;

/// Follows every link in an answer, wherever it stands.
pub(crate) async fn follow(house: &House, answer: &Value) {
    let mut parts = vec![answer];
    while let Some(part) = parts.pop() {
        match part {
            Value::Object(members) => {
                if is_upload(house, members) {
                    upload(members).await;
                    continue;
                }
                parts.extend(members.values());
            }
            Value::Array(items) => parts.extend(items),
            Value::String(text) if is_link(house, text) => {
                assert_eq!(send(Request::get(text), Vec::new()).await, 200, "{text}");
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn is_link(house: &House, text: &str) -> bool {
    text.starts_with(house.services_url())
}

fn is_upload(house: &House, members: &Map<String, Value>) -> bool {
    let url = members.get("url").and_then(Value::as_str);
    members.contains_key("method") && url.is_some_and(|url| is_link(house, url))
}

/// As many bytes as the headers say.
async fn upload(members: &Map<String, Value>) {
    let mut request = Request::put(members["url"].as_str().expect("a link"));
    let mut length = 0;
    for (name, value) in members["headers"].as_object().expect("headers to send") {
        let value = value.as_str().expect("a header is a text");
        if name == "content-length" {
            length = value.parse().expect("a length is a number");
        }
        request = request.header(name, value);
    }
    assert_eq!(send(request, vec![0; length]).await, 200, "{members:?}");
}

async fn send(request: hyper::http::request::Builder, body: Vec<u8>) -> u16 {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let request = request.body(Full::new(Bytes::from(body))).expect("a sound request");
    let answer = client.request(request).await.expect("the service answers");
    let status = answer.status().as_u16();
    answer.into_body().collect().await.expect("a whole answer");
    status
}

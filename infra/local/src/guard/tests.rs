//! Calls through the guard to a service that says of every object under `absent/` that there is none.

use hyper::http::request::Builder;
use serde_json::json;

use super::*;

/// A guard before that service, which counts the calls that reach it.
struct Scene {
    guard: Guard,
    reached: Arc<Mutex<usize>>,
    _service: Server,
}

impl Scene {
    /// `show` may read photos, `check` may also list the bucket.
    fn open() -> Self {
        let reached = Arc::new(Mutex::default());
        let counted = Arc::clone(&reached);
        let answer = move |_pool, call: Request<Incoming>| {
            *counted.lock().expect("counting does not panic") += 1;
            let absent = call.uri().path().starts_with("/b/absent/");
            async move { told(if absent { StatusCode::NOT_FOUND } else { StatusCode::OK }, "served") }
        };
        let (service, url) = listening();
        let service = Server::start(service, "service of a test", answer).expect("a service");
        let services = Services::from([(Service::S3, url.clone()), (Service::DynamoDb, url)]);
        let guard = Guard::start(listening().0, Arc::new(policies_of_two()), services).expect("a guard");
        Self { guard, reached, _service: service }
    }

    /// Status and body of the answer.
    async fn send(&self, call: Builder, path: &str, body: &'static str) -> (StatusCode, String) {
        let client: Client<HttpConnector, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let call = call.uri(format!("{}{path}", self.guard.url)).body(Full::from(body));
        let answer = client.request(call.expect("a sound call")).await.expect("the guard answers");
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a whole answer").to_bytes();
        (status, String::from_utf8(body.to_vec()).expect("text"))
    }

    async fn status(&self, call: Builder, path: &str) -> StatusCode {
        self.send(call, path, "").await.0
    }

    fn reached(&self) -> usize {
        *self.reached.lock().expect("counting does not panic")
    }

    /// Function, action and resource of each call that was denied.
    fn denied(&self) -> Vec<[String; 3]> {
        let denied = self.guard.denied().into_iter();
        denied.map(|Denied { function, access }| [function, access.action, access.resource]).collect()
    }
}

fn listening() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = ports::url(ports::number(&listener).expect("a bound port"));
    (listener, url)
}

fn policies_of_two() -> Policies {
    let read = json!({ "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/*" });
    let list = json!({ "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::b" });
    let function = |name: &str, statements: Vec<serde_json::Value>| {
        let policy = json!({ "Version": "2012-10-17", "Statement": statements });
        json!({
            "Type": "AWS::Serverless::Function",
            "Properties": { "CodeUri": format!("../target/lambda/{name}/"), "Policies": [policy] },
        })
    };
    let resources = json!({
        "ShowFunction": function("show", vec![read.clone()]),
        "CheckFunction": function("check", vec![read, list]),
    });
    let template = Template::parse(&json!({ "Resources": resources }).to_string()).expect("a template");
    policies(&template, &Names::default()).expect("sound policies")
}

fn scope(function: &str, service: &str) -> String {
    format!("{function}/20261127/eu-west-3/{service}/aws4_request")
}

/// A call with the signature of a function.
fn signed(method: Method, function: &str, service: &str) -> Builder {
    let credential = scope(function, service);
    let signature = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
    Request::builder().method(method).header(AUTHORIZATION, signature)
}

/// A link that a function signed.
fn link(function: &str, path: &str) -> String {
    format!("{path}?X-Amz-Credential={}", scope(function, "s3").replace('/', "%2F"))
}

#[tokio::test]
async fn a_call_that_is_allowed_reaches_the_service() {
    let scene = Scene::open();

    let answer = scene.send(signed(Method::GET, "show", "s3"), "/b/media/1", "").await;

    assert_eq!(answer, (StatusCode::OK, "served".to_owned()));
    assert_eq!((scene.reached(), scene.denied()), (1, vec![]));
}

#[tokio::test]
async fn a_call_that_is_denied_never_reaches_the_service_and_is_noted_once() {
    let scene = Scene::open();

    let (status, body) = scene.send(signed(Method::PUT, "show", "s3"), "/b/media/1", "").await;

    assert_eq!((status, scene.reached()), (StatusCode::FORBIDDEN, 0));
    assert!(body.contains("<Code>AccessDenied</Code>"), "{body}");
    assert_eq!(scene.denied(), [["show", "s3:PutObject", "arn:aws:s3:::b/media/1"]]);
    assert_eq!(scene.denied(), [[""; 3]; 0]);
}

#[tokio::test]
async fn the_table_denies_in_its_own_words() {
    let scene = Scene::open();
    let call = signed(Method::POST, "show", "dynamodb").header("x-amz-target", "DynamoDB_20120810.GetItem");

    let get = r#"{"TableName":"t","Key":{"pk":{"S":"customer#1"},"sk":{"S":"self"}}}"#;
    let (status, body) = scene.send(call, "/", get).await;

    assert_eq!((status, scene.reached()), (StatusCode::BAD_REQUEST, 0));
    assert!(body.contains("AccessDeniedException"), "{body}");
}

#[tokio::test]
async fn a_link_may_do_what_the_function_may_that_signed_it() {
    let scene = Scene::open();
    let follow = |method| Request::builder().method(method);

    let read = scene.status(follow(Method::GET), &link("show", "/b/media/1")).await;
    let written = scene.status(follow(Method::PUT), &link("show", "/b/media/1")).await;
    let of_a_stranger = scene.status(follow(Method::GET), &link("stranger", "/b/media/1")).await;

    assert_eq!(
        [read, written, of_a_stranger],
        [StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::FORBIDDEN]
    );
    assert_eq!(scene.reached(), 1);
}

#[tokio::test]
async fn only_a_function_that_may_list_learns_that_an_object_is_absent() {
    let scene = Scene::open();

    let of_show = scene.status(signed(Method::GET, "show", "s3"), "/b/absent/1").await;
    let of_check = scene.status(signed(Method::GET, "check", "s3"), "/b/absent/1").await;

    assert_eq!([of_show, of_check], [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND]);
    assert_eq!(scene.denied(), [["show", "s3:ListBucket", "arn:aws:s3:::b"]]);
}

#[tokio::test]
async fn a_link_to_an_absent_object_is_no_fault_of_its_function() {
    let scene = Scene::open();

    let status = scene.status(Request::builder(), &link("show", "/b/absent/1")).await;

    assert_eq!((status, scene.denied()), (StatusCode::FORBIDDEN, vec![]));
}

#[tokio::test]
async fn a_browser_asks_before_it_follows_a_link() {
    let scene = Scene::open();

    let status = scene.status(Request::builder().method(Method::OPTIONS), &link("show", "/b/media/1")).await;

    assert_eq!((status, scene.reached(), scene.denied()), (StatusCode::OK, 1, vec![]));
}

#[tokio::test]
async fn nobody_calls_without_a_signature() {
    let scene = Scene::open();

    let status = scene.status(Request::builder(), "/b/media/1").await;

    assert_eq!((status, scene.reached()), (StatusCode::FORBIDDEN, 0));
}

#[tokio::test]
async fn a_call_that_nobody_described_is_not_handed_on() {
    let scene = Scene::open();

    let (status, body) = scene.send(signed(Method::POST, "show", "s3"), "/b?delete", "").await;

    assert_eq!((status, scene.reached()), (StatusCode::NOT_IMPLEMENTED, 0));
    assert!(body.contains("it is not known which permissions"), "{body}");
}

//! A proxy before an emulated service: hands each call on, and counts it with the capacity units that it consumes.

use std::{convert::Infallible, sync::Arc};

use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::CONTENT_LENGTH,
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use permissions::Service;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::meter::{Called, Meter};

struct Tap {
    service: Service,
    target: String,
    meter: Meter,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// Opens a tap before the service at an address; answers the address of the tap.
///
/// # Panics
/// Where the machine has no port left, or the test no runtime.
pub fn open(service: Service, target: &str, meter: &Meter) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a listener can be asked not to wait");
    let listener = TcpListener::from_std(listener).expect("a test has a runtime");
    let address = listener.local_addr().expect("a bound address");
    let client = Client::builder(TokioExecutor::new()).build_http();
    let tap = Tap { service, target: target.to_owned(), meter: meter.clone(), client };
    tokio::spawn(serve(listener, Arc::new(tap)));
    format!("http://{address}")
}

async fn serve(listener: TcpListener, tap: Arc<Tap>) {
    while let Ok((stream, _)) = listener.accept().await {
        let tap = Arc::clone(&tap);
        let service = service_fn(move |request| {
            let tap = Arc::clone(&tap);
            async move { Ok::<_, Infallible>(tap.answer(request).await.unwrap_or_else(failed)) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

impl Tap {
    async fn answer(&self, request: Request<Incoming>) -> Option<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        // Queues and topic have one address in a house; SNS speaks in forms, without a target.
        let is_topic = self.service == Service::Sqs && target(&head.headers).is_empty();
        let service = if is_topic { Service::Sns } else { self.service };
        let operation = operation(service, &head);
        let body = match self.service {
            Service::DynamoDb => asking_for_units(&mut head, &body)?,
            Service::S3 | Service::Sns | Service::Sqs | Service::Cognito => body,
        };
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = format!("{}{path}", self.target).parse().ok()?;
        let answer = self.client.request(Request::from_parts(head, Full::new(body))).await.ok()?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        let units = match self.service {
            Service::DynamoDb => units(head.status, &body),
            Service::S3 | Service::Sns | Service::Sqs | Service::Cognito => 0.0,
        };
        self.meter.called(Called { service, operation, units });
        Some(Response::from_parts(head, Full::new(body)))
    }
}

/// The operation as its service bills it: S3 knows the methods, and a list by its query.
fn operation(service: Service, head: &Parts) -> String {
    let query = head.uri.query().unwrap_or_default();
    let lists = query.contains("list-type") || query.contains("versions");
    match service {
        Service::S3 if head.method == "GET" && lists => "LIST".to_owned(),
        Service::S3 => head.method.to_string(),
        // Our functions make no other call.
        Service::Sns => "PublishBatch".to_owned(),
        Service::DynamoDb | Service::Sqs | Service::Cognito => target(&head.headers),
    }
}

fn target(headers: &HeaderMap) -> String {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default().to_owned()
}

/// The same call, which also asks what it consumes.
fn asking_for_units(head: &mut Parts, body: &Bytes) -> Option<Bytes> {
    let mut call: Value = serde_json::from_slice(body).ok()?;
    call.as_object_mut()?.insert("ReturnConsumedCapacity".to_owned(), "TOTAL".into());
    head.headers.remove(CONTENT_LENGTH);
    Some(call.to_string().into())
}

/// What the table says; a write whose condition fails consumes the units of the item, of which it says nothing: one is
/// counted.
fn units(status: StatusCode, body: &Bytes) -> f64 {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return 0.0 };
    if !status.is_success() {
        return 1.0;
    }
    let consumed = &answer["ConsumedCapacity"];
    let parts = consumed.as_array().cloned().unwrap_or_else(|| vec![consumed.clone()]);
    parts.iter().filter_map(|part| part["CapacityUnits"].as_f64()).sum()
}

fn failed() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}

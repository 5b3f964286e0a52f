//! SQS and SNS on loopback: keeps what is sent to any queue or topic; calls that are none of its own go on to the table.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::topic::{Batch, answer};

/// The mailbox itself.
#[derive(Clone)]
pub struct Mailbox {
    inner: Arc<Inner>,
    address: SocketAddr,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sent {
    /// The address of the queue, or the ARN of the topic.
    pub queue: String,
    /// The text of the message.
    pub body: String,
    /// The trace that the sender set, if any: the system attribute of a message, the header of a batch of events.
    pub trace: Option<String>,
}

/// What befalls calls to the table.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// Nothing.
    None,
    /// The table refuses every call: whoever needs it fails at once.
    Locked,
    /// The table throttles these operations, such as `PutItem`.
    Throttled(&'static [&'static str]),
    /// Every answer takes so long.
    Slow(Duration),
}

struct Inner {
    table: String,
    sent: Mutex<Vec<Sent>>,
    trouble: Mutex<Trouble>,
    throttled: AtomicUsize,
    refusals: AtomicUsize,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Mailbox {
    /// Opens a mailbox beside the table's server.
    ///
    /// # Panics
    /// Where the machine has no port left.
    pub fn open(table: &str) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener can be asked not to wait");
        let listener = TcpListener::from_std(listener).expect("a test has a runtime");
        let address = listener.local_addr().expect("a bound address");
        let client = Client::builder(TokioExecutor::new()).build_http();
        let inner = Arc::new(Inner {
            table: table.to_owned(),
            sent: Mutex::default(),
            trouble: Mutex::new(Trouble::None),
            throttled: AtomicUsize::new(0),
            refusals: AtomicUsize::new(0),
            client,
        });
        tokio::spawn(serve(listener, Arc::clone(&inner)));
        Self { inner, address }
    }

    /// The address that functions take for that of AWS.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What befalls calls to the table from now on.
    ///
    /// # Panics
    /// Where another test's thread panicked inside the mailbox.
    pub fn trouble(&self, trouble: Trouble) {
        *self.inner.trouble.lock().expect("no thread panics inside") = trouble;
    }

    /// How many calls to the table were throttled so far.
    pub fn throttled(&self) -> usize {
        self.inner.throttled.load(Ordering::SeqCst)
    }

    /// From now on the topic refuses so many events, the last of a batch first.
    pub fn refuse_events(&self, count: usize) {
        self.inner.refusals.store(count, Ordering::SeqCst);
    }

    /// Everything that was sent since it was last emptied.
    ///
    /// # Panics
    /// Where another test's thread panicked inside the mailbox.
    pub fn empty(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.inner.sent.lock().expect("no thread panics inside"))
    }
}

async fn serve(listener: TcpListener, inner: Arc<Inner>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inner = Arc::clone(&inner);
        let service = service_fn(move |request| {
            let inner = Arc::clone(&inner);
            async move { Ok::<_, Infallible>(inner.answer(request).await.unwrap_or_else(failed)) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

impl Inner {
    async fn answer(&self, request: Request<Incoming>) -> Option<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        if let Some(batch) = Batch::read(&body) {
            let trace = head.headers.get("x-amzn-trace-id").and_then(|trace| trace.to_str().ok());
            return self.publish(batch, trace);
        }
        let (service, operation) = head.headers.get("x-amz-target")?.to_str().ok()?.split_once('.')?;
        if (service, operation) == ("AmazonSQS", "SendMessageBatch") {
            return self.keep(&serde_json::from_slice(&body).ok()?);
        }
        let trouble = *self.trouble.lock().ok()?;
        match trouble {
            // No SDK tries again what it may not do.
            Trouble::Locked => return refused("com.amazon.coral.service#AccessDeniedException"),
            Trouble::Throttled(operations) if operations.contains(&operation) => {
                self.throttled.fetch_add(1, Ordering::SeqCst);
                return refused("com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException");
            }
            Trouble::Slow(delay) => tokio::time::sleep(delay).await,
            Trouble::Throttled(_) | Trouble::None => {}
        }
        head.uri = format!("{}{}", self.table, head.uri.path()).parse().ok()?;
        let answer = self.client.request(Request::from_parts(head, Full::new(body))).await.ok()?;
        let (head, body) = answer.into_parts();
        Some(Response::from_parts(head, Full::new(body.collect().await.ok()?.to_bytes())))
    }

    fn keep(&self, batch: &Value) -> Option<Response<Full<Bytes>>> {
        let queue = batch["QueueUrl"].as_str()?;
        let mut successful = Vec::new();
        for entry in batch["Entries"].as_array()? {
            let body = entry["MessageBody"].as_str()?.to_owned();
            let trace = entry["MessageSystemAttributes"]["AWSTraceHeader"]["StringValue"].as_str();
            let sent = Sent { queue: queue.to_owned(), body, trace: trace.map(ToOwned::to_owned) };
            self.sent.lock().ok()?.push(sent);
            // Nobody here checks the digest of a body that cannot have changed on its way.
            successful.push(json!({ "Id": entry["Id"], "MessageId": entry["Id"], "MD5OfMessageBody": "" }));
        }
        let answer = json!({ "Successful": successful, "Failed": [] }).to_string();
        Response::builder().header("content-type", "application/x-amz-json-1.0").body(answer.into()).ok()
    }
}

impl Inner {
    fn publish(&self, batch: Batch, trace: Option<&str>) -> Option<Response<Full<Bytes>>> {
        let Batch { topic, mut entries } = batch;
        let wanted = self.refusals.load(Ordering::SeqCst).min(entries.len());
        self.refusals.fetch_sub(wanted, Ordering::SeqCst);
        let refused = entries.split_off(entries.len() - wanted);
        let sent = entries.iter().map(|entry| {
            let trace = trace.map(ToOwned::to_owned);
            Sent { queue: topic.clone(), body: entry.message.clone(), trace }
        });
        self.sent.lock().ok()?.extend(sent);
        Response::builder().header("content-type", "text/xml").body(answer(&entries, &refused).into()).ok()
    }
}

fn refused(kind: &str) -> Option<Response<Full<Bytes>>> {
    let body = json!({ "__type": kind, "message": "the test wants it so" });
    Response::builder().status(StatusCode::BAD_REQUEST).body(body.to_string().into()).ok()
}

fn failed() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}

//! A gate before table or bucket: passes every call on, or stops one write before or after it is carried out, so
//! that a test can kill a function exactly there.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
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
use tokio::{net::TcpListener, sync::Notify};

/// Where a write stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Between load and save.
    BeforeSave,
    /// Between save and answer.
    AfterSave,
}

/// The gate itself.
#[derive(Clone)]
pub struct Gate {
    inner: Arc<Inner>,
    address: SocketAddr,
}

struct Inner {
    table: SocketAddr,
    writes: Mutex<Writes>,
    stopped: Notify,
    client: Client<HttpConnector, Full<Bytes>>,
}

#[derive(Default)]
struct Writes {
    passed: usize,
    stop: Option<(usize, Stop)>,
}

impl Writes {
    /// Whether the write that comes now is to be stopped.
    fn next(&mut self) -> Option<Stop> {
        let number = self.passed;
        self.passed += 1;
        self.stop.filter(|(stopped, _)| *stopped == number).map(|(_, stop)| stop)
    }
}

impl Gate {
    /// Opens a gate before the table's server.
    ///
    /// # Panics
    /// Where the machine has no port left.
    pub async fn open(table: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let client = Client::builder(TokioExecutor::new()).build_http();
        let inner = Arc::new(Inner { table, writes: Mutex::default(), stopped: Notify::new(), client });
        tokio::spawn(serve(listener, Arc::clone(&inner)));
        Self { inner, address }
    }

    /// The address that functions take for the table's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The write with this number, from 0, stops there, and no other is stopped.
    ///
    /// # Panics
    /// Where another test's thread panicked inside the gate.
    pub fn stop_at(&self, write: usize, stop: Stop) {
        self.inner.writes.lock().expect("no thread panics inside").stop = Some((write, stop));
    }

    /// How many writes came so far.
    ///
    /// # Panics
    /// Where another test's thread panicked inside the gate.
    pub fn writes(&self) -> usize {
        self.inner.writes.lock().expect("no thread panics inside").passed
    }

    /// Waits until the write was stopped.
    pub async fn stopped(&self) {
        self.inner.stopped.notified().await;
    }
}

async fn serve(listener: TcpListener, inner: Arc<Inner>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inner = Arc::clone(&inner);
        let service = service_fn(move |request| {
            let inner = Arc::clone(&inner);
            async move { Ok::<_, Infallible>(inner.pass(request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

impl Inner {
    async fn pass(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let stop = if is_write(&request) {
            self.writes.lock().expect("no thread panics inside").next()
        } else {
            None
        };
        if stop == Some(Stop::BeforeSave) {
            self.halt().await;
        }
        let answer = self.forward(request).await;
        if stop == Some(Stop::AfterSave) {
            self.halt().await;
        }
        answer.unwrap_or_else(|| {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response
        })
    }

    async fn halt(&self) {
        self.stopped.notify_one();
        std::future::pending::<()>().await;
    }

    async fn forward(&self, request: Request<Incoming>) -> Option<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        head.uri = format!("http://{}{}", self.table, head.uri.path()).parse().ok()?;
        let answer = self.client.request(Request::from_parts(head, Full::new(body))).await.ok()?;
        let (head, body) = answer.into_parts();
        Some(Response::from_parts(head, Full::new(body.collect().await.ok()?.to_bytes())))
    }
}

/// Whatever changes the table; of the bucket, every `PUT`.
const WRITES: [&str; 5] = ["BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"];

fn is_write(request: &Request<Incoming>) -> bool {
    let target =
        request.headers().get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let is_put = request.method() == hyper::Method::PUT;
    is_put || target.rsplit('.').next().is_some_and(|operation| WRITES.contains(&operation))
}

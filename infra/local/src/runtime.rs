//! The Lambda Runtime API on loopback: gives events to the process of one function and takes its answers.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::Error;

/// The header that holds the id of an invocation.
pub const ID: &str = "lambda-runtime-aws-request-id";

/// The runtime of one process. Dropping it ends it.
#[derive(Debug)]
pub struct Runtime {
    /// The value of `AWS_LAMBDA_RUNTIME_API` for the process.
    pub address: SocketAddr,
    events: mpsc::Sender<Invocation>,
    serving: JoinHandle<()>,
}

/// An event, as the function receives it.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// The headers of the Runtime API: id, deadline, trace, name of the function.
    pub headers: HeaderMap,
    /// The event itself, as JSON.
    pub body: Bytes,
}

/// The answer of a function to an event, or its error; both are JSON.
pub type Outcome = Result<Bytes, Bytes>;

#[derive(Debug)]
struct Invocation {
    event: Event,
    answer: oneshot::Sender<Outcome>,
}

#[derive(Debug)]
struct Api {
    events: Mutex<mpsc::Receiver<Invocation>>,
    running: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
}

impl Event {
    /// The id of the invocation; empty if the headers have none.
    pub fn id(&self) -> &str {
        self.headers.get(ID).and_then(|id| id.to_str().ok()).unwrap_or_default()
    }
}

impl Runtime {
    /// Listens on any free port.
    pub async fn start() -> Result<Self, Error> {
        let failed = || Error::system("starting the runtime of a function");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed())?;
        let address = listener.local_addr().map_err(failed())?;
        let (events, receiver) = mpsc::channel(16);
        let api = Api { events: Mutex::new(receiver), running: Mutex::default() };
        Ok(Self { address, events, serving: tokio::spawn(serve(listener, Arc::new(api))) })
    }

    /// Gives the process an event and waits for its answer. The caller watches the process: if it dies, no answer comes.
    pub async fn invoke(&self, event: Event) -> Option<Outcome> {
        let (answer, answered) = oneshot::channel();
        self.events.send(Invocation { event, answer }).await.ok()?;
        answered.await.ok()
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, api: Arc<Api>) {
    while let Ok((stream, _)) = listener.accept().await {
        let api = Arc::clone(&api);
        let service = service_fn(move |request| {
            let api = Arc::clone(&api);
            async move { Ok::<_, Infallible>(api.answer(request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

impl Api {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        if path.ends_with("/invocation/next") {
            return self.next().await;
        }
        // A process that dies in the middle of its answer has not answered.
        let Ok(body) = request.into_body().collect().await else { return empty(StatusCode::BAD_REQUEST) };
        let mut parts = path.rsplit('/');
        let outcome =
            if parts.next() == Some("response") { Ok(body.to_bytes()) } else { Err(body.to_bytes()) };
        let id = parts.next().unwrap_or_default();
        if let Some(answer) = self.running.lock().await.remove(id) {
            // If the caller stopped waiting, nobody else wants the answer.
            drop(answer.send(outcome));
        }
        empty(StatusCode::ACCEPTED)
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        let Some(Invocation { event, answer }) = self.events.lock().await.recv().await else {
            return empty(StatusCode::ACCEPTED);
        };
        self.running.lock().await.insert(event.id().to_owned(), answer);
        let mut response = Response::new(Full::new(event.body));
        *response.headers_mut() = event.headers;
        response
    }
}

fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"{}")));
    *response.status_mut() = status;
    response
}

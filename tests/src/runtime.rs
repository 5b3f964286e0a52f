//! The Lambda Runtime API on loopback: runs one function's real binary, gives it events, waits for its answers.

use std::{
    collections::HashMap, convert::Infallible, fs::File, net::SocketAddr, path::Path, process::Stdio,
    sync::Arc,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::{Mutex, mpsc, oneshot},
};

/// A process of a function, and the API that feeds it.
pub struct Function {
    process: Child,
    events: mpsc::Sender<Invocation>,
}

/// What a function made of an event.
pub type Outcome = Result<Value, Value>;

/// The trace of an invocation that nobody traces: a text that is no id of X-Ray.
pub const UNTRACED: &str = "Root=1-0-0;Parent=0;Sampled=0";

struct Invocation {
    event: Value,
    trace: String,
    answer: oneshot::Sender<Outcome>,
}

struct Api {
    events: Mutex<mpsc::Receiver<Invocation>>,
    running: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
}

impl Function {
    /// Starts a binary with an environment of its own.
    ///
    /// # Panics
    /// Where the machine has no port or process left.
    pub async fn start(binary: &Path, environment: &[(&str, &str)]) -> Self {
        Self::logging(binary, environment, None).await
    }

    /// The same; what the process writes to its output goes to a file, as it goes to the log of a function.
    ///
    /// # Panics
    /// Where the machine has no port or process left.
    pub async fn logging(binary: &Path, environment: &[(&str, &str)], log: Option<&File>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let (events, receiver) = mpsc::channel(16);
        let api = Api { events: Mutex::new(receiver), running: Mutex::default() };
        tokio::spawn(serve(listener, Arc::new(api)));
        Self { process: spawn(binary, address, environment, log), events }
    }

    /// Gives the function an event and waits for what it makes of it; none if the process died first.
    pub async fn invoke(&self, event: Value) -> Option<Outcome> {
        self.invoke_traced(event, UNTRACED).await
    }

    /// The same, in a trace.
    pub async fn invoke_traced(&self, event: Value, trace: &str) -> Option<Outcome> {
        let (answer, answered) = oneshot::channel();
        self.events.send(Invocation { event, trace: trace.to_owned(), answer }).await.ok()?;
        answered.await.ok()
    }

    /// The process, so that a test can kill or measure it.
    pub fn process(&mut self) -> &mut Child {
        &mut self.process
    }
}

fn spawn(binary: &Path, api: SocketAddr, environment: &[(&str, &str)], log: Option<&File>) -> Child {
    let output = |unlogged: Stdio| match log {
        Some(log) => log.try_clone().expect("a file can be shared").into(),
        None => unlogged,
    };
    let name = binary.file_name().unwrap_or_default();
    Command::new(binary)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", api.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", name)
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "tests")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "tests")
        .env("AWS_REGION", "eu-west-3")
        .env("AWS_ACCESS_KEY_ID", name)
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(output(Stdio::null()))
        .stderr(output(Stdio::inherit()))
        .kill_on_drop(true)
        .spawn()
        .expect("a function's binary runs")
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
        let body =
            request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let mut parts = path.rsplit('/');
        let outcome = if parts.next() == Some("response") { Ok(value) } else { Err(value) };
        let id = parts.next().unwrap_or_default();
        if let Some(answer) = self.running.lock().await.remove(id) {
            // The test may have stopped waiting; nobody else wants the answer.
            drop(answer.send(outcome));
        }
        accepted()
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        let Some(Invocation { event, trace, answer }) = self.events.lock().await.recv().await else {
            return accepted();
        };
        let mut running = self.running.lock().await;
        let id = format!("invocation-{}", running.len());
        running.insert(id.clone(), answer);
        Response::builder()
            .header("lambda-runtime-aws-request-id", id)
            .header("lambda-runtime-deadline-ms", "4102444800000")
            .header(
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:eu-west-3:000000000000:function:under-test",
            )
            .header("lambda-runtime-trace-id", trace)
            .body(Full::new(Bytes::from(event.to_string())))
            .expect("headers are plain text")
    }
}

fn accepted() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"{}")));
    *response.status_mut() = hyper::StatusCode::ACCEPTED;
    response
}

//! Runs one function's real binary, gives it events, waits for its answers.

use std::{
    fs::File,
    net::SocketAddr,
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicU64, Ordering},
};

use hyper::{HeaderMap, body::Bytes, header::HeaderName};
use local::runtime::{Event, ID, Runtime};
use serde_json::Value;
use tokio::process::{Child, Command};

/// A process of a function, and the API that feeds it.
pub struct Function {
    process: Child,
    runtime: Runtime,
    invocations: AtomicU64,
}

/// What a function made of an event.
pub type Outcome = Result<Value, Value>;

/// The trace of an invocation that nobody traces: a text that is no id of X-Ray.
pub const UNTRACED: &str = "Root=1-0-0;Parent=0;Sampled=0";

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
        let runtime = Runtime::start().await.expect("a free port");
        let process = spawn(binary, runtime.address, environment, log);
        Self { process, runtime, invocations: AtomicU64::new(0) }
    }

    /// Gives the function an event and waits for what it makes of it; none if the process died first.
    pub async fn invoke(&self, event: Value) -> Option<Outcome> {
        self.invoke_traced(event, UNTRACED).await
    }

    /// The same, in a trace.
    ///
    /// # Panics
    /// Where the trace is no text of a header.
    pub async fn invoke_traced(&self, event: Value, trace: &str) -> Option<Outcome> {
        let number = self.invocations.fetch_add(1, Ordering::Relaxed);
        let event = Event { headers: headers(number, trace), body: event.to_string().into() };
        let read = |answer: Bytes| serde_json::from_slice(&answer).unwrap_or(Value::Null);
        Some(self.runtime.invoke(event).await?.map(read).map_err(read))
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

fn headers(number: u64, trace: &str) -> HeaderMap {
    let id = format!("invocation-{number}");
    let fields = [
        (ID, id.as_str()),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-3:000000000000:function:under-test"),
        ("lambda-runtime-trace-id", trace),
    ];
    let value = |value: &str| value.parse().expect("it is the text of a header");
    fields.into_iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
}

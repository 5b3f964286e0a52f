//! What the functions of a house call, consume and write to the log, invocation by invocation.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
};

use permissions::Service;

/// Counts as long as the house stands; copies count together. One invocation runs at a time.
#[derive(Debug, Clone)]
pub struct Meter {
    counted: Arc<Mutex<Counted>>,
    log: PathBuf,
}

#[derive(Debug, Default)]
struct Counted {
    calls: Vec<Called>,
    invocations: Vec<Invocation>,
    log_bytes: usize,
}

/// A call to a service of AWS.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The service.
    pub service: Service,
    /// `PutItem`, `SendMessageBatch`; for S3 `GET`, `PUT`, `LIST`, …
    pub operation: String,
    /// Capacity units of the table and its indexes.
    pub units: f64,
}

/// One event that a function handled.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// The name of the function's folder.
    pub function: String,
    /// Its calls, in their order.
    pub calls: Vec<Called>,
    /// The lines that it wrote.
    pub lines: Vec<String>,
    /// The bytes of the event.
    pub event_bytes: usize,
    /// The bytes of the answer.
    pub answer_bytes: usize,
}

impl Meter {
    /// Nothing is counted yet; functions log to this file.
    #[must_use]
    pub fn new(log: PathBuf) -> Self {
        Self { counted: Arc::default(), log }
    }

    /// A service was called.
    pub fn called(&self, call: Called) {
        self.counted().calls.push(call);
    }

    /// A function has answered: the calls and lines since the last answer are its own.
    ///
    /// # Panics
    /// Where the log cannot be read.
    pub fn answered(&self, function: &str, [event_bytes, answer_bytes]: [usize; 2]) {
        let log = fs::read_to_string(&self.log).expect("functions log to a file");
        let mut counted = self.counted();
        let lines = log.get(counted.log_bytes..).unwrap_or_default().lines();
        let lines = lines.map(ToOwned::to_owned).collect();
        counted.log_bytes = log.len();
        let calls = std::mem::take(&mut counted.calls);
        let function = function.to_owned();
        counted.invocations.push(Invocation { function, calls, lines, event_bytes, answer_bytes });
    }

    /// An invocation that was taken is counted again.
    pub fn keep(&self, invocation: Invocation) {
        self.counted().invocations.push(invocation);
    }

    /// The invocations since this was last asked.
    pub fn taken(&self) -> Vec<Invocation> {
        std::mem::take(&mut self.counted().invocations)
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().expect("counting does not panic")
    }
}

//! How fast a new process answers its first event, a read of the table included, beside an empty function.
//!
//! `cargo bench --bench cold_start`. Both are release builds, started in turn in one run. Fails if ours needs more
//! than twice the time of the empty one, or more than 25 MB.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use embedded::embedded;
use serde_json::Value;
use tests::{event, runtime::Function};

/// Starts of each function.
const ROUNDS: usize = 101;
/// The most that ours may need, as a multiple of the empty function's time.
const RATIO_MAX: f64 = 2.0;
/// The most memory that ours may need.
const KIBIBYTES_MAX: u64 = 25 * 1_000_000 / 1_024;

struct Start {
    took: Duration,
    kibibytes: u64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let (ours, empty) = (
        built(&["-p", "accept-request"], "accept-request"),
        built(&["-p", "tests", "--example", "empty"], "examples/empty"),
    );
    let table = embedded().await;
    let event = event::sample("accept-request");
    let environment = [("AWS_ENDPOINT_URL", table.endpoint.as_str()), ("TABLE", table.table.as_str())];
    let (mut our_starts, mut empty_starts) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        empty_starts.push(start(&empty, &[], &event).await);
        our_starts.push(start(&ours, &environment, &event).await);
    }
    let (ours, empty) = (median(our_starts), median(empty_starts));
    let ratio = ours.took.as_secs_f64() / empty.took.as_secs_f64();
    println!("{:<16} {:>12} {:>12}", "", "first answer", "memory");
    println!("{:<16} {:>9.1} ms {:>9.1} MB", "empty function", milliseconds(&empty), megabytes(&empty));
    println!("{:<16} {:>9.1} ms {:>9.1} MB", "accept-request", milliseconds(&ours), megabytes(&ours));
    println!("ratio {ratio:.2} (at most {RATIO_MAX}), medians of {ROUNDS} starts in turn");
    if ratio <= RATIO_MAX && ours.kibibytes <= KIBIBYTES_MAX { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn built(what: &[&str], name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet"])
        .args(what)
        .current_dir(&root)
        .status();
    assert!(cargo.expect("cargo runs").success(), "a release build of {name}");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    target.join("release").join(name)
}

async fn start(binary: &Path, environment: &[(&str, &str)], event: &Value) -> Start {
    let began = Instant::now();
    let mut function = Function::start(binary, environment).await;
    let answer =
        function.invoke(event.clone()).await.expect("the process lives").expect("the function answers");
    let took = began.elapsed();
    assert!(answer["statusCode"].as_u64().is_some_and(|status| status < 500), "{answer}");
    let process = function.process().id().expect("the process runs");
    Start { took, kibibytes: peak_kibibytes(process) }
}

fn peak_kibibytes(process: u32) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux tells of processes");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("Linux tells the peak");
    line.split_whitespace().nth(1).and_then(|count| count.parse().ok()).expect("a count of kibibytes")
}

fn median(mut starts: Vec<Start>) -> Start {
    let kibibytes = starts.iter().map(|start| start.kibibytes).max().unwrap_or_default();
    starts.sort_by_key(|start| start.took);
    Start { took: starts[starts.len() / 2].took, kibibytes }
}

fn milliseconds(start: &Start) -> f64 {
    start.took.as_secs_f64() * 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "a memory size is far below 2^52")]
fn megabytes(start: &Start) -> f64 {
    start.kibibytes as f64 * 1_024.0 / 1_000_000.0
}

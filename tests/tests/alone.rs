//! One function alone: the lines of README.md, for every function with its sample.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use local::{Cloud, Options, alone::cargo_lambda, samples};
use serde_json::Value;
use tests::event;
use tokio::{net::TcpStream, time::timeout};

/// The longest that a function may take that is compiled for its first call.
const PATIENCE: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sample_is_answered_with_success_as_the_readme_says() {
    let state_dir: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alone");
    if state_dir.exists() {
        fs::remove_dir_all(&state_dir).expect("nobody uses a test's folder");
    }
    let options =
        Options { samples: true, state_dir, ..Options::here().expect("tests run in the workspace") };
    let (workspace, state_dir) = (options.workspace.clone(), options.state_dir.clone());
    let cloud = Cloud::start(options).await.expect("the cloud comes up");
    let alone = Alone { workspace, environment: state_dir.join("lambda.env"), port: free_port() };
    let log = File::create(state_dir.join("watch.log")).expect("a log of this test");
    let watch = cargo_lambda(&alone.workspace, &alone.words("watch", ""), &log).await.expect("it starts");
    alone.listens().await;

    let mut wrong = Vec::new();
    for name in event::functions() {
        let answer = alone.invoked(&name, &state_dir).await;
        if !is_success(&answer) {
            wrong.push(format!("{name}: {answer}"));
        }
    }
    let again = {
        let folder = local::Folder::at(state_dir.clone()).expect("the cloud's own folder");
        samples::reset(&cloud.outputs, &folder).await.expect("the samples are set back");
        alone.invoked("start-intervention", &state_dir).await
    };

    watch.end().await.expect("it ends");
    cloud.stop().await.expect("nothing of it is left");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(is_success(&again), "after the reset: {again}");
}

struct Alone {
    workspace: PathBuf,
    environment: PathBuf,
    port: u16,
}

impl Alone {
    /// The words of README.md behind `cargo lambda`, for another function, with the places of this test.
    fn words(&self, command: &str, function: &str) -> Vec<String> {
        let readme = fs::read_to_string(self.workspace.join("README.md")).expect("there is a README.md");
        let start = format!("cargo lambda {command} ");
        let line = readme.lines().find(|line| line.starts_with(&start)).expect("README.md has the line");
        let line = line.replace("accept-request", function);
        let line = line.replace("target/local/lambda.env", &self.environment.display().to_string());
        let words = line.split_whitespace().skip(2).map(ToOwned::to_owned);
        words.chain(["--invoke-port".to_owned(), self.port.to_string()]).collect()
    }

    async fn listens(&self) {
        let listens = async {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, listens).await.expect("it listens");
    }

    async fn invoked(&self, function: &str, folder: &Path) -> Value {
        let path = folder.join("answer.log");
        let log = File::create(&path).expect("a log of this test");
        let mut invoke =
            cargo_lambda(&self.workspace, &self.words("invoke", function), &log).await.expect("it starts");
        let ended = timeout(PATIENCE, invoke.ended()).await.expect("it answers").expect("it ends");
        let text = fs::read_to_string(path).expect("the log can be read");
        let answer = serde_json::from_str(&text).ok().filter(|_| ended.success());
        answer.unwrap_or(Value::String(text))
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("a bound port").port()
}

fn is_success(answer: &Value) -> bool {
    match answer["statusCode"].as_u64() {
        Some(status) => matches!(status, 200..=202 | 204),
        None => !answer.is_string() && answer["batchItemFailures"].as_array().is_none_or(Vec::is_empty),
    }
}

//! Through HTTP, on the whole of infra/template.yaml: gateway, tokens, functions, table, queues and stream.
//!
//! Each test has a cloud of its own, on ports that are free, in a folder that nobody else uses.

mod adopted;
mod app;
mod dead_letters;
mod dispatch;
mod paper;
mod race;
mod readers;
mod redrive;
mod restoring;
mod signing_up;
mod smoke;
mod stacks;
mod web;

use std::path::{Path, PathBuf};

use local::{Cloud, Options, Progress, demo};

/// A cloud that remembers nothing.
async fn cloud(name: &str) -> Cloud {
    let state_dir: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if state_dir.exists() {
        std::fs::remove_dir_all(&state_dir).expect("nobody uses a test's folder");
    }
    let options = Options { state_dir, ..Options::here().expect("tests run in the workspace") };
    Cloud::start(options).await.expect("the cloud comes up")
}

/// The end of a test: no function asked AWS for anything that its policies do not allow.
async fn ended(cloud: Cloud) {
    let denied = cloud.denied();
    cloud.stop().await.expect("nothing of it is left");
    assert_eq!(denied, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stories_of_the_faq_succeed_three_times_on_the_same_data_which_can_be_restored() {
    let cloud = cloud("stories").await;

    for round in 1..=3 {
        let played = demo::play(&cloud.outputs, Progress::Silent).await;

        assert!(played.is_ok(), "round {round}: {}", played.err().map(|e| e.to_string()).unwrap_or_default());
    }
    restoring::proves(&cloud, 9).await;
    web::proves(&cloud).await;
    ended(cloud).await;
}

//! Tells 2,000 random stories to the real binaries, or as many as are asked for: `cargo bench --bench stories -- 500`.
//! Fails with the first ones in which a price differs from the rules.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::{process::ExitCode, time::Instant};

use tests::telling::{policies, tell};

/// How many stories by default.
const STORIES: u32 = 2_000;
/// How many faults are shown.
const SHOWN: usize = 5;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let stories = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(STORIES);
    let policies = policies().await;
    let start = Instant::now();
    let (mut deeds, mut faults) = (0, Vec::new());
    for number in 0..stories {
        match tell(&policies, number).await {
            Ok(count) => deeds += count,
            Err(fault) => faults.push(fault),
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{stories} stories with {deeds} deeds in {seconds:.1} s: {} differ from the rules",
        faults.len()
    );
    for fault in faults.iter().take(SHOWN) {
        println!("\n{fault}");
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

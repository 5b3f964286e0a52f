//! Lives 100,000 random lives in this process, or as many as are asked for: `cargo bench --bench lives -- 1000000`.
//! Fails with the first ones that break a rule.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::{process::ExitCode, time::Instant};

use tests::lives::live;

/// How many lives by default.
const LIVES: u64 = 100_000;
/// How many faults are shown.
const SHOWN: usize = 5;

fn main() -> ExitCode {
    let lives = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(LIVES);
    let start = Instant::now();
    let (mut deeds, mut faults) = (0, Vec::new());
    for seed in 0..lives {
        match live(seed) {
            Ok(count) => deeds += count,
            Err(fault) => faults.push(fault),
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{lives} lives with {deeds} deeds in {seconds:.1} s: {} break a rule", faults.len());
    for fault in faults.iter().take(SHOWN) {
        println!("\n{fault}");
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

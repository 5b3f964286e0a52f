//! How fast an invoice of three lines becomes a PDF with its XML, beside WeasyPrint and factur-x for the same invoice.
//!
//! `cargo bench --bench documents`. Builds a release binary and installs the two into `target/bench` (WeasyPrint needs
//! Pango on the machine; `-- --alone` leaves the comparison out). Fails where a limit below is not kept.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

const WARM_MICROSECONDS_MAX: u128 = 10_000;
const COLD_MAX: Duration = Duration::from_millis(40);
const KIBIBYTES_MAX: u64 = 30 * 1_000_000 / 1_024;
/// How many times faster than the other two together, at least.
const RATIO_MIN: u128 = 20;
/// Documents printed in one process.
const ROUNDS: usize = 301;
/// Processes started for one document each.
const STARTS: usize = 31;
const OTHERS: [&str; 2] = ["weasyprint==66.0", "factur-x==7.8"];

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let (printer, folder) = (built(&root, &target), target.join("bench"));
    std::fs::create_dir_all(&folder).expect("the target folder takes folders");
    let (warm, _) = told(Command::new(&printer).arg(ROUNDS.to_string()).arg(&folder));
    let (cold, kibibytes) = cold(&printer);
    println!("{:<28} {:>9} {:>9} {:>9}", "an invoice of three lines", "warm", "cold", "memory");
    let milliseconds = cold.as_micros() / 1_000;
    println!(
        "{:<28} {:>6} µs {milliseconds:>6} ms {:>6} MB",
        "documents",
        warm,
        kibibytes * 1_024 / 1_000_000
    );
    let mut kept = warm < WARM_MICROSECONDS_MAX && cold < COLD_MAX && kibibytes < KIBIBYTES_MAX;
    if !std::env::args().any(|argument| argument == "--alone") {
        let (other, other_kibibytes) = others(&folder);
        let ratio = other / warm.max(1);
        println!(
            "{:<28} {:>6} µs {:>9} {:>6} MB",
            "WeasyPrint and factur-x",
            other,
            "",
            other_kibibytes * 1_024 / 1_000_000
        );
        println!("{ratio} times faster (at least {RATIO_MIN})");
        kept &= ratio >= RATIO_MIN;
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn built(root: &Path, target: &Path) -> PathBuf {
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "-p", "documents", "--example", "once"])
        .current_dir(root)
        .status();
    assert!(cargo.expect("cargo runs").success(), "a release build");
    target.join("release/examples/once")
}

/// The median time and the peak of memory that a process tells.
fn told(command: &mut Command) -> (u128, u64) {
    let output = command.output().expect("the process starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let mut numbers = text.split_whitespace();
    let mut next = || numbers.next().and_then(|number| number.parse::<u64>().ok()).expect("two numbers");
    (next().into(), next())
}

/// The median time of a whole process that prints one document, and its memory.
fn cold(printer: &Path) -> (Duration, u64) {
    let mut took = Vec::new();
    let mut most = 0;
    for _ in 0..STARTS {
        let began = Instant::now();
        let (_, kibibytes) = told(Command::new(printer).arg("1"));
        took.push(began.elapsed());
        most = most.max(kibibytes);
    }
    took.sort_unstable();
    (took[STARTS / 2], most)
}

fn others(folder: &Path) -> (u128, u64) {
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        let made = Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")).status();
        assert!(made.expect("python runs").success(), "a virtual environment");
    }
    let pip = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(OTHERS)
        .status();
    assert!(pip.expect("pip runs").success(), "WeasyPrint and factur-x are installed");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/others.py");
    told(Command::new(&python).arg(script).arg(folder))
}

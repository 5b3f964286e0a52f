//! The real binaries of functions, built as `cargo dev` builds them.

use std::{path::PathBuf, process::Command, sync::OnceLock};

use crate::event;

/// The binary of a function; the first call of a process builds all of them.
///
/// # Panics
/// Where they do not build.
pub fn binary(function: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(built).join(function)
}

fn built() -> PathBuf {
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--workspace", "--bins", "--quiet"])
        .current_dir(event::root())
        .status();
    assert!(cargo.expect("cargo runs").success(), "the functions build");
    let test = std::env::current_exe().expect("a test has a path");
    // A bench lies in target/release/deps; what it runs is built as for tests.
    let target = test.ancestors().nth(3).expect("a test lies in target/debug/deps");
    target.join("debug")
}

//! The log of functions in a file of a test, line by line.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde_json::Value;

/// What the functions of a test wrote.
pub struct Log(PathBuf);

impl Log {
    /// A log in a folder, which must be that of the test: `env!("CARGO_TARGET_TMPDIR")`.
    pub fn new(folder: &str, name: &str) -> Self {
        Self(Path::new(folder).join(format!("{name}.log")))
    }

    /// The empty file, for functions to write to.
    ///
    /// # Panics
    /// Where the folder takes no file.
    pub fn file(&self) -> File {
        File::create(&self.0).expect("a file for the log")
    }

    /// All lines. Each is JSON.
    ///
    /// # Panics
    /// Where one is not.
    pub fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.0).expect("the functions wrote a log");
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }

    /// The lines of a function whose message begins so.
    ///
    /// # Panics
    /// Where a line is no JSON.
    pub fn of(&self, function: &str, begins: &str) -> Vec<Value> {
        let is_it = |line: &Value| {
            let message = line["message"].as_str().unwrap_or_default();
            line["function"] == function && message.starts_with(begins)
        };
        self.lines().into_iter().filter(is_it).collect()
    }
}

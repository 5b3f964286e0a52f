//! Builds one function anew, and reads from cargo where the program lies or why there is none.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe;

use crate::keeper;
use crate::{Error, Progress, binaries};

/// The longest that a build may take, in seconds. Another cargo may hold the lock of `target/` meanwhile.
const BUILD_SECONDS_MAX: u64 = 540;
/// The most lines of text that are kept from a build, besides the compiler's own messages.
const LINES_MAX: usize = 200;

/// How functions are built.
#[derive(Clone, Debug)]
pub(crate) struct Compiler {
    /// The interpreter of the keeper.
    pub(crate) python: PathBuf,
    /// The folder in which the command runs.
    pub(crate) workspace: PathBuf,
    /// The command, without the name of the function.
    pub(crate) command: Vec<OsString>,
    /// Whether the steps are told.
    pub(crate) progress: Progress,
}

/// Why a build gave no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The message for the developer.
    pub(super) why: String,
    /// Whether the compiler refused the sources, so that another try would fail as well.
    pub(super) is_final: bool,
}

/// What a build said.
#[derive(Debug, Default)]
struct Told {
    program: Option<PathBuf>,
    errors: Vec<String>,
    lines: Vec<String>,
}

impl Compiler {
    /// Cargo, as it builds the functions for the cloud.
    pub(crate) fn cargo(python: &Path, workspace: &Path, profile: &str, progress: Progress) -> Self {
        let command = ["cargo", "build", "--workspace", "--profile", profile, "--message-format", "json"];
        Self {
            python: python.to_path_buf(),
            workspace: workspace.to_path_buf(),
            command: command.map(Into::into).into(),
            progress,
        }
    }

    /// Builds a function; answers its program, or the message of the compiler.
    pub(super) async fn compile(&self, function: &str) -> Result<PathBuf, Failure> {
        let building = tokio::time::timeout(Duration::from_secs(BUILD_SECONDS_MAX), self.build(function));
        match building.await {
            Ok(Ok(built)) => built,
            Ok(Err(error)) => Err(Failure { why: error.to_string(), is_final: false }),
            Err(_late) => {
                let why = format!("the build did not end within {BUILD_SECONDS_MAX} s");
                Err(Failure { why, is_final: false })
            }
        }
    }

    async fn build(&self, function: &str) -> Result<Result<PathBuf, Failure>, Error> {
        let failed = || Error::system("running the compiler");
        let (reader, output) = io::pipe().map_err(failed())?;
        let errors = output.try_clone().map_err(failed())?;
        let program = self.command.iter().cloned().chain(["--bin".into(), function.into()]);
        let mut kept = keeper::keep(&self.python, program, |command| {
            command.current_dir(&self.workspace).stdout(output).stderr(errors);
        })?;
        let reader = pipe::Receiver::from_owned_fd(reader.into()).map_err(failed())?;
        let mut lines = BufReader::new(reader).lines();
        let mut told = Told::default();
        while let Some(line) = lines.next_line().await.map_err(failed())? {
            if line.contains("waiting for file lock") {
                self.progress.tell("Waiting", "for another cargo, which holds the lock of target/");
            }
            told.read(line, function);
        }
        let status = kept.ended().await?;
        Ok(told.outcome(status.success()))
    }
}

impl Told {
    fn read(&mut self, line: String, function: &str) {
        let Ok(message) = serde_json::from_str::<Value>(&line) else {
            if self.lines.len() < LINES_MAX {
                self.lines.push(line);
            }
            return;
        };
        if let Some((_, program)) = binaries::binary(&message).filter(|(name, _)| name == function) {
            self.program = Some(program);
        }
        if message["message"]["level"] == "error" {
            self.errors
                .extend(message["message"]["rendered"].as_str().map(|text| text.trim_end().to_owned()));
        }
    }

    fn outcome(self, success: bool) -> Result<PathBuf, Failure> {
        let is_final = !self.errors.is_empty();
        let why = if is_final { self.errors } else { self.lines };
        self.program.filter(|_| success).ok_or_else(|| Failure { why: why.join("\n"), is_final })
    }
}

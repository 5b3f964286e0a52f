//! The tools of the local cloud, installed into `target/local/venv` and never into the user's system.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::{Error, Progress, folder, keeper};

/// The emulator. Without its botocore's boto3, pip would try two dozen others first.
const MINISTACK: &[&str] = &["ministack[full]==1.5.33", "boto3==1.43.106"];
/// Without the cross-compiler it asks for: 100 MB that only a release for another machine needs.
const CARGO_LAMBDA: &[&str] = &["cargo-lambda==1.9.2", "--no-deps"];

/// A Python that has what was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Tools {
    /// The interpreter.
    pub python: PathBuf,
    programs: PathBuf,
    log: PathBuf,
}

impl Tools {
    /// Installs what is absent: the emulator, and `cargo lambda` for those who ask for it.
    pub(crate) async fn ready(home: &Path, cargo_lambda: bool, progress: Progress) -> Result<Self, Error> {
        fs::create_dir_all(home).map_err(Error::system(format!("making {}", home.display())))?;
        let _lock = lock(home.join("venv.lock")).await?;
        let venv = home.join("venv");
        let tools = Self {
            python: venv.join("bin/python"),
            programs: venv.join("bin"),
            log: home.join("install.log"),
        };
        // What comes last when a virtual environment is made.
        if !tools.program("pip").exists() {
            make(&venv).await?;
        }
        tools.install(MINISTACK, progress).await?;
        if cargo_lambda {
            tools.install(CARGO_LAMBDA, progress).await?;
        }
        Ok(tools)
    }

    /// A program that one of the packages brought.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    async fn install(&self, packages: &[&str], progress: Progress) -> Result<(), Error> {
        let package = packages[0];
        let installed = self.programs.join(format!(".{package}"));
        if installed.exists() {
            return Ok(());
        }
        let step = progress.begin("Installing", &format!("{package} into target/local/venv, once"));
        let log = self.log.clone();
        let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
        let arguments = pip.iter().chain(packages).map(Into::into);
        let program = [self.python.clone().into()].into_iter().chain(arguments);
        let mut file = File::create(&log).map_err(Error::system(format!("writing {}", log.display())))?;
        let errors = file.try_clone().map_err(Error::system("sharing the installer's log"))?;
        let mut pip = keeper::keep(&self.python, program, |command| {
            command.stdout(Stdio::piped()).stderr(errors);
        })?;
        let mut lines = BufReader::new(pip.output().expect("asked for as a pipe")).lines();
        while let Some(line) = lines.next_line().await.map_err(Error::system("reading the installer"))? {
            writeln!(file, "{line}").map_err(Error::system("writing the installer's log"))?;
            if let Some(what) = line.trim().strip_prefix("Downloading ") {
                progress.tell("Downloading", what);
            }
        }
        if !pip.ended().await?.success() {
            return Err(Error::Install { what: package.into(), why: last_error(&log), log });
        }
        File::create(&installed).map_err(Error::system(format!("writing {}", installed.display())))?;
        step.done("Installed");
        Ok(())
    }
}

async fn lock(path: PathBuf) -> Result<File, Error> {
    let waiting = tokio::task::spawn_blocking(move || {
        let file = folder::open(&path)?;
        file.lock().map_err(Error::system(format!("locking {}", path.display())))?;
        Ok(file)
    });
    waiting.await.map_err(|error| Error::system("waiting for a lock")(error.into()))?
}

async fn make(venv: &Path) -> Result<(), Error> {
    folder::clear(venv)?;
    let python = find().await.ok_or(Error::NoPython)?;
    let program = [python.into(), "-m".into(), "venv".into(), venv.as_os_str().to_owned()];
    let mut making = keeper::keep(Path::new(python), program, |command| {
        command.stdout(Stdio::null()).stderr(Stdio::null());
    })?;
    if making.ended().await?.success() { Ok(()) } else { Err(Error::NoPython) }
}

async fn find() -> Option<&'static str> {
    const FITS: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    for python in ["python3", "python"] {
        let mut command = Command::new(python);
        command.args(["-c", FITS]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.status().await.is_ok_and(|status| status.success()) {
            return Some(python);
        }
    }
    None
}

fn last_error(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let said = |line: &&str| line.starts_with("ERROR: ");
    text.lines().rfind(said).map_or_else(|| "pip gave no reason".into(), |line| line[7..].to_owned())
}

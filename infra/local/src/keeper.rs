//! Runs programs on a leash: whatever ends the launcher, even `kill -9`, ends them and all that they started.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Error;

const KEEPER: &str = include_str!("keeper.py");
/// How long a program may take to answer for the first time.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(25);

/// A running program; dropping it ends the program.
#[derive(Debug)]
pub struct Kept {
    keeper: Child,
    leash: ChildStdin,
}

/// Starts a program under the keeper; `set` adjusts its folder, environment and output.
pub(crate) fn keep(
    python: &Path,
    program: impl IntoIterator<Item = OsString>,
    set: impl FnOnce(&mut Command),
) -> Result<Kept, Error> {
    let mut command = Command::new(python);
    command.args(["-I", "-S", "-c", KEEPER]).args(program).process_group(0);
    set(&mut command);
    let mut keeper = command.stdin(Stdio::piped()).spawn().map_err(Error::system("starting a process"))?;
    let leash = keeper.stdin.take().expect("standard input was asked for as a pipe");
    Ok(Kept { keeper, leash })
}

/// A log for both outputs of a program.
pub(crate) fn both(log: &File) -> Result<(File, File), Error> {
    let share = || log.try_clone().map_err(Error::system("sharing a log"));
    Ok((share()?, share()?))
}

impl Kept {
    /// The program's standard output, where it was asked for as a pipe.
    pub(crate) fn output(&mut self) -> Option<ChildStdout> {
        self.keeper.stdout.take()
    }

    /// Waits until the program answers, as `ready` tells; its output goes to `log`.
    pub(crate) async fn answers(
        &mut self,
        what: &'static str,
        log: PathBuf,
        ready: impl AsyncFn() -> bool,
    ) -> Result<(), Error> {
        let answered = async {
            while !ready().await {
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::select! {
            _status = self.ended() => Err(Error::Ended { what, log }),
            answered = tokio::time::timeout(PATIENCE, answered) => {
                answered.map_err(|_late| Error::Silent { what, seconds: PATIENCE.as_secs(), log })
            }
        }
    }

    /// Waits until the program ends by itself.
    pub async fn ended(&mut self) -> Result<ExitStatus, Error> {
        self.keeper.wait().await.map_err(Error::system("waiting for a process"))
    }

    /// Asks the program to end, and waits until it and all that it started are gone.
    pub async fn end(self) -> Result<(), Error> {
        let Self { mut keeper, leash } = self;
        drop(leash);
        keeper.wait().await.map_err(Error::system("ending a process"))?;
        Ok(())
    }
}

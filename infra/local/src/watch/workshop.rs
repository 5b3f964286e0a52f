//! Keeps the programs of functions as new as their sources: builds a function when it is called, one build at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex as Turn;

use super::compiler::{Compiler, Failure};
use super::sources::{self, Sources};
use crate::Error;

/// A program of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Build {
    /// A number that no other build of this workshop has; a larger one is newer.
    pub(crate) number: u64,
    /// Where the program lies. The workshop keeps the last two of each function.
    pub(crate) program: PathBuf,
}

/// The programs, and what they were made from.
#[derive(Debug)]
pub(super) struct Workshop {
    compiler: Compiler,
    /// Where the programs are kept while they run.
    home: PathBuf,
    functions: Mutex<BTreeMap<String, Function>>,
    /// Whoever holds it may build.
    turn: Turn<u64>,
}

/// What is known of a function.
#[derive(Debug)]
struct Function {
    made: Made,
    /// The last build, if it failed, with the sources that it was made from.
    failed: Option<(Sources, Failure)>,
    /// The place of its last call among all calls; 0 if it was never called.
    called: u64,
}

#[derive(Debug)]
struct Made {
    build: Build,
    /// The sources as they were before the build began: what changes during a build is newer than the program.
    from: Arc<Sources>,
    /// The files that the program was made from; empty until somebody asks.
    files: Vec<PathBuf>,
}

/// How a function stands beside its sources.
#[derive(Debug)]
enum Standing {
    Fresh(Build),
    /// A build from exactly these sources failed.
    Failed(Failure),
    /// It must be built, because a file changed.
    Stale(String),
}

impl Workshop {
    /// The workshop of functions that were built into a folder, from these sources.
    pub(super) fn of<'a>(
        compiler: Compiler,
        home: PathBuf,
        (folder, from): (&Path, Sources),
        functions: impl Iterator<Item = &'a str>,
    ) -> Self {
        let from = Arc::new(from);
        let function = |name: &str| {
            let build = Build { number: 0, program: folder.join(name) };
            let made = Made { build, from: Arc::clone(&from), files: Vec::new() };
            (name.to_owned(), Function { made, failed: None, called: 0 })
        };
        Self { compiler, home, functions: Mutex::new(functions.map(function).collect()), turn: Turn::new(0) }
    }

    /// Whether there is such a function.
    pub(super) fn knows(&self, function: &str) -> bool {
        self.functions().contains_key(function)
    }

    /// The program of a function, made from the sources of this moment or later ones; else why there is none.
    pub(super) async fn fresh(&self, function: &str) -> Result<Result<Build, String>, Error> {
        self.note_call(function);
        if let Standing::Fresh(build) = self.standing(function, &self.sources()?)? {
            return Ok(Ok(build));
        }
        let mut builds = self.turn.lock().await;
        // Another call, or the look-out, may have built it meanwhile.
        let now = self.sources()?;
        match self.standing(function, &now)? {
            Standing::Fresh(build) => Ok(Ok(build)),
            Standing::Failed(Failure { why, is_final: true }) => Ok(Err(why)),
            Standing::Failed(Failure { is_final: false, .. }) => {
                self.build(function, now, "again", &mut builds).await
            }
            Standing::Stale(why) => self.build(function, now, &why, &mut builds).await,
        }
    }

    /// Builds one of the functions that were called before and whose sources changed: the one that was called last.
    pub(super) async fn look_out(&self) -> Result<(), Error> {
        let now = self.sources()?;
        for function in self.called() {
            if !matches!(self.standing(&function, &now)?, Standing::Stale(_)) {
                continue;
            }
            let mut builds = self.turn.lock().await;
            let now = self.sources()?;
            if let Standing::Stale(why) = self.standing(&function, &now)? {
                // A failure is told on the console, and to the next call.
                drop(self.build(&function, now, &why, &mut builds).await?);
            }
            return Ok(());
        }
        Ok(())
    }

    fn sources(&self) -> Result<Sources, Error> {
        Sources::of(&self.compiler.workspace)
    }

    /// Tells what keeps the workshop from its work.
    pub(super) fn complain(&self, error: &str) {
        self.compiler.progress.tell("Warning", error);
    }

    /// The functions that were called, the last one first.
    fn called(&self) -> Vec<String> {
        let functions = self.functions();
        let mut called: Vec<_> = functions.iter().filter(|(_, function)| function.called > 0).collect();
        called.sort_by_key(|(_, function)| std::cmp::Reverse(function.called));
        called.into_iter().map(|(name, _)| name.clone()).collect()
    }

    fn note_call(&self, function: &str) {
        let mut functions = self.functions();
        let last = functions.values().map(|function| function.called).max().unwrap_or_default();
        if let Some(function) = functions.get_mut(function) {
            function.called = last + 1;
        }
    }

    /// How a function stands beside these sources.
    fn standing(&self, function: &str, now: &Sources) -> Result<Standing, Error> {
        let workspace = &self.compiler.workspace;
        let mut functions = self.functions();
        let known = functions.get_mut(function).ok_or_else(|| Error::NoBinary(function.into()))?;
        let Made { build, from, files } = &mut known.made;
        if files.is_empty() {
            *files = sources::listed(workspace, &build.program)?;
        }
        Ok(match (from.changed(now, files), &known.failed) {
            (None, _) => Standing::Fresh(build.clone()),
            (Some(_), Some((from, failure))) if from == now => Standing::Failed(failure.clone()),
            (Some(file), _) => {
                let file = file.strip_prefix(workspace).unwrap_or(file);
                Standing::Stale(format!("{} changed", file.display()))
            }
        })
    }

    async fn build(
        &self,
        function: &str,
        now: Sources,
        why: &str,
        builds: &mut u64,
    ) -> Result<Result<Build, String>, Error> {
        let progress = self.compiler.progress;
        let step = progress.begin("Rebuilding", &format!("{function}: {why}"));
        let program = match self.compiler.compile(function).await {
            Ok(program) => program,
            Err(failure) => {
                let why = failure.why.clone();
                progress.tell("Failed", &format!("{function} after {}\n{why}", step.elapsed()));
                self.change(function, |function| function.failed = Some((now, failure)));
                return Ok(Err(why));
            }
        };
        *builds += 1;
        let (from, files) = (Arc::new(now), sources::listed(&self.compiler.workspace, &program)?);
        let build = Build { number: *builds, program: self.kept(function, *builds, &program)? };
        let made = Made { build: build.clone(), from, files };
        self.change(function, |function| {
            function.made = made;
            function.failed = None;
        });
        progress.tell("Rebuilt", &format!("{function} in {}", step.elapsed()));
        Ok(Ok(build))
    }

    /// The program under a name of its own: the next build replaces the file that cargo wrote while this one runs.
    fn kept(&self, function: &str, number: u64, program: &Path) -> Result<PathBuf, Error> {
        let folder = self.home.join("programs").join(function);
        let failed = || Error::system(format!("keeping the program of {function}"));
        fs::create_dir_all(&folder).map_err(failed())?;
        let last = self.functions().get(function).map(|function| function.made.build.program.clone());
        for entry in fs::read_dir(&folder).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            if Some(&path) != last.as_ref() {
                fs::remove_file(&path).map_err(failed())?;
            }
        }
        let kept = folder.join(number.to_string());
        fs::hard_link(program, &kept)
            .or_else(|_other_disk| fs::copy(program, &kept).map(drop))
            .map_err(failed())?;
        Ok(kept)
    }

    fn change(&self, function: &str, change: impl FnOnce(&mut Function)) {
        if let Some(function) = self.functions().get_mut(function) {
            change(function);
        }
    }

    fn functions(&self) -> MutexGuard<'_, BTreeMap<String, Function>> {
        // Nothing panics while it is held.
        self.functions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;

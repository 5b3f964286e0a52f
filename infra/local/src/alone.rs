//! `cargo lambda`, by which one function is called alone.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;

use crate::keeper::{self, Kept};
use crate::tools::Tools;
use crate::{Error, Progress, folder};

/// Runs `cargo lambda` with these words in the workspace; it is installed into `target/local` where it is absent. Dropping
/// the answer ends it with all that it started.
pub async fn cargo_lambda(workspace: &Path, words: &[String], log: &File) -> Result<Kept, Error> {
    let tools = Tools::ready(&folder::home(workspace), true, Progress::Silent).await?;
    let (output, errors) = keeper::both(log)?;
    let program = [tools.program("cargo-lambda").into(), OsString::from("lambda")];
    keeper::keep(&tools.python, program.into_iter().chain(words.iter().map(Into::into)), |command| {
        command.current_dir(workspace).stdout(output).stderr(errors);
    })
}

//! Builds the functions and says where their binaries lie.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::template::Function;
use crate::tools::Tools;
use crate::{Error, Progress, keeper};

/// The program that makes what the samples speak of; it lies beside the functions.
pub(crate) const SEEDS: &str = "seeds";

/// Builds the functions, and for `samples` the program that makes them, and answers the folder that holds them. As members of the whole workspace, because a choice
/// of packages would compile their dependencies anew with a choice of features.
pub(crate) async fn build(
    tools: &Tools,
    workspace: &Path,
    profile: &str,
    functions: &[Function],
    samples: bool,
    progress: Progress,
) -> Result<PathBuf, Error> {
    let step = progress.begin("Building", &format!("{} functions", functions.len()));
    let cargo = ["cargo", "build", "--workspace", "--profile", profile];
    let told = ["--message-format", "json-render-diagnostics"];
    let bins = functions.iter().flat_map(|function| ["--bin", &function.name]);
    let bins = bins.chain(samples.then_some(["--bin", SEEDS]).into_iter().flatten());
    let program = cargo.into_iter().chain(told).chain(bins).map(Into::into);
    let mut kept = keeper::keep(&tools.python, program, |command| {
        command.current_dir(workspace).stdout(Stdio::piped());
        if matches!(progress, Progress::Silent) {
            command.args(["--quiet"]);
        }
    })?;
    let mut lines = BufReader::new(kept.output().expect("asked for as a pipe")).lines();
    let mut built = BTreeMap::new();
    while let Some(line) = lines.next_line().await.map_err(Error::system("reading the compiler"))? {
        built.extend(serde_json::from_str(&line).ok().as_ref().and_then(binary));
    }
    if !kept.ended().await?.success() {
        return Err(Error::Build);
    }
    step.done("Built");
    folder(&built, functions)
}

/// The binary that a message of cargo speaks of.
pub(crate) fn binary(message: &Value) -> Option<(String, PathBuf)> {
    let path = message["executable"].as_str()?;
    Some((message["target"]["name"].as_str()?.into(), path.into()))
}

fn folder(built: &BTreeMap<String, PathBuf>, functions: &[Function]) -> Result<PathBuf, Error> {
    let mut folder = PathBuf::new();
    for function in functions {
        let binary = built.get(&function.name).ok_or_else(|| Error::NoBinary(function.name.clone()))?;
        folder = binary.parent().map(Path::to_path_buf).unwrap_or_default();
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn function(name: &str) -> Function {
        Function { resource: "Function".into(), name: name.into() }
    }

    #[test]
    fn a_binary_is_found_in_what_cargo_says() {
        let target = json!({ "name": "accept-request" });
        let artifact = json!({ "target": target, "executable": "/t/debug/accept-request" });

        let found = binary(&artifact);

        assert_eq!(found, Some(("accept-request".into(), "/t/debug/accept-request".into())));
        assert_eq!(binary(&json!({ "reason": "build-finished", "success": true })), None);
    }

    #[test]
    fn a_function_without_a_binary_is_named() {
        let built = BTreeMap::from([("accept-request".into(), "/t/debug/accept-request".into())]);

        let found = folder(&built, &[function("accept-request")]).expect("it was built");
        let missing = folder(&built, &[function("decline-request")]).expect_err("it was not");

        assert_eq!(found, Path::new("/t/debug"));
        assert!(missing.to_string().contains("decline-request"), "{missing}");
    }
}

//! `cargo dev --watch`: `cargo lambda watch` runs the functions behind the same gateway, so that an edit is live
//! on the next call. Each deployed function is then a stand-in that relays its events there.
//!
//! `cargo lambda watch` gives all functions the same credentials, so the guard could not tell them apart: they call the
//! services directly, and no policy is evaluated.

use std::fs::{self, File, Permissions};
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tokio::net::TcpStream;

use crate::folder::{self, Folder};
use crate::keeper::{self, Kept};
use crate::template::Function;
use crate::tools::Tools;
use crate::{Error, Outputs, environment};

/// A call may wait for the compiler, so no function's own limit holds.
pub(crate) const TIMEOUT_SECONDS: u32 = 600;

/// Writes the stand-ins and answers their folder. `dev` is the launcher, which relays as well.
pub(crate) fn stand_ins(
    folder: &Folder,
    functions: &[Function],
    dev: &Path,
    port: u16,
) -> Result<PathBuf, Error> {
    let home = folder.watch();
    folder::clear(&home)?;
    fs::create_dir_all(&home).map_err(Error::system(format!("making {}", home.display())))?;
    for Function { name, .. } in functions {
        let path = home.join(name);
        let relay = format!("\"{}\" relay {name} http://127.0.0.1:{port}", dev.display());
        let script = format!("#!/bin/sh\nexec {relay} \"$AWS_LAMBDA_RUNTIME_API\"\n");
        let written =
            fs::write(&path, script).and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o755)));
        written.map_err(Error::system(format!("writing {}", path.display())))?;
    }
    Ok(home)
}

/// Starts `cargo lambda watch` with the environment that the deployed functions have.
pub(crate) async fn start(
    tools: &Tools,
    workspace: &Path,
    folder: &Folder,
    log: &File,
    outputs: &Outputs,
    port: u16,
) -> Result<Kept, Error> {
    let file = folder.watch().join("environment");
    environment::write(&file, &environment::of(outputs).await?)?;
    let (output, errors) = keeper::both(log)?;
    let number = port.to_string();
    let fixed = [
        "lambda",
        "watch",
        "--wait",
        "--invoke-address",
        "127.0.0.1",
        "--invoke-port",
        &number,
        "--env-file",
    ];
    let program = [tools.program("cargo-lambda").into()].into_iter().chain(fixed.map(Into::into));
    let mut kept = keeper::keep(&tools.python, program.chain([file.into()]), |command| {
        command.current_dir(workspace).stdout(output).stderr(errors);
    })?;
    let listens = async || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok();
    kept.answers("watcher", folder.log(), listens).await?;
    Ok(kept)
}

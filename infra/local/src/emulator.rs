//! Starts ministack, the emulator of the AWS services, with its data in the cloud's folder.

use std::fs::{self, File};
use std::path::Path;

use crate::aws::{Aws, REGION};
use crate::folder::{self, Folder};
use crate::guard::EMULATOR_KEY;
use crate::keeper::{self, Kept};
use crate::tools::Tools;
use crate::{Error, package, ports, stream_place};

const WHAT: &str = "local cloud";

/// Starts the emulator and waits until it answers. Functions run from `binaries`, and
/// get their events from the clock; their calls go to the guard.
pub(crate) async fn start(
    tools: &Tools,
    folder: &Folder,
    log: &File,
    (port, clock, guard): (u16, u16, u16),
    binaries: &Path,
) -> Result<Kept, Error> {
    let mut kept = launch(tools, folder, log, (port, clock, guard), binaries)?;
    let aws = Aws::at(ports::url(port));
    kept.answers(WHAT, folder.log(), async || aws.is_up().await).await?;
    Ok(kept)
}

/// What is said when the emulator ends though nobody asked it to.
pub(crate) fn ended(folder: &Folder) -> Error {
    Error::Ended { what: WHAT, log: folder.log() }
}

fn launch(
    tools: &Tools,
    folder: &Folder,
    log: &File,
    (port, clock, guard): (u16, u16, u16),
    binaries: &Path,
) -> Result<Kept, Error> {
    let (state, scratch) = (folder.state(), folder.scratch());
    folder::clear(&scratch)?;
    for path in [&state, &scratch] {
        fs::create_dir_all(path).map_err(Error::system(format!("making {}", path.display())))?;
    }
    stream_place::forget(&state)?;
    log.set_len(0).map_err(Error::system("emptying cloud.log"))?;
    let (output, errors) = keeper::both(log)?;
    let program = [tools.python.clone().into(), "-m".into(), "ministack".into()];
    keeper::keep(&tools.python, program, |command| {
        command
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("AWS_ENDPOINT_URL", ports::url(port))
            .env("MINISTACK_REGION", REGION)
            .env("PERSIST_STATE", "1")
            .env("STATE_DIR", &state)
            .env("S3_PERSIST", "1")
            .env("S3_DATA_DIR", state.join("s3"))
            // Two listeners of other services that nobody here calls.
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            .env("TMPDIR", &scratch)
            // The log is for the functions: each writes a line per call.
            .env("LOG_LEVEL", "WARNING")
            .env("NO_PROXY", "localhost,127.0.0.1")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN")
            // It checks links with these, whatever the developer's own are.
            .env("AWS_ACCESS_KEY_ID", EMULATOR_KEY)
            .env("AWS_SECRET_ACCESS_KEY", EMULATOR_KEY)
            .env(package::BINARIES, binaries)
            .env(package::LOG, folder.log())
            .env(package::CLOCK, clock.to_string())
            .env(package::GUARD, guard.to_string())
            .stdout(output)
            .stderr(errors);
    })
}

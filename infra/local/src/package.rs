//! The package of a local function: a script that starts the binary cargo just built, so nothing large is copied.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::Error;
use crate::guard::EMULATOR_KEY;

/// The variable that says where the binaries lie; the emulator hands it on to functions.
pub(crate) const BINARIES: &str = "HOP_ASSIST_BINARIES";
/// The variable that says where functions write their log.
pub(crate) const LOG: &str = "HOP_ASSIST_LOG";

/// A package ready to be deployed.
#[derive(Debug)]
pub(crate) struct Bundle {
    /// Its name in the bucket, new whenever its content is.
    pub key: String,
    /// The archive.
    pub archive: Vec<u8>,
}

/// The variable that says on which port the clock hands out events.
pub(crate) const CLOCK: &str = "HOP_ASSIST_CLOCK";

/// The variable that says on which port the guard stands before the services.
pub(crate) const GUARD: &str = "HOP_ASSIST_GUARD";

/// Packs the script of one function. Its access key is its name: by that the guard finds its policies.
pub(crate) fn pack(function: &str) -> Result<Bundle, Error> {
    let runtime =
        format!("export AWS_LAMBDA_RUNTIME_API=\"http://127.0.0.1:${CLOCK}/$AWS_LAMBDA_RUNTIME_API\"");
    let guard = format!("export AWS_ENDPOINT_URL=\"http://127.0.0.1:${GUARD}\" AWS_ACCESS_KEY_ID={function}");
    let secret = format!("export AWS_SECRET_ACCESS_KEY={EMULATOR_KEY}; unset AWS_SESSION_TOKEN");
    let script = format!(
        "#!/bin/sh\n{runtime}\n{guard}\n{secret}\nexec \"${BINARIES}/{function}\" >>\"${LOG}\" 2>&1\n"
    );
    let mut hasher = DefaultHasher::new();
    script.hash(&mut hasher);
    let key = format!("{function}-{:016x}.zip", hasher.finish());
    let archive = archive(&script).map_err(Error::system(format!("packing {function}")))?;
    Ok(Bundle { key, archive })
}

fn archive(script: &str) -> std::io::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let runnable = SimpleFileOptions::default().unix_permissions(0o755);
    writer.start_file("bootstrap", runnable)?;
    writer.write_all(script.as_bytes())?;
    Ok(writer.finish()?.into_inner())
}

//! Where things lie: the workspace, and what the local cloud keeps of its own in `target/local`.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Error;

/// What the cloud is made from.
pub(crate) const TEMPLATE: &str = "infra/template.yaml";

/// The workspace around the current folder.
pub fn workspace() -> Result<PathBuf, Error> {
    let here = std::env::current_dir().map_err(Error::system("asking for the current folder"))?;
    let found = here.ancestors().find(|folder| folder.join(TEMPLATE).is_file());
    found.map(Path::to_path_buf).ok_or(Error::NoTemplate)
}

/// Where a workspace keeps the tools, and its own cloud.
pub fn home(workspace: &Path) -> PathBuf {
    workspace.join("target/local")
}

/// A cloud that was killed needs a moment to save its data.
const CLAIMS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// The folder of one local cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder where it is absent.
    pub fn at(path: PathBuf) -> Result<Self, Error> {
        fs::create_dir_all(&path).map_err(Error::system(format!("making {}", path.display())))?;
        Ok(Self(path))
    }

    /// What functions and the emulator write while they run.
    pub fn log(&self) -> PathBuf {
        self.0.join("cloud.log")
    }

    /// The addresses and names of the cloud that is up.
    pub fn outputs(&self) -> PathBuf {
        self.0.join("outputs.json")
    }

    /// The environment in which a function alone finds what the samples speak of.
    pub fn environment(&self) -> PathBuf {
        self.0.join("lambda.env")
    }

    /// What the samples speak of, as files.
    pub fn samples(&self) -> PathBuf {
        self.0.join("samples")
    }

    /// The emulator's rows, objects, queues and users.
    pub fn state(&self) -> PathBuf {
        self.0.join("state")
    }

    /// By how much the clock is set ahead: it goes with the data.
    pub fn clock(&self) -> PathBuf {
        self.state().join("clock")
    }

    /// The port at which the data were written first: the emulator keeps queues by addresses that contain it.
    fn port(&self) -> PathBuf {
        self.state().join("port")
    }

    /// The port at which a cloud on the data of this folder has to be: the wanted one, unless the data belong to another.
    pub(crate) fn port_for(&self, wanted: Option<u16>) -> Result<Option<u16>, Error> {
        let kept = fs::read_to_string(self.port()).ok().and_then(|text| text.trim().parse().ok());
        match (wanted, kept) {
            (Some(wanted), Some(kept)) if wanted != kept => Err(Error::OtherPort { kept }),
            (wanted, kept) => Ok(kept.or(wanted)),
        }
    }

    /// From now on the data belong to this port.
    pub(crate) fn keep_port(&self, port: u16) -> Result<(), Error> {
        let path = self.port();
        let write = || {
            fs::create_dir_all(self.state())?;
            fs::write(&path, port.to_string())
        };
        write().map_err(Error::system(format!("writing {}", path.display())))
    }

    /// Scratch space of the emulator.
    pub fn scratch(&self) -> PathBuf {
        self.0.join("scratch")
    }

    /// Under `--watch`: stand-ins for the functions, and the programs that they run.
    pub fn watch(&self) -> PathBuf {
        self.0.join("watch")
    }

    /// Claims the folder for one running cloud. The claim is on the log, which the emulator holds open too: it
    /// lasts until the last of those who write there has ended.
    pub async fn claim(&self) -> Result<File, Error> {
        let path = self.log();
        let log = open(&path)?;
        for _ in 0..CLAIMS {
            match log.try_lock() {
                Ok(()) => return Ok(log),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::Error(source)) => {
                    return Err(Error::System { doing: format!("locking {}", path.display()), source });
                }
            }
        }
        Err(Error::AlreadyUp)
    }

    /// Forgets all data of a cloud that is not up.
    pub async fn forget(&self) -> Result<(), Error> {
        let _claim = self.claim().await?;
        for path in [self.state(), self.scratch(), self.watch()] {
            clear(&path)?;
        }
        Ok(())
    }
}

/// Opens a file to lock it.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(Error::system(format!("opening {}", path.display())))
}

/// Removes a folder with all that it holds.
pub(crate) fn clear(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Error::System { doing: format!("removing {}", path.display()), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn data_belong_to_one_port_until_they_are_forgotten() {
        let path = std::env::temp_dir().join(format!("hop-assist-folder-{}", std::process::id()));
        let folder = Folder::at(path.clone()).expect("a new folder");
        assert!(matches!(folder.port_for(Some(4600)), Ok(Some(4600))));

        folder.keep_port(4600).expect("it can be written");

        assert!(matches!(folder.port_for(Some(4600)), Ok(Some(4600))));
        assert!(matches!(folder.port_for(None), Ok(Some(4600))));
        let other = folder.port_for(Some(5600)).expect_err("the queues are at the other one");
        let line = "the data in target/local/state belong to port 4600: use --port 4600, or cargo dev reset";
        assert_eq!(other.to_string(), line);
        folder.forget().await.expect("nobody holds it");
        assert!(matches!(folder.port_for(Some(5600)), Ok(Some(5600))));
        clear(&path).expect("it is ours");
    }
}

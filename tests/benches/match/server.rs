//! A server that the bench starts in a folder of its own, and ends.

use std::{
    io::ErrorKind,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) struct Server {
    process: Child,
    folder: PathBuf,
}

impl Server {
    /// Runs a command; none if there is no such program.
    pub(super) fn start(mut command: Command, folder: PathBuf) -> Option<Self> {
        match command.spawn() {
            Ok(process) => Some(Self { process, folder }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                std::fs::remove_dir_all(&folder).expect("our own folder can be removed");
                None
            }
            Err(error) => panic!("{command:?}: {error}"),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Connected, as soon as the server is ready and listens.
    pub(super) fn connect(&mut self, socket: &str, ready: fn(&Path) -> bool) -> UnixStream {
        let (path, began) = (self.folder.join(socket), Instant::now());
        loop {
            if ready(&self.folder)
                && let Ok(stream) = UnixStream::connect(&path)
            {
                return stream;
            }
            let ended = self.process.try_wait().expect("the process can be asked");
            let waits = ended.is_none() && began.elapsed() < PATIENCE;
            assert!(waits, "no server at {}, ended: {ended:?}", path.display());
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            self.process.kill().expect("our own process can be ended");
        }
        self.process.wait().expect("our own process ends");
        std::fs::remove_dir_all(&self.folder).expect("our own folder can be removed");
    }
}

/// A new folder, for this run alone.
pub(super) fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hop-assist-{name}-{}", std::process::id()));
    std::fs::create_dir(&folder).expect("a new folder");
    folder
}

//! A server that the bench starts in a folder of its own, and ends.

use std::{
    io::{BufRead, BufReader, ErrorKind, PipeReader, pipe},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// How long a server may take until it says that it is ready.
const PATIENCE: Duration = Duration::from_mins(1);
/// What both servers say then.
const READY: &str = "ready to accept connections";

pub(super) struct Server {
    process: Child,
    folder: PathBuf,
}

impl Server {
    /// Runs a command until it is ready; none if there is no such program.
    pub(super) fn start(mut command: Command, folder: PathBuf) -> Option<Self> {
        let (told, tells) = pipe().expect("a new pipe");
        let and_tells = tells.try_clone().expect("both outputs into one pipe");
        let process = match command.stdout(tells).stderr(and_tells).spawn() {
            Ok(process) => process,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                std::fs::remove_dir_all(&folder).expect("our own folder can be removed");
                return None;
            }
            Err(error) => panic!("{command:?}: {error}"),
        };
        let server = Self { process, folder };
        // The command holds the other end of the pipe: without it, the end of the server is the end of what it tells.
        drop(command);
        ready(told).recv_timeout(PATIENCE).expect("the server says that it is ready");
        Some(server)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn connect(&self, socket: &str) -> UnixStream {
        UnixStream::connect(self.folder.join(socket)).expect("the server listens")
    }
}

/// Hears of it once; the rest of what the server tells is read too, so that it never waits for a reader.
fn ready(told: PipeReader) -> Receiver<()> {
    let (tell, heard) = channel();
    let mut tell = Some(tell);
    thread::spawn(move || {
        for line in BufReader::new(told).lines().map_while(Result::ok) {
            if line.to_lowercase().contains(READY)
                && let Some(tell) = tell.take()
            {
                tell.send(()).expect("who started the server waits for it");
            }
        }
    });
    heard
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

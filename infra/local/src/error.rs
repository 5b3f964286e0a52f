//! What can go wrong on the way to a local cloud: each is one line for the person who ran `cargo dev`.

use std::path::PathBuf;

/// Why the local cloud did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another program listens on the port.
    #[error("port {0} of 127.0.0.1 is taken: stop what listens there, or choose another with --port")]
    PortTaken(u16),
    /// The data were written at another port, which names of queues contain.
    #[error("the data in target/local/state belong to port {kept}: use --port {kept}, or cargo dev reset")]
    OtherPort {
        /// The port of the data.
        kept: u16,
    },
    /// No usable Python on this machine.
    #[error("Python 3.10 or later with its venv module is needed, and neither python3 nor python is one")]
    NoPython,
    /// The emulator could not be installed.
    #[error("installing {what} failed (is there a network?): {why}; all of it is in {log}")]
    Install {
        /// The package.
        what: String,
        /// The installer's last word.
        why: String,
        /// Where the installer's whole output lies.
        log: PathBuf,
    },
    /// The compiler refused the functions.
    #[error("the functions did not build; the compiler says why above")]
    Build,
    /// The template names a function that is no binary of the workspace.
    #[error("infra/template.yaml has a function {0}, and the workspace has no binary of that name")]
    NoBinary(String),
    /// The command was given elsewhere.
    #[error(
        "neither this folder nor one above it has an infra/template.yaml: run this inside the repository"
    )]
    NoTemplate,
    /// The template cannot be read.
    #[error("infra/template.yaml: {0}")]
    Template(String),
    /// The template was refused.
    #[error("deploying infra/template.yaml failed: {0}")]
    Deploy(String),
    /// Somebody else uses the same state.
    #[error("the local cloud is already up; stop that `cargo dev` first")]
    AlreadyUp,
    /// Nobody is up.
    #[error("the local cloud is not up: run `cargo dev` and leave it running")]
    NotUp,
    /// The emulator ended.
    #[error("the {what} ended by itself; its last words are in {log}")]
    Ended {
        /// Which part.
        what: &'static str,
        /// Where its output lies.
        log: PathBuf,
    },
    /// The emulator does not answer.
    #[error("the {what} did not answer within {seconds} s; see {log}")]
    Silent {
        /// Which part.
        what: &'static str,
        /// How long it was waited for.
        seconds: u64,
        /// Where its output lies.
        log: PathBuf,
    },
    /// A call to the local cloud was refused.
    #[error("{call} was refused ({status}): {body}")]
    Refused {
        /// The operation.
        call: String,
        /// The HTTP status.
        status: u16,
        /// What was answered.
        body: String,
    },
    /// A function ended with an error.
    #[error("{function} failed: {answer}")]
    Function {
        /// The function, as the template's `CodeUri` calls it.
        function: String,
        /// What the runtime reported.
        answer: String,
    },
    /// The answer of the local cloud has not the expected shape.
    #[error("{call} answered something unexpected: {why}")]
    Unexpected {
        /// The operation.
        call: String,
        /// What is missing.
        why: String,
    },
    /// No connection.
    #[error("no answer from {url}: {why}")]
    Unreachable {
        /// The address.
        url: String,
        /// The transport's reason.
        why: String,
    },
    /// The name given to `cargo dev token` can be no user name.
    #[error("a name has 1 to 40 letters, digits, dots or dashes")]
    Name,
    /// What the samples speak of cannot be made.
    #[error("the samples of events/ cannot be made: {0}")]
    Samples(String),
    /// A file or a process cannot be had.
    #[error("{doing}: {source}")]
    System {
        /// What was tried.
        doing: String,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl Error {
    /// Says what was tried when the system refused.
    pub(crate) fn system(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        |source| Self::System { doing: doing.into(), source }
    }
}

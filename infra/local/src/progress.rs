//! Says what is being done and how long it took; the only place of this crate that prints.

use std::time::Instant;

/// Whether a person watches.
#[derive(Clone, Copy, Debug)]
pub enum Progress {
    /// Each step is told on standard error.
    Shown,
    /// Nothing is told: a test wants the cloud, not the story.
    Silent,
    /// Each line is handed to a function: a test reads what a person would.
    Handed(fn(&str)),
}

/// Something that has begun.
#[derive(Debug)]
pub struct Step {
    progress: Progress,
    begun: Instant,
}

impl Progress {
    /// Tells what begins: `Building`, `40 functions`.
    pub fn begin(self, verb: &str, what: &str) -> Step {
        self.tell(verb, what);
        Step { progress: self, begun: now() }
    }

    /// Tells a detail.
    pub fn tell(self, verb: &str, what: &str) {
        match self {
            Self::Shown => eprintln!("{verb:>12} {what}"),
            Self::Silent => {}
            Self::Handed(reader) => reader(&format!("{verb} {what}")),
        }
    }
}

impl Step {
    /// Tells that it is done and how long it took.
    pub fn done(self, verb: &str) {
        self.progress.tell(verb, &format!("in {}", self.elapsed()));
    }

    /// The time since it began, in words.
    pub fn elapsed(&self) -> String {
        format!("{:.1} s", self.begun.elapsed().as_secs_f64())
    }
}

/// Prints what was asked for on standard output, alone on its line.
#[expect(clippy::print_stdout, reason = "the answer of a command belongs on standard output")]
pub fn answer(text: &str) {
    println!("{text}");
}

/// Prints why the command failed.
pub fn complain(error: &crate::Error) {
    eprintln!("error: {error}");
}

#[expect(clippy::disallowed_methods, reason = "how long a build takes is no business of an event")]
fn now() -> Instant {
    Instant::now()
}

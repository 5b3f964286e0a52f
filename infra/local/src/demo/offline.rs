//! An app without a signal: it collects commands with the times at which they were given, and sends them later in
//! their order (rule 34).

use std::time::Duration;

use domain::Timestamp;
use serde_json::Value;

use super::answer::{items, surprising, text};
use super::caller::Caller;
use crate::Error;

/// Commands that wait for a signal.
pub(super) struct Offline<'a> {
    technician: &'a Caller,
    since: Timestamp,
    last: Duration,
    commands: Vec<Command<'a>>,
}

struct Command<'a> {
    what: &'a str,
    path: String,
    body: Value,
    stage: &'a str,
    after: Duration,
}

impl<'a> Offline<'a> {
    /// The signal is lost right after the last fact that the technician's app was shown. Its times are seconds after
    /// that fact, so the demo needs no clock of its own.
    pub(super) fn after(technician: &'a Caller, shown: &Value) -> Result<Self, Error> {
        let last =
            items(shown, "/timeline")?.last().ok_or_else(|| surprising("the timeline", "it is empty"))?;
        let since = text(last, "/recordedAt")?.parse::<Timestamp>();
        let since = since.map_err(|error| surprising("the timeline", error.to_string()))?;
        Ok(Self { technician, since, last: Duration::ZERO, commands: Vec::new() })
    }

    /// A command that is given so many seconds after the signal was lost.
    pub(super) fn gives(
        mut self,
        seconds: u64,
        what: &'a str,
        path: String,
        body: Value,
        stage: &'a str,
    ) -> Self {
        let after = Duration::from_secs(seconds);
        self.commands.push(Command { what, path, body, stage, after });
        self.last = after;
        self
    }

    /// Waits until all of that has happened, then sends it; answers what the last command led to.
    pub(super) async fn sends(self) -> Result<Value, Error> {
        let Self { technician, since, last, commands } = self;
        technician.lines.note("No signal in the cellar: the app keeps the commands with their times.");
        tokio::time::sleep(last + Duration::from_secs(1)).await;
        technician.lines.note("The signal is back: the commands are sent in their order.");
        let mut answer = Value::Null;
        for Command { what, path, mut body, stage, after } in commands {
            let occurred_at = since + after;
            body["occurredAt"] = Value::from(occurred_at.to_string());
            let what = format!("{what}, {} s after the signal was lost", after.as_secs());
            answer = technician.posts(&what, &path, &body, stage).await?;
            let told = items(&answer, "/timeline")?.last().and_then(|entry| entry["occurredAt"].as_str());
            let told = told.and_then(|told| told.parse().ok());
            if told != Some(occurred_at) {
                return Err(surprising(&what, format!("it counts as of {told:?}, not of {occurred_at}")));
            }
        }
        Ok(answer)
    }
}

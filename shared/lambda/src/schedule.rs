//! Serving a schedule: one tick in, nothing out.

use aws_config::SdkConfig;
use domain::{Timestamp, failure::Failure};
use serde::Deserialize;

use crate::{
    Error, Lookup,
    clock::Started,
    queue::tell,
    runtime::{self, Invocation},
};

/// A tick of a schedule of EventBridge.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tick {
    /// When it was due: the one time that decisions about it know.
    pub time: Timestamp,
}

impl Tick {
    /// The tick in an event.
    pub fn from_event(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }
}

/// Serves ticks until the function is put to rest. A tick that failed is an error of the function, and is not tried again:
/// the next tick goes on where it stopped.
pub async fn serve_schedule<S, C, E, H>(connect: C, handle: H) -> Result<(), Error>
where
    S: Clone,
    C: FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    E: Into<Error>,
    H: AsyncFn(S, Timestamp) -> Result<(), Failure>,
{
    runtime::serve(connect, async |state, event: &str, invocation: &Invocation| {
        let started = Started::now();
        let Tick { time } = Tick::from_event(event)?;
        Box::pin(handle(state, time)).await?;
        tell(&format!("tick {time}"), &Ok(()), invocation, &started);
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_tells_its_time() {
        let event =
            r#"{"version": "0", "source": "aws.scheduler", "time": "2026-11-23T23:12:02Z", "detail": {}}"#;

        assert_eq!(Tick::from_event(event).unwrap().time, "2026-11-23T23:12:02Z".parse().unwrap());
    }
}

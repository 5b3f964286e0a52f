//! `cargo dev demo`: two stories of the FAQ and one that leaves it, played through HTTP against the cloud that is up.
//!
//! People take their time: the demo sets the clock of the cloud ahead, so that an hour of work passes in a moment.

mod answer;
mod boiler;
mod caller;
mod deed;
mod invoice;
mod leftovers;
mod lines;
mod offline;
mod operator;
mod people;
mod photo;
mod rules;
mod technician;
mod waiting;

use crate::{Error, Outputs, Progress};
use people::People;
use serde_json::Value;

/// Plays all stories; the first step that goes another way than the rules ends them with an error.
pub async fn play(outputs: &Outputs, progress: Progress) -> Result<(), Error> {
    let step = progress.begin("Playing", &format!("three stories through {}", outputs.api_url));
    let people = People::of(outputs, progress)?;
    people.settle(progress).await?;
    boiler::play(&people).await?;
    waiting::play(&people).await?;
    operator::play(&people).await?;
    step.done("Played");
    Ok(())
}

/// What a technician of that name tells when they apply: as the demo's file says, or as its first technician does.
pub(crate) fn profile(name: &str) -> Result<Value, Error> {
    technician::profile_of(name)
}

/// Registers the demo's technicians in their towns, unless they are there already.
pub async fn seed(outputs: &Outputs, progress: Progress) -> Result<(), Error> {
    People::of(outputs, progress)?.settle(progress).await
}

//! `cargo dev demo`: the stories of the FAQ, played through HTTP against the cloud that is up.

mod answer;
mod boiler;
mod caller;
mod deed;
mod invoice;
mod leftovers;
mod lines;
mod offline;
mod people;
mod photo;
mod rules;
mod technician;
mod waiting;

use crate::{Error, Outputs, Progress};
use people::People;

/// Plays both stories; the first step that goes another way than the FAQ ends them with an error.
pub async fn play(outputs: &Outputs, progress: Progress) -> Result<(), Error> {
    let step = progress.begin("Playing", &format!("two stories of the FAQ through {}", outputs.api_url));
    let people = People::of(outputs, progress)?;
    people.settle(progress).await?;
    boiler::play(&people).await?;
    waiting::play(&people).await?;
    step.done("Played");
    Ok(())
}

/// Registers the demo's technicians in their towns, unless they are there already.
pub async fn seed(outputs: &Outputs, progress: Progress) -> Result<(), Error> {
    People::of(outputs, progress)?.settle(progress).await
}

//! A road service that speaks as OSRM does: how long the drive is from several places to one.

use std::{error::Error, time::Duration};

use domain::{
    Timestamp,
    arrival::{self, Arriving},
    intervention::Intervention,
    place::Location,
    technician::Candidate,
};
use serde::Deserialize;

use crate::{
    Fault,
    service::{InvalidBase, Limits, Service},
};

/// A customer waits for the list; a late drive is worth less than the default estimate in time.
const LIMITS: Limits = Limits { wait: Duration::from_millis(400), bytes: 262_144 };
/// What OSRM takes in one table by default is 100 places, of which the destination is one.
const ORIGINS_MAX: usize = 99;

/// Who hears why the road service was of no help; what they hear repeats nothing of what was asked.
pub type Tell = fn(&(dyn Error + 'static));

/// The road service, if there is one: by default there is none. Cheap to clone; the first call builds its client.
#[derive(Debug, Clone, Default)]
pub struct Travel(Option<Roads>);

#[derive(Debug, Clone)]
struct Roads {
    service: Service,
    tell: Tell,
}

/// What the service answers. A null is a place that no road leads from.
#[derive(Deserialize)]
struct Table {
    durations: Vec<(Option<f64>,)>,
}

impl Travel {
    /// The service that `ROAD_SERVICE_URL` names; without it, none is asked.
    pub fn connect(lookup: &dyn Fn(&str) -> Option<String>, tell: Tell) -> Result<Self, InvalidBase> {
        let named = lookup("ROAD_SERVICE_URL").filter(|named| !named.is_empty());
        let roads = |named: String| Ok(Roads { service: Service::at(&named, LIMITS)?, tell });
        named.map(roads).transpose().map(Self)
    }

    /// Every candidate with the minutes until they could ring: by road as far as the service knows, within its time,
    /// and by the default estimate else. Of more than a table holds, the nearest are asked for.
    pub async fn arriving(
        &self,
        candidates: Vec<Candidate>,
        intervention: &Intervention,
        now: Timestamp,
    ) -> Vec<Arriving> {
        let mut arriving = arrival::arriving(candidates, intervention, now);
        let Some(Roads { tell, .. }) = &self.0 else { return arriving };
        arriving.sort_by_key(|one| one.distance_meters);
        let from: Vec<Location> = arriving.iter().map(|one| one.candidate.location).collect();
        match self.seconds(&from, intervention.declaration().location).await {
            Ok(seconds) => {
                let known = arriving.iter_mut().zip(seconds);
                known.for_each(|(one, seconds)| seconds.into_iter().for_each(|seconds| one.drives(seconds)));
            }
            Err(fault) => tell(&fault),
        }
        arriving
    }

    /// Seconds on the road from each place, in their order, by one call. None where the default estimate has to do:
    /// for all if there is no service, for what no road leads from, for all after the 99th. On a fault it has to do
    /// for all as well.
    pub async fn seconds(&self, from: &[Location], to: Location) -> Result<Vec<Option<u32>>, Fault> {
        let mut seconds = vec![None; from.len()];
        let asked = &from[..from.len().min(ORIGINS_MAX)];
        let (Some(Roads { service, .. }), false) = (&self.0, asked.is_empty()) else { return Ok(seconds) };
        let Table { durations } = service.get(&path(asked, to)).await?;
        if durations.len() != asked.len() {
            return Err(Fault::Malformed);
        }
        for (seconds, (duration,)) in seconds.iter_mut().zip(durations) {
            *seconds = duration.map(whole);
        }
        Ok(seconds)
    }
}

/// Destination first, so that its index is 0 however many come after.
fn path(from: &[Location], to: Location) -> String {
    let places = std::iter::once(&to).chain(from);
    let places = places.map(|place| format!("{:.6},{:.6}", place.longitude(), place.latitude()));
    let places = places.collect::<Vec<_>>().join(";");
    let sources = (1..=from.len()).map(|index| index.to_string()).collect::<Vec<_>>().join(";");
    format!(
        "/table/v1/driving/{places}?sources={sources}&destinations=0&annotations=duration&generate_hints=false"
    )
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a u32 holds")]
fn whole(seconds: f64) -> u32 {
    seconds.ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests;

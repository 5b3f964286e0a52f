//! What the address service answers: a `FeatureCollection` of points, longitude first (RFC 7946).

use domain::{
    invalid::Invalid,
    locating::{Candidate, Extent},
    place::Location,
};
use serde::Deserialize;

use super::CANDIDATES_MAX;
use crate::Fault;

/// The whole answer; what it tells beside this is not ours to know.
#[derive(Deserialize)]
pub(super) struct Answer {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Point,
    properties: Properties,
}

#[derive(Deserialize)]
struct Point {
    coordinates: (f64, f64),
}

#[derive(Deserialize)]
struct Properties {
    label: String,
    score: f64,
    r#type: String,
    postcode: String,
    city: String,
}

impl Answer {
    /// The places in the order of the service; one that cannot be read spoils all, for it could be the right one.
    pub(super) fn candidates(self) -> Result<Vec<Candidate>, Fault> {
        let features = self.features.into_iter().take(CANDIDATES_MAX);
        features.map(|feature| feature.candidate().map_err(|_| Fault::Malformed)).collect()
    }
}

impl Feature {
    fn candidate(self) -> Result<Candidate, Invalid> {
        let Self { geometry: Point { coordinates: (longitude, latitude) }, properties } = self;
        Ok(Candidate {
            label: properties.label.try_into()?,
            location: Location::new(latitude, longitude)?,
            postcode: properties.postcode.try_into()?,
            city: properties.city.try_into()?,
            extent: extent(&properties.r#type),
            fit_permille: permille(properties.score),
        })
    }
}

/// `housenumber`, `street` and `locality` are near; `municipality`, and what we do not know, is not.
fn extent(kind: &str) -> Extent {
    match kind {
        "housenumber" | "street" | "locality" => Extent::Near,
        _ => Extent::Town,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 1000")]
fn permille(score: f64) -> u16 {
    (score * 1_000.0).round().clamp(0.0, 1_000.0) as u16
}

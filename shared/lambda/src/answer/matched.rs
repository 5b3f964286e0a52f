//! Technicians to choose from.

use domain::{
    ranking::{Ranked, Reason},
    technician,
};
use serde::Serialize;

use super::Money;
use crate::{Language, text};

/// A technician who could help.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Matched {
    technician_id: String,
    display_name: String,
    hourly_rate: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    flat_rate: Option<Money>,
    rating: RatingMean,
    distance_meters: u32,
    eta_minutes: u32,
    estimate: Estimate,
    verified: bool,
    reasons: Vec<Why>,
}

/// Why they rank there: a code for the app, a sentence for its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Why {
    code: &'static str,
    label: Label,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Label {
    fr: String,
    en: String,
}

/// What customers think of a technician; no mean without ratings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatingMean {
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<f64>,
    count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Estimate {
    #[serde(rename = "for30Minutes")]
    for_30_minutes: Money,
    #[serde(rename = "for60Minutes")]
    for_60_minutes: Money,
}

impl From<&Ranked> for Matched {
    fn from(ranked: &Ranked) -> Self {
        Self {
            technician_id: ranked.candidate.technician.to_string(),
            display_name: ranked.candidate.display_name.to_string(),
            hourly_rate: ranked.tariff.hourly_rate.money().into(),
            flat_rate: ranked.tariff.flat_rate.map(Money::from),
            rating: ranked.candidate.rating.into(),
            distance_meters: ranked.distance_meters,
            eta_minutes: ranked.eta_minutes,
            estimate: Estimate {
                for_30_minutes: ranked.for_30_minutes.into(),
                for_60_minutes: ranked.for_60_minutes.into(),
            },
            verified: ranked.verified,
            reasons: ranked.reasons().into_iter().map(Why::from).collect(),
        }
    }
}

impl From<technician::Rating> for RatingMean {
    fn from(rating: technician::Rating) -> Self {
        let hundredths = (rating.stars * 100 + rating.count / 2).checked_div(rating.count);
        let mean = hundredths.and_then(|hundredths| u32::try_from(hundredths).ok());
        Self { mean: mean.map(|hundredths| f64::from(hundredths) / 100.0), count: rating.count }
    }
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        let label = |language| text::reason(reason, language);
        Self {
            code: text::reason_code(reason),
            label: Label { fr: label(Language::French), en: label(Language::English) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_25_a_rating_is_a_mean_to_the_hundredth_with_its_count() {
        let mean = |stars, count| RatingMean::from(technician::Rating { stars, count });

        assert_eq!(mean(14, 3), RatingMean { mean: Some(4.67), count: 3 });
        assert_eq!(mean(54, 12), RatingMean { mean: Some(4.5), count: 12 });
        assert_eq!(mean(0, 0), RatingMean { mean: None, count: 0 });
    }
}

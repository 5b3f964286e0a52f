//! A technician on a shelf: all that ranking needs, in one slim row.

use domain::{
    Timestamp,
    id::TechnicianId,
    map_cell::MapCell,
    money::Money,
    reliability::Reliability,
    tariff::HourlyRate,
    technician::{Candidate, Radius, Rating},
};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    row::{PlaceRow, Row, end_of_day, millis, parse, time},
    technician::FlatRateRow,
};

/// One technician, one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CandidateRow {
    name: String,
    location: PlaceRow,
    radius: u32,
    hourly_rate: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flat_rates: Vec<FlatRateRow>,
    rating: RatingRow,
    /// How often each deed, from the best to the worst; absent for who never did any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deeds: Option<[u16; 6]>,
    insured_until: i64,
    home: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    online_until: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
}

/// All stars, and how many customers gave them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct RatingRow(u64, u64);

impl Row for CandidateRow {
    const KIND: &'static str = "candidate";
}

/// How long a lease that ended stays before DynamoDB may sweep it; matches look at the lease itself.
const KEPT_SECONDS: i64 = 3_600;

impl CandidateRow {
    pub(crate) fn of(candidate: &Candidate) -> Self {
        Self {
            name: candidate.display_name.to_string(),
            location: PlaceRow::of(candidate.location),
            radius: candidate.radius.meters(),
            hourly_rate: candidate.hourly_rate.money().cents(),
            flat_rates: candidate.flat_rates.iter().map(FlatRateRow::of).collect(),
            rating: RatingRow(candidate.rating.stars, candidate.rating.count),
            deeds: (candidate.reliability != Reliability::default()).then(|| candidate.reliability.counts()),
            insured_until: millis(candidate.insured_until),
            home: candidate.home.to_string(),
            online_until: candidate.online_until.map(millis),
            expires: candidate.online_until.map(|until: Timestamp| until.as_second() + KEPT_SECONDS),
        }
    }

    pub(crate) fn candidate(self, technician: TechnicianId) -> Result<Candidate, Error> {
        let location = self.location.place()?;
        Ok(Candidate {
            technician,
            display_name: parse(self.name)?,
            location,
            area: MapCell::of(location),
            radius: Radius::try_from(i64::from(self.radius))?,
            hourly_rate: HourlyRate::try_from(Money::of_cents(self.hourly_rate))?,
            flat_rates: self.flat_rates.into_iter().map(FlatRateRow::flat_rate).collect::<Result<_, _>>()?,
            rating: Rating { stars: self.rating.0, count: self.rating.1 },
            reliability: self.deeds.map(Reliability::of_counts).unwrap_or_default(),
            insured_until: end_of_day(self.insured_until)?,
            online_until: self.online_until.map(time).transpose()?,
            home: parse(self.home)?,
        })
    }
}

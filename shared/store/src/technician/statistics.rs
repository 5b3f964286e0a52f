//! Sums that only ever grow: stars and their count.

use domain::technician::Rating;
use serde::{Deserialize, Serialize};

use crate::row::Row;

/// The sum of all stars.
pub(crate) const STARS: &str = "stars";
/// How many customers gave them.
pub(crate) const COUNT: &str = "count";

/// What was counted; a technician without any has no row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct StatisticsRow {
    #[serde(default)]
    stars: u64,
    #[serde(default)]
    count: u64,
}

impl Row for StatisticsRow {
    const KIND: &'static str = "statistics";
}

impl StatisticsRow {
    /// What customers said.
    pub(crate) fn rating(&self) -> Rating {
        Rating { stars: self.stars, count: self.count }
    }
}

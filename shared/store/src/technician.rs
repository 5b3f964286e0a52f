//! Technicians in the table: profile, presence, statistics.

mod load;
mod profile;
mod record;
mod save;
mod statistics;

pub(crate) use profile::{FlatRateRow, ProfileRow};
pub use record::RecordKind;
pub(crate) use statistics::{COUNT, STARS, StatisticsRow};

//! Technicians in the table: application, profile, presence, statistics, record.

mod application;
mod delete;
mod load;
mod profile;
mod record;
mod save;
mod statistics;

pub(crate) use application::ApplicationRow;
pub(crate) use profile::{BusinessRow, FlatRateRow, ProfileRow};
pub(crate) use record::RecordRow;
pub(crate) use save::left_by;
pub(crate) use statistics::{COUNT, STARS, StatisticsRow};

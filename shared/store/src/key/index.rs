//! Names of the indexes, and the attributes by which they find items.

use domain::{
    Timestamp,
    accounting::Month,
    category::Category,
    cell::Cell,
    id::{InterventionId, TechnicianId},
    technician::Siren,
};

use crate::{deadlines::DueKind, key::Series};

/// Interventions of a customer, by the time of their declaration.
pub(crate) const BY_CUSTOMER: &str = "by-customer";
/// Interventions of a technician, by the time of their declaration.
pub(crate) const BY_TECHNICIAN: &str = "by-technician";
/// What is due, by minute and shard.
pub(crate) const BY_DEADLINE: &str = "by-deadline";
/// What waits, by region, category and rank.
pub(crate) const BY_WAITING: &str = "by-waiting";
/// Invoices and credit notes of a month, by series.
pub(crate) const BY_MONTH: &str = "by-month";

/// The partition key of [`BY_CUSTOMER`].
pub(crate) const CUSTOMER: &str = "customer";
/// The partition key of [`BY_TECHNICIAN`].
pub(crate) const TECHNICIAN: &str = "technician";
/// The sort key of both.
pub(crate) const DECLARED_AT: &str = "declaredAt";
/// The partition key of [`BY_DEADLINE`].
pub(crate) const DEADLINE_BUCKET: &str = "deadlineBucket";
/// The sort key of [`BY_DEADLINE`].
pub(crate) const DEADLINE: &str = "deadline";
/// The partition key of [`BY_WAITING`].
pub(crate) const WAITING_IN: &str = "waitingIn";
/// The sort key of [`BY_WAITING`].
pub(crate) const WAITING_RANK: &str = "waitingRank";
/// The partition key of [`BY_MONTH`].
pub(crate) const MONTH: &str = "month";
/// The sort key of [`BY_MONTH`].
pub(crate) const SERIES: &str = "series";

/// The partition of [`BY_DEADLINE`] in which an operator finds everything that was parked, the oldest first.
pub(crate) const PARKED: &str = "parked";

/// How many partitions share the documents of one month.
pub(crate) const MONTH_SHARDS: u8 = 16;

/// How many partitions share the deadlines of one minute.
pub(crate) const SHARDS: u8 = 4;

/// A year of an issuer's series, as the indexes spell it.
pub(crate) fn series_name(issuer: &Siren, series: Series, year: i16) -> String {
    name(issuer.as_str(), series, year)
}

/// The start of the names of all series of an issuer.
pub(crate) fn series_of(issuer: &Siren) -> String {
    format!("{}#", issuer.as_str())
}

/// A year of a technician's own series, from before series were the issuer's.
pub(crate) fn technician_series_name(id: &TechnicianId, series: Series, year: i16) -> String {
    name(id.as_str(), series, year)
}

/// The start of the names of all series of a technician.
pub(crate) fn technician_series_start(id: &TechnicianId) -> String {
    format!("{id}#")
}

/// The technician whose own series has this name, with its kind and year; none if it is the series of an issuer.
pub(crate) fn technician_series_of(name: &str) -> Option<(TechnicianId, Series, i16)> {
    let (rest, series) = match name.strip_suffix("#credit") {
        Some(rest) => (rest, Series::CreditNotes),
        None => (name, Series::Invoices),
    };
    let (owner, year) = rest.rsplit_once('#')?;
    if Siren::stored(owner.to_owned()).is_ok() {
        return None;
    }
    Some((TechnicianId::try_from(owner.to_owned()).ok()?, series, year.parse().ok()?))
}

fn name(owner: &str, series: Series, year: i16) -> String {
    match series {
        Series::Invoices => format!("{owner}#{year}"),
        Series::CreditNotes => format!("{owner}#{year}#credit"),
    }
}

/// The documents of a month, one shard of them: one issuer's stand together, and no month is one hot partition.
pub(crate) fn month(month: Month, shard: u8) -> String {
    format!("{month}#{shard:02}")
}

/// The shard of an issuer's documents.
pub(crate) fn month_shard(issuer: &Siren) -> u8 {
    owner_shard(issuer.as_str())
}

/// The shard of the documents that stand in a technician's own series.
pub(crate) fn month_shard_of_technician(id: &TechnicianId) -> u8 {
    owner_shard(id.as_str())
}

fn owner_shard(owner: &str) -> u8 {
    owner.bytes().fold(0, u8::wrapping_add) % MONTH_SHARDS
}

/// Where requests wait.
pub(crate) fn waiting_in(region: Cell) -> String {
    region.to_string()
}

/// The start of the ranks of a category.
pub(crate) fn waiting_category(category: Category) -> String {
    format!("{}#", category.code())
}

/// In a category, priority first, then who waits longest.
pub(crate) fn waiting_rank(
    category: Category,
    priority: bool,
    since: Timestamp,
    id: &InterventionId,
) -> String {
    let category = waiting_category(category);
    format!("{category}{}#{:015}#{id}", u8::from(!priority), since.as_millisecond().max(0))
}

/// The deadlines of one minute, one shard of them.
pub(crate) fn deadline_bucket(kind: DueKind, at: Timestamp, shard: u8) -> String {
    let minute = at.to_string();
    format!("{}#{}Z#{shard}", kind.bucket(), minute.get(..16).unwrap_or(&minute))
}

/// The shard of an intervention: ids are digests, any byte of them spreads evenly.
pub(crate) fn shard(id: &InterventionId) -> u8 {
    shard_of(id.as_str())
}

/// The shard of whatever an id names.
pub(crate) fn shard_of(id: &str) -> u8 {
    id.bytes().fold(0, u8::wrapping_add) % SHARDS
}

//! An entry of the index of what waits.

use domain::{intervention::Intervention, map_cell::MapCell, mission::Waiting, money::Money};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    lists::id_of,
    row::{Item, PlaceRow, Row, millis, parse, parse_some, spell_some, time},
};

/// What the index keeps of a request beside its rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WaitingRow {
    location: PlaceRow,
    expires_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scheduled_for: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flat_rate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price_ceiling: Option<i64>,
}

/// The whole entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntryRow {
    waiting_rank: String,
    waiting: WaitingRow,
}

impl Row for EntryRow {
    const KIND: &'static str = "waiting";
}

impl WaitingRow {
    pub(crate) fn of(intervention: &Intervention) -> Self {
        let declaration = intervention.declaration();
        Self {
            location: PlaceRow::of(declaration.location),
            expires_at: millis(intervention.expires_at()),
            scheduled_for: declaration.scheduled_for.map(millis),
            flat_rate: spell_some(declaration.flat_rate.as_ref()),
            price_ceiling: declaration.price_ceiling.map(Money::cents),
        }
    }
}

/// What an entry tells; the rank is category, priority, time and id.
pub(super) fn waiting(item: Item) -> Result<Waiting, Error> {
    let id = id_of(&item)?;
    let EntryRow { waiting_rank, waiting } = EntryRow::of_item(item)?;
    let mut rank = waiting_rank.split('#');
    let unreadable = Error::Row { kind: EntryRow::KIND, done: "read" };
    let (Some(category), Some(priority), Some(since)) = (rank.next(), rank.next(), rank.next()) else {
        return Err(unreadable);
    };
    Ok(Waiting {
        id,
        priority: priority == "0",
        since: time(since.parse().map_err(|_| Error::Time)?)?,
        category: parse(category.to_owned())?,
        area: MapCell::of(waiting.location.place()?),
        scheduled_for: waiting.scheduled_for.map(time).transpose()?,
        flat_rate: parse_some(waiting.flat_rate)?,
        price_ceiling: waiting.price_ceiling.map(Money::of_cents),
        expires_at: time(waiting.expires_at)?,
    })
}

//! The waiting list: by category and cell, priority first, then who waits longest (rule 7).

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use domain::{
    category::Category,
    cell::Cell,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    intervention::Intervention,
    place::Location,
    technician::{Radius, Technician},
};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    client::Store,
    error::Error,
    intervention::{waiting_in, waiting_since},
    key::{self, BY_WAITING, WAITING_IN, WAITING_RANK},
    lists::id_of,
    row::Item,
};

/// The most requests that a technician is shown.
const SHOWN_MAX: usize = 100;
/// A cell is wider than most reaches: so many are looked at to find those in reach.
const LOOKED_AT_MAX: usize = 300;
/// So many requests are read at once.
const CHUNK: usize = 50;
/// So many cells are asked at once.
const CELLS_AT_ONCE: usize = 16;

impl Store {
    /// What waits in the technician's categories, in reach of a place: priority first, then the longest waiting.
    pub async fn waiting_near(
        &self,
        technician: &Technician,
        place: Location,
        radius: Radius,
    ) -> Result<Vec<Dossier>, Failure> {
        let categories = technician.tariffs.iter().map(|tariff| tariff.category);
        let ids = self.waiting_in_cells(categories, Cell::of_missions(place, radius.meters())).await?;
        let mut shown = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let dossiers = self.dossiers(chunk.to_vec()).await?;
            shown.extend(dossiers.into_iter().filter(|dossier| waits_near(dossier, place, radius)));
            if shown.len() >= SHOWN_MAX {
                break;
            }
        }
        shown.truncate(SHOWN_MAX);
        Ok(shown)
    }

    /// The place in the queue of its cell and category, from 1; none if it does not wait.
    pub async fn waiting_position(&self, intervention: &Intervention) -> Result<Option<u32>, Failure> {
        let Some(since) = waiting_since(intervention) else { return Ok(None) };
        let rank = key::waiting_rank(intervention.has_priority(), since, intervention.id());
        let query = self
            .query()
            .index_name(BY_WAITING)
            .key_condition_expression(format!("{WAITING_IN} = :in AND {WAITING_RANK} < :rank"))
            .expression_attribute_values(":in", AttributeValue::S(waiting_in(intervention)))
            .expression_attribute_values(":rank", AttributeValue::S(rank))
            .select(Select::Count);
        let answer = query.send().await.map_err(Error::of_call)?;
        Ok(Some(u32::try_from(answer.count).unwrap_or(0) + 1))
    }

    async fn waiting_in_cells(
        &self,
        categories: impl Iterator<Item = Category>,
        cells: Vec<Cell>,
    ) -> Result<Vec<InterventionId>, Error> {
        let queues = categories.flat_map(|category| {
            let queue = move |cell: &Cell| key::waiting_in(category, *cell);
            cells.iter().map(queue).collect::<Vec<_>>()
        });
        let asked = stream::iter(queues.collect::<Vec<_>>()).map(|queue| self.waiting_in_queue(queue));
        let found: Vec<Vec<Item>> = asked.buffer_unordered(CELLS_AT_ONCE).try_collect().await?;
        let mut entries = found.into_iter().flatten().collect::<Vec<_>>();
        entries.sort_by(|one, other| rank(one).cmp(&rank(other)));
        entries.truncate(LOOKED_AT_MAX);
        entries.iter().map(id_of).collect()
    }

    async fn waiting_in_queue(&self, queue: String) -> Result<Vec<Item>, Error> {
        let query = self
            .query()
            .index_name(BY_WAITING)
            .key_condition_expression(format!("{WAITING_IN} = :in"))
            .expression_attribute_values(":in", AttributeValue::S(queue))
            .limit(i32::try_from(LOOKED_AT_MAX).unwrap_or(i32::MAX));
        Ok(query.send().await.map_err(Error::of_call)?.items.unwrap_or_default())
    }
}

fn rank(entry: &Item) -> Option<&String> {
    entry.get(WAITING_RANK).and_then(|rank| rank.as_s().ok())
}

/// The index is a moment behind, and its cells are wider than the reach.
fn waits_near(dossier: &Dossier, place: Location, radius: Radius) -> bool {
    let location = dossier.intervention.declaration().location;
    waiting_since(&dossier.intervention).is_some() && place.distance_meters(location) <= radius.meters()
}

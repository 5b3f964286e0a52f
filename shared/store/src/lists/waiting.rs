//! The waiting list: by region and category, priority first, then who waits longest (rule 7).
//!
//! Entries of the index hold all that tells who could take a request, so that what is not shown is not read.

mod entry;

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    category::Category,
    cell::Cell,
    failure::Failure,
    intervention::Intervention,
    mission::{Waiting, ranks},
    technician::Technician,
};
use futures_util::future::try_join_all;

pub(crate) use entry::WaitingRow;

use crate::{
    client::Store,
    error::Error,
    intervention::{waiting_in, waiting_since},
    key::{self, BY_WAITING, WAITING_IN, WAITING_RANK},
};

/// A region where fewer wait is read whole: all but those where a storm rages.
const WHOLE_MAX: i32 = 100;
/// Where more wait, each category is read in pages: the first of so many, each next one twice as long.
const PAGE: i32 = 100;
/// So many pages, if what they hold is out of reach: 12,700 requests of one category in a region.
const PAGES_MAX: u32 = 7;
/// So many that a technician could take are enough.
const ENOUGH: usize = 50;
/// So many before a request are looked at to tell its place.
const PLACES_MAX: i32 = 100;

/// Which entries of a region.
#[derive(Debug, Clone, Copy)]
enum Of {
    All,
    One(Category),
}

/// Some entries, and where the next ones begin.
struct Entries {
    waiting: Vec<Waiting>,
    next: Option<HashMap<String, AttributeValue>>,
}

impl Store {
    /// What waits in the technician's categories around where they are and around their base, in reach or not.
    ///
    /// Where more wait than a list can show: those with priority and the longest waiting, until enough are in reach.
    pub async fn waiting_near(
        &self,
        technician: &Technician,
        now: Timestamp,
    ) -> Result<Vec<Waiting>, Failure> {
        let places = [technician.place(now), technician.base.location];
        let regions = places.map(|place| Cell::of_missions(place, technician.radius.meters())).concat();
        let regions: BTreeSet<Cell> = regions.into_iter().collect();
        let asked = regions.into_iter().map(|region| self.waiting_in_region(region, technician, now));
        Ok(try_join_all(asked).await?.concat())
    }

    async fn waiting_in_region(
        &self,
        region: Cell,
        technician: &Technician,
        now: Timestamp,
    ) -> Result<Vec<Waiting>, Error> {
        let categories: Vec<Category> = technician.tariffs.iter().map(|tariff| tariff.category).collect();
        if let [category] = categories[..] {
            return self.waiting_in_category(region, category, technician, now).await;
        }
        let mut whole = self.waiting_entries(region, Of::All, WHOLE_MAX, None).await?;
        if whole.next.is_none() {
            whole.waiting.retain(|one| categories.contains(&one.category));
            return Ok(whole.waiting);
        }
        let each = categories.into_iter();
        let each = each.map(|category| self.waiting_in_category(region, category, technician, now));
        Ok(try_join_all(each).await?.concat())
    }

    async fn waiting_in_category(
        &self,
        region: Cell,
        category: Category,
        technician: &Technician,
        now: Timestamp,
    ) -> Result<Vec<Waiting>, Error> {
        let mut waiting = Vec::new();
        let mut start = None;
        for number in 0..PAGES_MAX {
            let page = self.waiting_entries(region, Of::One(category), PAGE << number, start).await?;
            waiting.extend(page.waiting);
            start = page.next;
            if start.is_none() || ranks(technician, &waiting, now).len() >= ENOUGH {
                break;
            }
        }
        Ok(waiting)
    }

    async fn waiting_entries(
        &self,
        region: Cell,
        of: Of,
        limit: i32,
        start: Option<HashMap<String, AttributeValue>>,
    ) -> Result<Entries, Error> {
        let query = self
            .query()
            .index_name(BY_WAITING)
            .expression_attribute_values(":in", AttributeValue::S(key::waiting_in(region)))
            .limit(limit)
            .set_exclusive_start_key(start);
        let query = match of {
            Of::All => query.key_condition_expression(format!("{WAITING_IN} = :in")),
            Of::One(category) => query
                .key_condition_expression(format!("{WAITING_IN} = :in AND begins_with({WAITING_RANK}, :of)"))
                .expression_attribute_values(":of", AttributeValue::S(key::waiting_category(category))),
        };
        let answer = query.send().await.map_err(Error::of_call)?;
        let waiting = answer.items.unwrap_or_default().into_iter().map(entry::waiting);
        Ok(Entries { waiting: waiting.collect::<Result<_, _>>()?, next: answer.last_evaluated_key })
    }

    /// The place among those of its category who wait as near as the last wave reaches, from 1; none if it does not
    /// wait. Of more than 100 before it in the region, the first 100 are looked at.
    pub async fn waiting_position(&self, intervention: &Intervention) -> Result<Option<u32>, Failure> {
        let Some(since) = waiting_since(intervention) else { return Ok(None) };
        let category = intervention.declaration().category;
        let rank = key::waiting_rank(category, intervention.has_priority(), since, intervention.id());
        let query = self
            .query()
            .index_name(BY_WAITING)
            .key_condition_expression(format!(
                "{WAITING_IN} = :in AND {WAITING_RANK} BETWEEN :first AND :rank"
            ))
            .expression_attribute_values(":in", AttributeValue::S(waiting_in(intervention)))
            .expression_attribute_values(":first", AttributeValue::S(key::waiting_category(category)))
            .expression_attribute_values(":rank", AttributeValue::S(rank))
            .limit(PLACES_MAX);
        let answer = query.send().await.map_err(Error::of_call)?;
        let before = answer.items.unwrap_or_default().into_iter().map(entry::waiting);
        let before = before.collect::<Result<Vec<Waiting>, Error>>()?;
        let ahead =
            before.iter().filter(|one| one.id != *intervention.id() && self.is_rival(one, intervention));
        Ok(Some(u32::try_from(ahead.count()).unwrap_or(u32::MAX - 1) + 1))
    }

    /// Whether the index has an intervention that waits; one that does not wait has no entry to miss.
    pub(crate) async fn is_listed(&self, intervention: &Intervention) -> Result<bool, Error> {
        let Some(since) = waiting_since(intervention) else { return Ok(true) };
        let category = intervention.declaration().category;
        let rank = key::waiting_rank(category, intervention.has_priority(), since, intervention.id());
        let query = self
            .query()
            .index_name(BY_WAITING)
            .key_condition_expression(format!("{WAITING_IN} = :in AND {WAITING_RANK} = :rank"))
            .expression_attribute_values(":in", AttributeValue::S(waiting_in(intervention)))
            .expression_attribute_values(":rank", AttributeValue::S(rank))
            .limit(1);
        let answer = query.send().await.map_err(Error::of_call)?;
        Ok(!answer.items.unwrap_or_default().is_empty())
    }

    /// Whether the same technicians are likely to be asked.
    fn is_rival(&self, other: &Waiting, intervention: &Intervention) -> bool {
        let reach = self.policy().wave_radii_meters.last().copied().unwrap_or_default();
        i64::from(intervention.area().distance_meters(other.area)) <= reach
    }
}

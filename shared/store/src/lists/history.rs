//! The history of a party, newest first.

use std::{cmp::Reverse, collections::HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    intervention::Party,
};

use crate::{
    client::{Read, Store},
    error::Error,
    key::{self, BY_CUSTOMER, BY_TECHNICIAN, CUSTOMER, DECLARED_AT, TECHNICIAN},
    lists::id_of,
    row::{Item, millis, parse},
};

/// Which part of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The most items, 1 to 100.
    pub limit: usize,
    /// What `next` of the page before said.
    pub after: Option<String>,
    /// Declared then or later.
    pub from: Option<Timestamp>,
    /// Declared then or earlier.
    pub to: Option<Timestamp>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// In order.
    pub items: Vec<T>,
    /// Where the next part begins; none at the end.
    pub next: Option<String>,
}

/// The most items of a page.
const LIMIT_MAX: usize = 100;

/// Whose history, in the words of an index.
struct Whose {
    index: &'static str,
    name: &'static str,
    sub: String,
}

impl Store {
    /// What a customer declared, or a technician took, newest first; the index may miss the last second.
    pub async fn history(&self, party: &Party, page: Page) -> Result<Listed<Dossier>, Failure> {
        let (entries, next) = self.entries_of(party, &page).await?;
        let ids = entries.iter().map(id_of).collect::<Result<_, _>>()?;
        let mut items = self.dossiers(ids).await?;
        items.retain(|dossier| belongs(dossier, party));
        Ok(Listed { items, next })
    }

    /// What a technician holds and is `wanted`, newest first: a page like one of [`Store::history`], read from their agenda.
    pub async fn held(
        &self,
        technician: &TechnicianId,
        page: &Page,
        wanted: impl Fn(&Dossier) -> bool,
    ) -> Result<Listed<Dossier>, Failure> {
        let Some(home) = self.home_of(technician).await? else {
            return Ok(Listed { items: Vec::new(), next: None });
        };
        let agenda = self.agenda(home, technician, Read::Eventual).await?;
        let ids = agenda.holds().iter().map(|hold| hold.intervention.clone()).collect();
        let mut items = self.dossiers(ids).await?;
        let from = page.from.map_or(0, millis);
        items.retain(|one| {
            let taken = one.intervention.is_taken_by(technician);
            taken && millis(one.intervention.declared_at()) >= from && wanted(one)
        });
        items.sort_by_key(|one| Reverse(place(one)));
        if let Some(after) = &page.after {
            let after = parsed(after)?;
            items.retain(|one| place(one) < after);
        }
        let limit = page.limit.clamp(1, LIMIT_MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| {
            let (declared_at, id) = place(last);
            format!("{declared_at}.{id}")
        });
        Ok(Listed { items, next })
    }

    /// A page of the index of a party's interventions.
    pub(crate) async fn entries_of(
        &self,
        party: &Party,
        page: &Page,
    ) -> Result<(Vec<Item>, Option<String>), Failure> {
        let whose = match party {
            Party::Customer(id) => Whose { index: BY_CUSTOMER, name: CUSTOMER, sub: id.to_string() },
            Party::Technician(id) => Whose { index: BY_TECHNICIAN, name: TECHNICIAN, sub: id.to_string() },
            Party::Operator => return Err(Failure::NotFound),
        };
        Ok(self.entries(&whose, page).await?)
    }

    async fn entries(&self, whose: &Whose, page: &Page) -> Result<(Vec<Item>, Option<String>), Error> {
        let limit = page.limit.clamp(1, LIMIT_MAX);
        let from = page.from.map_or(0, millis);
        let to = page.to.map_or(i64::from(u32::MAX) * 1_000, millis);
        if from > to {
            return Ok((Vec::new(), None));
        }
        let start = page.after.as_deref().map(|after| start(whose, after)).transpose()?;
        let query = self
            .query()
            .index_name(whose.index)
            .key_condition_expression(format!(
                "{} = :whose AND {DECLARED_AT} BETWEEN :from AND :to",
                whose.name
            ))
            .expression_attribute_values(":whose", AttributeValue::S(whose.sub.clone()))
            .expression_attribute_values(":from", AttributeValue::N(from.to_string()))
            .expression_attribute_values(":to", AttributeValue::N(to.to_string()))
            .scan_index_forward(false)
            .limit(i32::try_from(limit + 1).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(Error::of_call)?;
        let mut entries = answer.items.unwrap_or_default();
        // DynamoDB says that there may be more; one entry too many proves it.
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().filter(|_| more).map(cursor).transpose()?;
        Ok((entries, next))
    }
}

/// The index is a moment behind: a technician may have left the intervention since.
fn belongs(dossier: &Dossier, party: &Party) -> bool {
    match party {
        Party::Customer(id) => dossier.intervention.declaration().customer == *id,
        Party::Technician(id) => dossier.intervention.is_taken_by(id),
        Party::Operator => true,
    }
}

/// `<declaredAt>.<id>` of the last entry of a page.
fn cursor(last: &Item) -> Result<String, Error> {
    let declared_at = last.get(DECLARED_AT).and_then(|value| value.as_n().ok()).ok_or(Error::Cursor)?;
    Ok(format!("{declared_at}.{}", id_of(last)?))
}

/// Where an intervention stands in a history.
fn place(dossier: &Dossier) -> (i64, InterventionId) {
    (millis(dossier.intervention.declared_at()), dossier.intervention.id().clone())
}

fn parsed(cursor: &str) -> Result<(i64, InterventionId), Error> {
    let (declared_at, id) = cursor.split_once('.').ok_or(Error::Cursor)?;
    Ok((declared_at.parse().map_err(|_| Error::Cursor)?, parse(id.to_owned())?))
}

fn start(whose: &Whose, after: &str) -> Result<HashMap<String, AttributeValue>, Error> {
    let (declared_at, id) = parsed(after)?;
    let mut start = key::timeline(&id).attributes();
    start.insert(whose.name.to_owned(), AttributeValue::S(whose.sub.clone()));
    start.insert(DECLARED_AT.to_owned(), AttributeValue::N(declared_at.to_string()));
    Ok(start)
}

//! That a person asked to be erased: a row that outlives the call, so that an erasure that was cut is completed
//! (rule 30).
//!
//! The row also outlives the erasure itself by some hours. Tokens of a deleted account stay good until they end, and
//! what their holder still writes is erased by a last look.

use std::time::Duration;

use domain::{
    Timestamp,
    failure::Failure,
    id::{InterventionId, QuestionId},
    intervention::Party,
    person::Person,
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};

use crate::{
    batch::delete_request,
    client::{Read, Store},
    deadlines::DueKind,
    error::Error,
    key::{self, Key, Shelf},
    lists::{Listed, Page},
    presence::{Shelves, ShelvesRow},
    question::QuestionRow,
    row::{Row, key_of, last_part, millis},
    technician::left_by,
};

/// A person to be erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErasureRow {
    deadline_bucket: String,
    deadline: i64,
    /// Whether only the last look is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
    /// Where the rows of a technician stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<ShelvesRow>,
}

impl Row for ErasureRow {
    const KIND: &'static str = "erasure";
}

/// How far the erasure of a person came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureStage {
    /// Something of the person may be left.
    Running,
    /// All is erased, and the last look is due later.
    Erased,
}

/// An erasure that nobody completed for so long was cut.
const CUT: Duration = Duration::from_mins(5);
/// So many questions are deleted at once.
const QUESTIONS_AT_ONCE: usize = 100;
/// Tokens last an hour; the last look comes after the last of them has ended.
const TOKENS: Duration = Duration::from_hours(2);

impl Store {
    /// Remembers that a person is being erased, before anything of them is: one that is cut is completed by its
    /// deadline. It also remembers where the rows of a technician stand: a heartbeat that crosses the erasure may write
    /// them again when the profile that told it is gone.
    pub async fn begin_erasure(&self, person: &Person, now: Timestamp) -> Result<(), Failure> {
        let known = self.get::<ErasureRow>(key::erasure(person.sub()), Read::Consistent).await?;
        let rows = self.own_rows(&person.technician, Read::Consistent).await?;
        let mut left = known.map(|known| known.left).unwrap_or_default();
        let here = rows.presence.as_ref().map(|presence| presence.shelves().clone());
        for shelves in left_by(&rows, &person.technician)?.into_iter().chain(here) {
            if !left.contains(&shelves) {
                left.push(shelves);
            }
        }
        Ok(self.put(key::erasure(person.sub()), &ErasureRow::due(person, now + CUT, false, left)).await?)
    }

    /// The last look comes once all tokens of the person have ended.
    pub async fn finish_erasure(&self, person: &Person, now: Timestamp) -> Result<(), Failure> {
        let known = self.get::<ErasureRow>(key::erasure(person.sub()), Read::Consistent).await?;
        let left = known.map(|known| known.left).unwrap_or_default();
        Ok(self.put(key::erasure(person.sub()), &ErasureRow::due(person, now + TOKENS, true, left)).await?)
    }

    /// Deletes the rows by which a match found the technician wherever they ever stood.
    pub async fn sweep_shelves(&self, person: &Person) -> Result<(), Failure> {
        let known = self.get::<ErasureRow>(key::erasure(person.sub()), Read::Consistent).await?;
        let left = known.map(|known| known.left).unwrap_or_default();
        for shelf in [Shelf::Base, Shelf::Online] {
            self.fill(shelf, &person.technician, &Shelves::default(), &left).await?;
        }
        Ok(())
    }

    /// Nothing is left to be looked at, or the erasure was refused.
    pub async fn forget_erasure(&self, person: &Person) -> Result<(), Failure> {
        Ok(self.delete(key::erasure(person.sub())).await?)
    }

    /// Refuses a person whose erasure runs or is done: tokens of the deleted account stay good until they end.
    pub async fn check_not_erased(&self, person: &Person) -> Result<(), Failure> {
        match self.erasure(person).await? {
            Some(ErasureStage::Running | ErasureStage::Erased) => Err(Refusal::PersonErased.into()),
            None => Ok(()),
        }
    }

    /// How far the erasure of a person came; none if none runs.
    pub async fn erasure(&self, person: &Person) -> Result<Option<ErasureStage>, Failure> {
        let row = self.get::<ErasureRow>(key::erasure(person.sub()), Read::Consistent).await?;
        Ok(row.map(|row| if row.erased { ErasureStage::Erased } else { ErasureStage::Running }))
    }

    /// A page of the ids of a party's history, newest first; the index may miss the last second.
    pub async fn history_ids(&self, party: &Party, page: Page) -> Result<Listed<InterventionId>, Failure> {
        let (items, next) = self.entries_of(party, &page).await?;
        let ids = items.iter().map(crate::lists::id_of);
        Ok(Listed { items: ids.collect::<Result<_, _>>()?, next })
    }

    /// Deletes what a customer told about themselves.
    pub async fn delete_customer(&self, person: &Person) -> Result<(), Failure> {
        Ok(self.delete(key::customer(&person.customer)).await?)
    }

    /// Deletes every question of a person with its answer, and the pointers to it; the person's own pointer goes last.
    pub async fn delete_questions(&self, person: &Person) -> Result<(), Failure> {
        let pointers = self.partition(&key::person(person.sub()), Some(key::ASKED), Read::Consistent).await?;
        let pointers = pointers.iter().map(key_of).collect::<Result<Vec<Key>, Error>>()?;
        for pointers in pointers.chunks(QUESTIONS_AT_ONCE) {
            let question = |pointer: &Key| Ok(key::question(&last_part::<QuestionId>(&pointer.sk)?));
            let questions = pointers.iter().map(question).collect::<Result<Vec<Key>, Error>>()?;
            let mut lists = Vec::new();
            for item in self.get_many(questions.clone()).await? {
                let id = last_part(&key_of(&item)?.pk)?;
                let asked_at = QuestionRow::of_item(item)?.asked_at()?;
                lists.extend([key::to_answer(asked_at, &id), key::answered(asked_at, &id)]);
            }
            for keys in [lists, questions, pointers.to_vec()] {
                let deletes = keys.into_iter().map(delete_request);
                self.write_many(deletes.collect::<Result<_, _>>()?).await?;
            }
        }
        Ok(())
    }
}

impl ErasureRow {
    fn due(person: &Person, at: Timestamp, erased: bool, left: Vec<ShelvesRow>) -> Self {
        let shard = key::shard_of(person.sub());
        let deadline_bucket = key::deadline_bucket(DueKind::Erasure, at, shard);
        Self { deadline_bucket, deadline: millis(at), erased, left }
    }
}

//! Questions to the team (rule 26).

use domain::{
    Timestamp, failure::Failure, id::QuestionId, idempotency::Request, intervention::Party,
    question::Question,
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    remembered::RememberedRow,
    row::{Row, millis, parse, parse_some, spell_some, time},
    transaction::Condition,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuestionRow {
    by: PartyRow,
    subject: String,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intervention: Option<String>,
    asked_at: i64,
    #[serde(default, skip_serializing_if = "RememberedRow::is_empty")]
    keys: RememberedRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PartyRow {
    Customer(String),
    Technician(String),
    Operator,
}

/// That a person asked a question: its key says which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AskedRow {}

impl Row for AskedRow {
    const KIND: &'static str = "asked";
}

impl Row for QuestionRow {
    const KIND: &'static str = "question";
}

impl QuestionRow {
    fn of(question: &Question, request: Request) -> Self {
        Self {
            by: match &question.by {
                Party::Customer(id) => PartyRow::Customer(id.to_string()),
                Party::Technician(id) => PartyRow::Technician(id.to_string()),
                Party::Operator => PartyRow::Operator,
            },
            subject: question.subject.to_string(),
            text: question.text.to_string(),
            intervention: spell_some(question.intervention.as_ref()),
            asked_at: millis(question.asked_at),
            keys: RememberedRow::default().with(request.key),
        }
    }

    pub(crate) fn question(self, id: QuestionId) -> Result<Question, Error> {
        Ok(Question {
            id,
            by: match self.by {
                PartyRow::Customer(id) => Party::Customer(parse(id)?),
                PartyRow::Technician(id) => Party::Technician(parse(id)?),
                PartyRow::Operator => Party::Operator,
            },
            subject: parse(self.subject)?,
            text: parse(self.text)?,
            intervention: parse_some(self.intervention)?,
            asked_at: time(self.asked_at)?,
        })
    }

    /// When it was asked.
    pub(crate) fn asked_at(&self) -> Result<Timestamp, Error> {
        time(self.asked_at)
    }
}

impl Store {
    /// Keeps a question; a repeat gets the first answer.
    ///
    /// The pointer by which the person's questions are found comes first. If the process dies in between, the pointer
    /// leads nowhere, which readers tolerate; a question without its pointer could not be exported or erased.
    pub async fn ask(&self, question: &Question, request: Request) -> Result<Question, Failure> {
        if let Some(sub) = question.by.sub() {
            self.put(key::asked(sub, &question.id), &AskedRow {}).await?;
        }
        let key = key::question(&question.id);
        if self.put_if(key.clone(), &QuestionRow::of(question, request), &Condition::New).await? {
            return Ok(question.clone());
        }
        let known = self.get::<QuestionRow>(key, Read::Consistent).await?.ok_or(Failure::Busy)?;
        if known.keys.knows(request.key)? {
            return Ok(known.question(question.id.clone())?);
        }
        Err(Failure::KeyReused)
    }
}

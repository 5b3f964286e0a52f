//! Questions to the team (rule 26).

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    failure::Failure,
    id::QuestionId,
    idempotency::Request,
    intervention::Party,
    question::{Answer, Question},
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    lists::{Listed, Page},
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<AnswerRow>,
    #[serde(default, skip_serializing_if = "RememberedRow::is_empty")]
    keys: RememberedRow,
}

/// What the team answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct AnswerRow {
    operator: String,
    text: String,
    at: i64,
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
    const IS_TRACED: bool = true;
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
            answer: question.answer.as_ref().map(AnswerRow::of),
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
            answer: self.answer.map(AnswerRow::answer).transpose()?,
        })
    }

    /// When it was answered, if it was.
    pub(crate) fn answered_at(&self) -> Result<Option<Timestamp>, Error> {
        self.answer.as_ref().map(|answer| time(answer.at)).transpose()
    }

    /// When it was asked.
    pub(crate) fn asked_at(&self) -> Result<Timestamp, Error> {
        time(self.asked_at)
    }
}

impl AnswerRow {
    fn of(answer: &Answer) -> Self {
        let Answer { operator, text, answered_at } = answer;
        Self { operator: operator.to_string(), text: text.to_string(), at: millis(*answered_at) }
    }

    fn answer(self) -> Result<Answer, Error> {
        let Self { operator, text, at } = self;
        Ok(Answer { operator: parse(operator)?, text: parse(text)?, answered_at: time(at)? })
    }
}

impl Store {
    /// Keeps a question; a repeat gets the first answer.
    ///
    /// The pointer by which the person's questions are found comes first. If the process dies in between, the pointer
    /// leads nowhere, which readers tolerate; a question without its pointer could not be exported or erased. The same
    /// holds for the pointer by which the team finds it.
    pub async fn ask(&self, question: &Question, request: Request) -> Result<Question, Failure> {
        let key = key::question(&question.id);
        // A repeat writes no pointer: it would bear the time of the repeat, beside the first one.
        let mut known = self.get::<QuestionRow>(key.clone(), Read::Consistent).await?;
        if known.is_none() {
            if let Some(sub) = question.by.sub() {
                self.put(key::asked(sub, &question.id), &AskedRow {}).await?;
            }
            self.put(key::to_answer(question.asked_at, &question.id), &AskedRow {}).await?;
            if self.put_if(key.clone(), &QuestionRow::of(question, request), &Condition::New).await? {
                return Ok(question.clone());
            }
            known = self.get::<QuestionRow>(key, Read::Consistent).await?;
        }
        let known = known.ok_or(Failure::Busy)?;
        if known.keys.knows(request.key)? {
            return Ok(known.question(question.id.clone())?);
        }
        Err(Failure::KeyReused)
    }

    /// Keeps the answer of the team; a repeat changes nothing, a newer answer takes the place of an older one.
    ///
    /// The question leaves the list of those to answer last: if the process dies before, it stands there with its
    /// answer, and a repeat removes it.
    pub async fn answer(
        &self,
        id: &QuestionId,
        answer: &Answer,
        request: Request,
    ) -> Result<Question, Failure> {
        let key = key::question(id);
        let known = self.get::<QuestionRow>(key.clone(), Read::Consistent).await?.ok_or(Failure::NotFound)?;
        let asked_at = known.asked_at()?;
        let row = if known.keys.knows(request.key)? {
            known
        } else {
            let keys = known.keys.clone().with(request.key);
            let row = QuestionRow { answer: Some(AnswerRow::of(answer)), keys, ..known };
            self.put(key::answered(asked_at, id), &AskedRow {}).await?;
            let still_there = Condition::Same("askedAt", AttributeValue::N(millis(asked_at).to_string()));
            if !self.put_if(key, &row, &still_there).await? {
                return Err(Failure::NotFound);
            }
            row
        };
        self.delete(key::to_answer(asked_at, id)).await?;
        Ok(row.question(id.clone())?)
    }

    /// A page of the questions that wait for an answer, or of those that have one; the oldest first.
    pub async fn questions(&self, are_answered: bool, page: Page) -> Result<Listed<Question>, Failure> {
        let list = if are_answered { key::ANSWERED } else { key::TO_ANSWER };
        self.questions_in(list, page).await
    }
}

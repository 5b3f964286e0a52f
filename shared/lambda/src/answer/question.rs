//! A question to the team, with its answer.

use domain::question;
use serde::Serialize;

use super::Time;

/// A question to the team.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    id: String,
    subject: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervention_id: Option<String>,
    asked_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
}

/// What the team answered. Apps do not learn which operator did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    text: String,
    answered_at: Time,
}

impl Question {
    /// The question as the person who asked it and the team read it.
    pub fn of(question: &question::Question) -> Self {
        Self {
            id: question.id.to_string(),
            subject: question.subject.to_string(),
            text: question.text.to_string(),
            intervention_id: question.intervention.as_ref().map(ToString::to_string),
            asked_at: question.asked_at.into(),
            answer: question.answer.as_ref().map(Answer::of),
        }
    }
}

impl Answer {
    fn of(answer: &question::Answer) -> Self {
        Self { text: answer.text.to_string(), answered_at: answer.answered_at.into() }
    }
}

//! A question to the team (rule 26).

use jiff::Timestamp;

use crate::{
    id::{InterventionId, OperatorId, QuestionId},
    intervention::Party,
    text::{Remark, Story},
};

/// A question to the team.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Which; derived from the key of its command, so that a repeat finds it.
    pub id: QuestionId,
    /// Who asks.
    pub by: Party,
    /// What about, in short.
    pub subject: Remark,
    /// The question.
    pub text: Story,
    /// About which intervention, if about one.
    pub intervention: Option<InterventionId>,
    /// When.
    pub asked_at: Timestamp,
    /// What the team answered, once it did.
    pub answer: Option<Answer>,
}

/// The answer of the team; a newer one takes its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Who answered.
    pub operator: OperatorId,
    /// The answer.
    pub text: Story,
    /// When.
    pub answered_at: Timestamp,
}

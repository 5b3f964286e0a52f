//! The rows that have a check of their effects, and moving such a check, or another deadline, to another time.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{
    Timestamp,
    effect::{Effect, Traces},
    failure::Failure,
    id::InterventionId,
    invalid::Invalid,
    paper::PaperKind,
};

use super::DueKind;
use crate::{
    client::{Read, Store},
    error::Error,
    intervention::TimelineRow,
    key::{self, DEADLINE, DEADLINE_BUCKET, Key},
    row::millis,
    transaction::{Condition, lost_or},
};

/// A row of an intervention whose effects are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The intervention.
    pub intervention: InterventionId,
    /// The sort key of the row.
    place: String,
}

impl TryFrom<String> for Check {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (id, place) = text.split_once('#').unwrap_or((&text, key::TIMELINE));
        Ok(Self { intervention: InterventionId::try_from(id.to_owned())?, place: place.to_owned() })
    }
}

impl Check {
    /// Whether an effect follows from this row. Each effect follows from one row alone, so that two checks of one
    /// intervention never act on the same one.
    pub fn concerns(&self, effect: &Effect, traces: &Traces) -> bool {
        let id = &self.intervention;
        match effect {
            Effect::Paper(PaperKind::Quote(quote)) => self.place == key::quote(id, quote).sk,
            Effect::Paper(PaperKind::CreditNote(number)) => {
                let place = traces.credit_notes.iter().position(|note| note.number == *number);
                place.is_some_and(|place| self.place == key::credit_note(id, place + 1).sk)
            }
            Effect::NextWave { .. }
            | Effect::WaitingPlace
            | Effect::Expiry
            | Effect::Invoice
            | Effect::Paper(PaperKind::Invoice | PaperKind::Report) => {
                self.place == key::TIMELINE || self.place == key::REPORT
            }
        }
    }

    fn key(&self) -> Key {
        Key { pk: key::intervention(&self.intervention), sk: self.place.clone() }
    }
}

impl Store {
    /// Checks the row again then, unless a fact set another deadline since.
    pub async fn check_again(&self, check: &Check, at: Timestamp) -> Result<(), Failure> {
        Ok(self.move_deadline(check.key(), DueKind::Effects, at).await?)
    }

    /// The expiry of an open request is due again: the job finds it at its next run.
    pub async fn expire_again(&self, id: &InterventionId, now: Timestamp) -> Result<(), Failure> {
        Ok(self.move_deadline(key::timeline(id), DueKind::Expiry, now).await?)
    }

    /// Writes the row of a timeline anew, with the attributes by which indexes find it, unless somebody was faster.
    pub async fn list_again(&self, traces: &Traces) -> Result<(), Failure> {
        let intervention = &traces.dossier.intervention;
        let row = TimelineRow::of(intervention, self.policy());
        let unchanged = Condition::version(intervention.version());
        let _is_kept = self.put_if(key::timeline(intervention.id()), &row, &unchanged).await?;
        Ok(())
    }

    /// Whether a change of the timeline waits for an operator: its effects come when it is redriven.
    pub async fn is_parked(&self, id: &InterventionId) -> Result<bool, Failure> {
        let begin = key::parked_records(key::TIMELINE);
        let parked = key::parked(&key::intervention(id));
        Ok(!self.partition(&parked, Some(&begin), Read::Eventual).await?.is_empty())
    }

    /// Moves a deadline to a later time, if it is still one of this kind.
    pub(crate) async fn move_deadline(&self, of: Key, kind: DueKind, at: Timestamp) -> Result<(), Error> {
        let id = of.pk.rsplit('#').next().unwrap_or_default();
        let bucket = key::deadline_bucket(kind, at, key::shard_of(id));
        let call = self
            .client
            .update_item()
            .table_name(self.table())
            .set_key(Some(of.attributes()))
            .update_expression(format!("SET {DEADLINE_BUCKET} = :bucket, {DEADLINE} = :at"))
            .condition_expression(format!("begins_with({DEADLINE_BUCKET}, :kind) AND {DEADLINE} < :at"))
            .expression_attribute_values(":bucket", AttributeValue::S(bucket))
            .expression_attribute_values(":kind", AttributeValue::S(format!("{}#", kind.bucket())))
            .expression_attribute_values(":at", AttributeValue::N(millis(at).to_string()));
        let _is_moved =
            lost_or(call.send().await.map(|_| ()), UpdateItemError::is_conditional_check_failed_exception)?;
        Ok(())
    }
}

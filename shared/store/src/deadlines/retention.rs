//! When the job of the retention looks at an intervention (rule 30): a deadline beside the words of the declaration.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{Timestamp, failure::Failure, id::InterventionId};

use super::DueKind;
use crate::{
    client::Store,
    key::{self, DEADLINE, DEADLINE_BUCKET, PK},
    row::millis,
    transaction::lost_or,
};

impl Store {
    /// The job looks at the intervention then; nothing for one without words.
    ///
    /// An erasure that comes in between sets a deadline too. Both are early enough, so either may win.
    pub async fn retain_until(&self, id: &InterventionId, at: Timestamp) -> Result<(), Failure> {
        let bucket = key::deadline_bucket(DueKind::Retention, at, key::shard(id));
        let call = self
            .client
            .update_item()
            .table_name(self.table())
            .set_key(Some(key::breakdown(id).attributes()))
            .update_expression(format!("SET {DEADLINE_BUCKET} = :bucket, {DEADLINE} = :at"))
            .condition_expression(format!("attribute_exists({PK})"))
            .expression_attribute_values(":bucket", AttributeValue::S(bucket))
            .expression_attribute_values(":at", AttributeValue::N(millis(at).to_string()));
        let _is_kept =
            lost_or(call.send().await.map(|_| ()), UpdateItemError::is_conditional_check_failed_exception)?;
        Ok(())
    }

    /// Deletes the words of a declaration that was cut before its timeline was written: nobody can read them, and
    /// nothing else leads to them.
    pub async fn delete_words(&self, id: &InterventionId) -> Result<(), Failure> {
        Ok(self.delete(key::breakdown(id)).await?)
    }
}

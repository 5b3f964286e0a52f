//! Setting the guardian's alarm by what it saw: no fact, so only the index learns of it.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{Timestamp, failure::Failure, intervention::Intervention};

use super::DueKind;
use crate::{
    client::Store,
    key::{self, DEADLINE, DEADLINE_BUCKET},
    row::millis,
    transaction::{Condition, lost_or},
};

impl Store {
    /// The guardian looks at it again then. The next fact sets the alarm anew; one that came since stands.
    pub async fn look_again(&self, intervention: &Intervention, at: Timestamp) -> Result<(), Failure> {
        let id = intervention.id();
        let bucket = key::deadline_bucket(DueKind::Arrival, at, key::shard(id));
        let unchanged = Condition::version(intervention.version());
        let call = self
            .client
            .update_item()
            .table_name(self.table())
            .set_key(Some(key::timeline(id).attributes()))
            .update_expression(format!("SET {DEADLINE_BUCKET} = :bucket, {DEADLINE} = :at"))
            .set_condition_expression(unchanged.expression())
            .set_expression_attribute_names(unchanged.names())
            .set_expression_attribute_values(unchanged.values())
            .expression_attribute_values(":bucket", AttributeValue::S(bucket))
            .expression_attribute_values(":at", AttributeValue::N(millis(at).to_string()));
        let _is_kept =
            lost_or(call.send().await.map(|_| ()), UpdateItemError::is_conditional_check_failed_exception)?;
        Ok(())
    }
}

//! Conditional writes: who won, and what stood in the way.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{
        delete_item::{DeleteItemError, DeleteItemOutput},
        put_item::{PutItemError, PutItemOutput},
        transact_write_items::TransactWriteItemsError,
    },
    types::{
        AttributeValue, CancellationReason, Delete, Put, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem, Update, builders::PutBuilder,
    },
};

use crate::{
    client::Store,
    error::Error,
    intervention::TimelineRow,
    key::{Key, PK},
    row::{Item, Row},
};

/// What became of a transaction.
#[derive(Debug)]
pub(crate) enum Transacted {
    /// All of it was written.
    Done,
    /// None of it: for each write in order, whether its condition failed, with the item that stands there.
    Failed(Vec<Option<Item>>),
    /// None of it: others were writing the same items.
    Crossed,
}

/// What must be true of an item for it to be written.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// Nothing.
    Any,
    /// It does not exist.
    New,
    /// It exists.
    Known,
    /// This attribute still has this value.
    Same(&'static str, AttributeValue),
    /// It does not exist, or this attribute is smaller.
    Below(&'static str, AttributeValue),
}

impl Condition {
    /// Nobody appended to the timeline since.
    pub(crate) fn version(seen: u64) -> Self {
        Self::Same(TimelineRow::VERSION, AttributeValue::N(seen.to_string()))
    }

    /// As DynamoDB reads it; names are spelt `#seen`, as some are reserved words.
    pub(crate) fn expression(&self) -> Option<String> {
        match self {
            Self::Any => None,
            Self::New => Some(format!("attribute_not_exists({PK})")),
            Self::Known => Some(format!("attribute_exists({PK})")),
            Self::Same(..) => Some("#seen = :seen".to_owned()),
            Self::Below(..) => Some(format!("attribute_not_exists({PK}) OR #seen < :seen")),
        }
    }

    /// The names in it.
    pub(crate) fn names(&self) -> Option<HashMap<String, String>> {
        match self {
            Self::Any | Self::New | Self::Known => None,
            Self::Same(name, _) | Self::Below(name, _) => {
                Some(HashMap::from([("#seen".to_owned(), (*name).to_owned())]))
            }
        }
    }

    /// The values in it.
    pub(crate) fn values(&self) -> Option<Item> {
        match self {
            Self::Any | Self::New | Self::Known => None,
            Self::Same(_, value) | Self::Below(_, value) => {
                Some(HashMap::from([(":seen".to_owned(), value.clone())]))
            }
        }
    }
}

impl Store {
    /// Writes one row if the condition holds; whether it did.
    pub(crate) async fn put_if<R: Row>(
        &self,
        key: Key,
        row: &R,
        condition: &Condition,
    ) -> Result<bool, Error> {
        let call = self.client.put_item().table_name(self.table()).set_item(Some(row.item(key)?));
        let call = call
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values());
        won(call.send().await)
    }

    /// Deletes one item if the condition holds; whether it did.
    pub(crate) async fn delete_if(&self, key: Key, condition: &Condition) -> Result<bool, Error> {
        let call = self.client.delete_item().table_name(self.table()).set_key(Some(key.attributes()));
        let call = call
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values());
        lost_or(
            call.send().await.map(|_: DeleteItemOutput| ()),
            DeleteItemError::is_conditional_check_failed_exception,
        )
    }

    /// A write of one row for a transaction.
    pub(crate) fn transact_put<R: Row>(
        &self,
        key: Key,
        row: &R,
        condition: &Condition,
    ) -> Result<TransactWriteItem, Error> {
        let put: PutBuilder = Put::builder().table_name(self.table()).set_item(Some(row.item(key)?));
        let put = put
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = put.build().map_err(|error| Error::Call(Box::new(error)))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// A deletion of one row for a transaction.
    pub(crate) fn transact_delete(
        &self,
        key: Key,
        condition: &Condition,
    ) -> Result<TransactWriteItem, Error> {
        let delete = Delete::builder().table_name(self.table()).set_key(Some(key.attributes()));
        let delete = delete
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values());
        let delete = delete.build().map_err(|error| Error::Call(Box::new(error)))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Adds to counters of one item, for a transaction.
    pub(crate) fn transact_add(
        &self,
        key: Key,
        counters: &[(&'static str, u64)],
    ) -> Result<TransactWriteItem, Error> {
        let mut update = Update::builder().table_name(self.table()).set_key(Some(key.attributes()));
        let mut parts = Vec::new();
        for (name, more) in counters {
            parts.push(format!("#{name} :{name}"));
            update = update
                .expression_attribute_names(format!("#{name}"), *name)
                .expression_attribute_values(format!(":{name}"), AttributeValue::N(more.to_string()));
        }
        let update = update.update_expression(format!("ADD {}", parts.join(", "))).build();
        let update = update.map_err(|error| Error::Call(Box::new(error)))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// All of these writes, or none.
    pub(crate) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Transacted, Error> {
        let call = self.client.transact_write_items().set_transact_items(Some(writes));
        let Err(error) = call.send().await else { return Ok(Transacted::Done) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                reasons(cancelled.cancellation_reasons()).unwrap_or_else(|| Err(Error::of_call(error)))
            }
            Some(_) | None => Err(Error::of_call(error)),
        }
    }
}

/// None if the reasons tell of nothing but a fault.
fn reasons(reasons: &[CancellationReason]) -> Option<Result<Transacted, Error>> {
    let has = |code: &str| reasons.iter().any(|reason| reason.code() == Some(code));
    if has("ConditionalCheckFailed") {
        let failed = |reason: &CancellationReason| {
            (reason.code() == Some("ConditionalCheckFailed")).then(|| reason.item.clone().unwrap_or_default())
        };
        return Some(Ok(Transacted::Failed(reasons.iter().map(failed).collect())));
    }
    if has("TransactionConflict") {
        return Some(Ok(Transacted::Crossed));
    }
    reasons.iter().filter_map(|reason| reason.code()).any(Error::is_busy).then_some(Err(Error::Busy))
}

/// Whether a conditional put was carried out.
pub(crate) fn won(answer: Result<PutItemOutput, SdkError<PutItemError>>) -> Result<bool, Error> {
    lost_or(answer.map(|_| ()), PutItemError::is_conditional_check_failed_exception)
}

/// Whether a write was carried out; false if its condition failed.
pub(crate) fn lost_or<E>(answer: Result<(), SdkError<E>>, is_lost: fn(&E) -> bool) -> Result<bool, Error>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let Err(error) = answer else { return Ok(true) };
    let crossed = error.code() == Some("TransactionConflictException");
    if crossed || error.as_service_error().is_some_and(is_lost) {
        Ok(false)
    } else {
        Err(Error::of_call(error))
    }
}

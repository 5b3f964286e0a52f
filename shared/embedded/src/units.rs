//! What calls cost, as DynamoDB itself says: asked for in every call and added up.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextRef},
    },
    error::BoxError,
    operation::{
        batch_get_item::{BatchGetItemInput, BatchGetItemOutput},
        batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput},
        delete_item::{DeleteItemInput, DeleteItemOutput},
        get_item::{GetItemInput, GetItemOutput},
        put_item::{PutItemInput, PutItemOutput},
        query::{QueryInput, QueryOutput},
        transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput},
    },
    types::{ConsumedCapacity, ReturnConsumedCapacity},
};

/// Capacity units, as AWS bills them; calls that failed are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Units {
    /// For reading.
    pub read: f64,
    /// For writing, indexes included.
    pub write: f64,
}

/// The sum so far, shared by all calls of a client.
#[derive(Debug, Clone, Default)]
pub(super) struct Consumed(Arc<Mutex<Units>>);

impl Consumed {
    pub(super) fn units(&self) -> Units {
        *self.lock()
    }

    pub(super) fn reset(&self) {
        *self.lock() = Units::default();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Units> {
        self.0.lock().expect("adding up does not panic")
    }

    fn read<'a>(&self, parts: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        self.lock().read += sum(parts);
    }

    fn written<'a>(&self, parts: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        self.lock().write += sum(parts);
    }
}

impl Intercept for Consumed {
    fn name(&self) -> &'static str {
        "ConsumedUnits"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let input = context.input_mut();
        let asked = Some(ReturnConsumedCapacity::Indexes);
        if let Some(call) = input.downcast_mut::<GetItemInput>() {
            call.return_consumed_capacity = asked;
        } else if let Some(call) = input.downcast_mut::<QueryInput>() {
            call.return_consumed_capacity = asked;
        } else if let Some(call) = input.downcast_mut::<BatchGetItemInput>() {
            call.return_consumed_capacity = asked;
        } else if let Some(call) = input.downcast_mut::<PutItemInput>() {
            call.return_consumed_capacity = asked;
        } else if let Some(call) = input.downcast_mut::<DeleteItemInput>() {
            call.return_consumed_capacity = asked;
        } else if let Some(call) = input.downcast_mut::<BatchWriteItemInput>() {
            call.return_consumed_capacity = asked;
        } else if let Some(call) = input.downcast_mut::<TransactWriteItemsInput>() {
            call.return_consumed_capacity = asked;
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Ok(output)) = context.output_or_error() else { return Ok(()) };
        if let Some(answer) = output.downcast_ref::<GetItemOutput>() {
            self.read(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<QueryOutput>() {
            self.read(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<BatchGetItemOutput>() {
            self.read(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<PutItemOutput>() {
            self.written(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<DeleteItemOutput>() {
            self.written(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<BatchWriteItemOutput>() {
            self.written(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<TransactWriteItemsOutput>() {
            self.written(answer.consumed_capacity());
        }
        Ok(())
    }
}

fn sum<'a>(parts: impl IntoIterator<Item = &'a ConsumedCapacity>) -> f64 {
    parts.into_iter().filter_map(ConsumedCapacity::capacity_units).sum()
}

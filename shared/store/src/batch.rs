//! Many items at once: in calls of the size that DynamoDB takes, and again what it left undone.

use std::time::Duration;

use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, PutRequest, WriteRequest};
use futures_util::future::try_join_all;

use crate::{client::Store, error::Error, key::Key, row::Item};

/// DynamoDB takes as many items in one call, at most.
const GET_MAX: usize = 100;
/// DynamoDB takes as many writes in one call, at most.
const WRITE_MAX: usize = 25;
/// What DynamoDB leaves undone is tried so often, each time after a longer pause.
const ROUNDS_MAX: u32 = 6;
impl Store {
    /// The items of these keys that exist, in any order.
    pub(crate) async fn get_many(&self, keys: Vec<Key>) -> Result<Vec<Item>, Error> {
        let batches = keys.chunks(GET_MAX).map(|batch| self.get_batch(batch.to_vec()));
        Ok(try_join_all(batches).await?.into_iter().flatten().collect())
    }

    async fn get_batch(&self, keys: Vec<Key>) -> Result<Vec<Item>, Error> {
        let mut left: Vec<Item> = keys.into_iter().map(Key::attributes).collect();
        let mut items = Vec::new();
        for round in 0..ROUNDS_MAX {
            let wanted = KeysAndAttributes::builder().set_keys(Some(left)).build();
            let wanted = wanted.map_err(|error| Error::Call(Box::new(error)))?;
            let call = self.client.batch_get_item().request_items(self.table(), wanted);
            let answer = call.send().await.map_err(Error::of_call)?;
            items.extend(answer.responses.into_iter().flatten().flat_map(|(_, found)| found));
            let undone = answer.unprocessed_keys.into_iter().flatten();
            left = undone.flat_map(|(_, undone)| undone.keys).collect();
            if left.is_empty() {
                return Ok(items);
            }
            pause(round).await;
        }
        Err(Error::Busy)
    }

    /// Puts and deletes of different keys, in any order.
    pub(crate) async fn write_many(&self, writes: Vec<WriteRequest>) -> Result<(), Error> {
        try_join_all(writes.chunks(WRITE_MAX).map(|batch| self.write_batch(batch.to_vec()))).await?;
        Ok(())
    }

    async fn write_batch(&self, mut left: Vec<WriteRequest>) -> Result<(), Error> {
        for round in 0..ROUNDS_MAX {
            let call = self.client.batch_write_item().request_items(self.table(), left);
            let answer = call.send().await.map_err(Error::of_call)?;
            left = answer.unprocessed_items.into_iter().flatten().flat_map(|(_, undone)| undone).collect();
            if left.is_empty() {
                return Ok(());
            }
            pause(round).await;
        }
        Err(Error::Busy)
    }
}

/// DynamoDB asks for a pause before what it left undone, or what crossed with others, is sent again.
pub(crate) async fn pause(round: u32) {
    tokio::time::sleep(Duration::from_millis(25 << round)).await;
}

/// Writes an item.
pub(crate) fn put_request(item: Item) -> Result<WriteRequest, Error> {
    let put = PutRequest::builder().set_item(Some(item)).build();
    let put = put.map_err(|error| Error::Call(Box::new(error)))?;
    Ok(WriteRequest::builder().put_request(put).build())
}

/// Removes an item.
pub(crate) fn delete_request(key: Key) -> Result<WriteRequest, Error> {
    let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build();
    let delete = delete.map_err(|error| Error::Call(Box::new(error)))?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

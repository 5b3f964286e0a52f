//! The table as the rest of the crate calls it: items and pages of items, bounded and retried.

use std::{fmt, sync::Arc, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
    operation::query::builders::QueryFluentBuilder,
    types::AttributeValue,
};
use domain::policy::{Policy, PolicyError};

use crate::{
    error::Error,
    key::{Key, PK, SK},
    row::{Item, Row},
};

/// The table, and the policy by which what it holds is read.
#[derive(Clone)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) table: Arc<str>,
    policy: Arc<Policy>,
}

/// Why a function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The function was not told which table.
    #[error("TABLE is not set")]
    NoTable,
    /// A parameter of the policy is wrong.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// How a read must relate to the writes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// It may miss the last second: half the price.
    Eventual,
    /// It sees every write that was answered.
    Consistent,
}

impl Read {
    pub(crate) fn is_consistent(self) -> bool {
        self == Self::Consistent
    }
}

/// The pages (1 MB each) that one question may read.
const PAGES_MAX: usize = 20;

impl Store {
    /// The table that the environment names; the client is built once and shared by every call.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let table = lookup("TABLE").ok_or(ConnectError::NoTable)?;
        let policy = Policy::from_lookup(lookup)?;
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_attempt_timeout(Duration::from_secs(3))
            .build();
        let config = Builder::from(sdk)
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(timeouts)
            .build();
        Ok(Self::new(Client::from_conf(config), table, policy))
    }

    /// A table by its name.
    pub fn new(client: Client, table: String, policy: Policy) -> Self {
        Self { client, table: table.into(), policy: Arc::new(policy) }
    }

    /// The name of the table.
    pub fn name(&self) -> &str {
        &self.table
    }

    /// The numbers of the house.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn table(&self) -> String {
        self.table.to_string()
    }

    /// One row, if it exists.
    pub(crate) async fn get<R: Row>(&self, key: Key, read: Read) -> Result<Option<R>, Error> {
        let call = self.client.get_item().table_name(self.table()).set_key(Some(key.attributes()));
        let answer = call.consistent_read(read.is_consistent()).send().await.map_err(Error::of_call)?;
        answer.item.map(R::of_item).transpose()
    }

    /// Writes one row, whatever was there.
    pub(crate) async fn put<R: Row>(&self, key: Key, row: &R) -> Result<(), Error> {
        let call = self.client.put_item().table_name(self.table()).set_item(Some(row.item(key)?));
        call.send().await.map_err(Error::of_call)?;
        Ok(())
    }

    /// Removes one item, if it is there.
    pub(crate) async fn delete(&self, key: Key) -> Result<(), Error> {
        let call = self.client.delete_item().table_name(self.table()).set_key(Some(key.attributes()));
        call.send().await.map_err(Error::of_call)?;
        Ok(())
    }

    /// All items of a partition whose sort key begins so.
    pub(crate) async fn partition(
        &self,
        pk: &str,
        prefix: Option<&str>,
        read: Read,
    ) -> Result<Vec<Item>, Error> {
        let begins = prefix.map_or(String::new(), |_| format!(" AND begins_with({SK}, :prefix)"));
        let query = self
            .query()
            .key_condition_expression(format!("{PK} = :pk{begins}"))
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .consistent_read(read.is_consistent());
        let query = match prefix {
            Some(prefix) => {
                query.expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
            }
            None => query,
        };
        self.pages(query).await
    }

    pub(crate) fn query(&self) -> QueryFluentBuilder {
        self.client.query().table_name(self.table())
    }

    /// All pages of a query, within reason.
    pub(crate) async fn pages(&self, query: QueryFluentBuilder) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        let mut start = None;
        for _ in 0..PAGES_MAX {
            let page = query.clone().set_exclusive_start_key(start).send().await.map_err(Error::of_call)?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        Ok(items)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").field("table", &self.table).finish_non_exhaustive()
    }
}

//! Accounts of people in the Cognito pool: the last thing of a person that is erased (rule 30).
//!
//! A crate of its own, so that the client of Cognito is built into no function that does not need it.

use std::{error::Error as Cause, fmt, sync::Arc};

use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::{
    Client, config::Builder, error::SdkError, operation::admin_delete_user::AdminDeleteUserError,
};
use domain::{failure::Failure, person::Person};

/// The pool in which people sign up.
#[derive(Clone)]
pub struct Accounts {
    client: Client,
    pool: Arc<str>,
}

/// The function was not told which pool.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("USER_POOL is not set")]
pub struct ConnectError;

/// Cognito refused a call, or never answered.
#[derive(Debug, thiserror::Error)]
#[error("a call to the user pool failed")]
struct Error(#[source] Box<dyn Cause + Send + Sync>);

impl Accounts {
    /// The pool that the environment names; the client is built once and shared by every call.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let pool = lookup("USER_POOL").ok_or(ConnectError)?;
        let mut config = Builder::from(sdk);
        if let Some(endpoint) = lookup("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER") {
            config = config.endpoint_url(endpoint);
        }
        Ok(Self { client: Client::from_conf(config.build()), pool: pool.into() })
    }

    /// Deletes the account of a person; one that is gone already is no fault. Tokens stay good until they end.
    pub async fn delete(&self, person: &Person) -> Result<(), Failure> {
        let call = self.client.admin_delete_user().user_pool_id(self.pool.to_string());
        // People sign up with their e-mail address, so the pool's own name of a person is their `sub`.
        match call.username(person.sub()).send().await {
            Ok(_) => Ok(()),
            Err(error) => told(error),
        }
    }
}

fn told(error: SdkError<AdminDeleteUserError>) -> Result<(), Failure> {
    match error.as_service_error() {
        Some(AdminDeleteUserError::UserNotFoundException(_)) => Ok(()),
        Some(AdminDeleteUserError::TooManyRequestsException(_)) => Err(Failure::Busy),
        Some(_) | None => Err(Failure::Broken(Box::new(Error(Box::new(error))))),
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Accounts").field("pool", &self.pool).finish_non_exhaustive()
    }
}

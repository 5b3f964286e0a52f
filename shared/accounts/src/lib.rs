//! Accounts of people in the Cognito pool: the groups that make a person a technician or an operator (rule 35), and the
//! account itself, the last thing of a person that is erased (rule 30).
//!
//! A crate of its own, so that the client of Cognito is built into no function that does not need it.

use std::{error::Error as Cause, fmt, sync::Arc};

use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::{
    Client,
    config::Builder,
    error::{ProvideErrorMetadata, SdkError},
    types::{AttributeType, UserStatusType},
};
use domain::{email::Email, failure::Failure, id::Id, person::Person};

/// The pool in which people sign up.
#[derive(Clone)]
pub struct Accounts {
    client: Client,
    pool: Arc<str>,
}

/// What Cognito says of an account that does not exist.
const UNKNOWN: &str = "UserNotFoundException";

/// A group of the pool: what its members may do beside declaring breakdowns. The policy of a function cannot name a group,
/// so each function passes the one that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Of people who repair.
    Technicians,
    /// Of the team.
    Operators,
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Self::Technicians => "technicians",
            Self::Operators => "operators",
        }
    }
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
            Err(error) if error.code() == Some(UNKNOWN) => Ok(()),
            Err(error) => Err(told(error)),
        }
    }

    /// Puts a person into a group; one who is in it already stays there. The next token of the person bears the group:
    /// their app gets it by refreshing.
    pub async fn add(&self, sub: &str, group: Group) -> Result<(), Failure> {
        let call = self.client.admin_add_user_to_group().user_pool_id(self.pool.to_string());
        call.username(sub).group_name(group.name()).send().await.map_err(told)?;
        Ok(())
    }

    /// Takes a person out of a group, if they are in it. Tokens that bear the group stay good until they end.
    pub async fn remove(&self, sub: &str, group: Group) -> Result<(), Failure> {
        let call = self.client.admin_remove_user_from_group().user_pool_id(self.pool.to_string());
        call.username(sub).group_name(group.name()).send().await.map_err(told)?;
        Ok(())
    }

    /// The person whose confirmed account has this address, which Cognito has verified. An account may bear an address
    /// that is not verified: it may be another person's, so nobody is found.
    pub async fn holder_of<Of>(&self, address: &Email) -> Result<Id<Of>, Failure> {
        let call = self.client.admin_get_user().user_pool_id(self.pool.to_string());
        let account = call.username(address.as_str()).send().await.map_err(told)?;
        let value = |name: &str| attribute(account.user_attributes(), name);
        let is_confirmed = account.user_status() == Some(&UserStatusType::Confirmed) && account.enabled();
        let is_verified = value("email_verified") == Some("true");
        let is_theirs = value("email").is_some_and(|known| known.eq_ignore_ascii_case(address.as_str()));
        let sub =
            value("sub").filter(|_| is_confirmed && is_verified && is_theirs).ok_or(Failure::NotFound)?;
        Id::try_from(sub.to_owned()).map_err(|_| Failure::NotFound)
    }
}

fn attribute<'a>(attributes: &'a [AttributeType], name: &str) -> Option<&'a str> {
    attributes.iter().find(|attribute| attribute.name() == name)?.value()
}

/// What a refusal of Cognito means.
fn told<E>(error: SdkError<E>) -> Failure
where
    E: ProvideErrorMetadata + Cause + Send + Sync + 'static,
{
    match error.code() {
        Some(UNKNOWN) => Failure::NotFound,
        Some("TooManyRequestsException") => Failure::Busy,
        Some(_) | None => Failure::Broken(Box::new(Error(Box::new(error)))),
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Accounts").field("pool", &self.pool).finish_non_exhaustive()
    }
}

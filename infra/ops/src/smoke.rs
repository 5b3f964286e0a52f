//! Plays one life against a stack that is up, through the calls that apps make, and removes the people again.
//!
//! Confirming an address, and making the first operator, need access to the account of AWS: nobody reads the e-mails of
//! these people. All else is what a customer, a technician and an operator may do.

mod life;
mod person;

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::Client;
use local::Outputs;

use crate::{Error, place::Access};
use life::Life;
use person::{Person, Role};

/// What remains of the life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Papers {
    /// Invoice, report, and a credit note of the whole amount: the law keeps them, and the books stay even.
    Issued,
    /// None: the life ends before work, free of charge.
    None,
}

/// A stack that is up.
#[derive(Debug)]
pub struct Stack {
    api: String,
    pool: String,
    client: String,
    cognito: Client,
}

impl Stack {
    /// The stack behind an API, with the pool in which its people sign up; credentials come from the environment.
    pub async fn of_environment(api: &str, pool: &str, client: &str) -> Result<Self, Error> {
        Ok(Self::at([api, pool, client], &Access::of_environment().await?))
    }

    /// The cloud that `cargo dev` keeps up.
    pub fn of_local_cloud(outputs: &Outputs) -> Self {
        let Outputs { api_url, user_pool_id, client_id, .. } = outputs;
        Self::at([api_url, user_pool_id, client_id], &Access::of_local_cloud(outputs))
    }

    fn at([api, pool, client]: [&str; 3], access: &Access) -> Self {
        let api = api.trim_end_matches('/').to_owned();
        Self { api, pool: pool.into(), client: client.into(), cognito: Client::new(&access.0) }
    }
}

/// The longest that documents may take to be printed, and what waits for them to be over.
const PATIENCE: Duration = Duration::from_mins(3);
/// How often is looked.
const LOOKS: Duration = Duration::from_secs(2);

/// Plays it, and tells each step that went well. Whatever happens, the people are removed at the end; if that is not
/// possible, the error names them.
pub async fn smoke(stack: &Stack, papers: Papers, told: &mut (dyn FnMut(&str) + Send)) -> Result<(), Error> {
    let run = new_id();
    let mut people = Vec::new();
    let mut played = Ok(());
    for role in [Role::Customer, Role::Technician, Role::Operator] {
        match Person::sign_up(stack, role, &run).await {
            Ok(person) => people.push(person),
            Err(error) => {
                played = Err(error);
                break;
            }
        }
    }
    if let [customer, technician, operator] = people.as_mut_slice() {
        told("a customer, a technician and an operator sign up");
        let mut life = Life { stack, customer, technician, operator, told, intervention: None };
        played = life.play(papers).await;
        played = played.and(life.end().await);
    }
    let removed = remove(stack, &people).await;
    if removed.is_ok() && !people.is_empty() {
        told("all of them are removed");
    }
    match (played, removed) {
        (Err(played), Err(left)) => Err(failed("the life", format!("{played}; {left}"))),
        (played, removed) => played.and(removed),
    }
}

#[expect(clippy::disallowed_methods, reason = "a command of its own makes its ids")]
fn new_id() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Erases the customer and the technician as they may erase themselves, and deletes the account of the operator.
async fn remove(stack: &Stack, people: &[Person]) -> Result<(), Error> {
    let mut left = Vec::new();
    for person in people {
        if let Err(error) = person.remove(stack).await {
            left.push(format!("{} ({error})", person.address()));
        }
    }
    if left.is_empty() {
        return Ok(());
    }
    Err(failed("removing the people", format!("there is still {}", left.join(", "))))
}

fn failed(what: &str, why: impl Into<String>) -> Error {
    Error::Smoke { what: what.to_owned(), why: why.into() }
}

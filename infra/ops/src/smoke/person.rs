//! Somebody who signs up for one life.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::{
    error::DisplayErrorContext,
    types::{AttributeType, AuthFlowType},
};
use http_body_util::Full;
use hyper::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request};
use local::http::{Answer, Client};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{Error, LOOKS, PATIENCE, Stack, failed, new_id};

/// What somebody is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Customer,
    Technician,
    Operator,
}

/// With a token.
#[derive(Debug)]
pub(super) struct Person {
    role: Role,
    address: String,
    password: String,
    token: String,
    /// The pool's own name of the person, which is their id in the API.
    pub(super) sub: String,
    api: String,
}

/// How often a call is made that the stack is too busy for.
const TRIES: usize = 5;

impl Person {
    /// Signs somebody up whose e-mails go to the mailbox simulator of SES, which takes all of them.
    pub(super) async fn sign_up(stack: &Stack, role: Role, run: &str) -> Result<Self, Error> {
        let what = format!("signing up as {role:?}");
        let name = format!("{role:?}").to_lowercase();
        let address = format!("success+hop-assist-{name}-{run}@simulator.amazonses.com");
        let password = format!("Aa1-{}", new_id());
        let email = AttributeType::builder().name("email").value(&address).build();
        let email = email.map_err(|error| failed(&what, error.to_string()))?;
        let call = stack.cognito.sign_up().client_id(&stack.client).username(&address).password(&password);
        let signed_up = call.user_attributes(email).send().await;
        let signed_up = signed_up.map_err(|error| failed(&what, DisplayErrorContext(&error).to_string()))?;
        let sub = signed_up.user_sub().to_owned();
        let mut person = Self { role, address, password, token: String::new(), sub, api: stack.api.clone() };
        if let Err(error) = person.confirm(stack).await {
            return Err(match person.delete_account(stack).await {
                Ok(()) => error,
                Err(left) => failed(&what, format!("{error}; {} is left: {left}", person.address)),
            });
        }
        Ok(person)
    }

    async fn confirm(&mut self, stack: &Stack) -> Result<(), Error> {
        let what = "confirming an address";
        let call = stack.cognito.admin_confirm_sign_up().user_pool_id(&stack.pool).username(&self.address);
        call.send().await.map_err(|error| failed(what, DisplayErrorContext(&error).to_string()))?;
        if self.role == Role::Operator {
            let call = stack.cognito.admin_add_user_to_group().user_pool_id(&stack.pool);
            let call = call.username(&self.address).group_name("operators");
            let added = call.send().await;
            added.map_err(|error| failed("making an operator", DisplayErrorContext(&error).to_string()))?;
        }
        self.sign_in(stack).await
    }

    /// Takes a token that bears the groups of this moment.
    pub(super) async fn sign_in(&mut self, stack: &Stack) -> Result<(), Error> {
        let what = "signing in";
        let call = stack.cognito.initiate_auth().client_id(&stack.client);
        let call = call.auth_flow(AuthFlowType::UserPasswordAuth);
        let call =
            call.auth_parameters("USERNAME", &self.address).auth_parameters("PASSWORD", &self.password);
        let answer =
            call.send().await.map_err(|error| failed(what, DisplayErrorContext(&error).to_string()))?;
        let token = answer.authentication_result().and_then(|result| result.access_token());
        token.ok_or_else(|| failed(what, "there is no token in the answer"))?.clone_into(&mut self.token);
        Ok(())
    }

    /// The address by which the pool knows them.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Calls the API; a refusal is an error that says what the API says.
    pub(super) async fn calls(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Error> {
        let what = format!("{:?}: {method} {path}", self.role);
        let answer = self.asks(&method, path, body).await?;
        if answer.status >= 300 {
            return Err(failed(&what, format!("{} {}", answer.status, answer.text())));
        }
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        Ok(answer.json()?)
    }

    /// Calls the API, again with the same key where it is too busy.
    async fn asks(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Answer, Error> {
        let key = new_id();
        for _busy in 1..TRIES {
            let answer = self.asks_once(method, path, body, &key).await?;
            if !matches!(answer.status, 429 | 503) {
                return Ok(answer);
            }
            sleep(Duration::from_secs(1)).await;
        }
        self.asks_once(method, path, body, &key).await
    }

    async fn asks_once(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<Answer, Error> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.api))
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(ACCEPT_LANGUAGE, "en")
            .header(CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key)
            .body(Full::from(body.map(Value::to_string).unwrap_or_default()));
        let request = request.map_err(|error| failed(path, error.to_string()))?;
        Ok(Client::default().send(request).await?)
    }

    /// Asks until the answer is there: what follows from a command comes a moment later.
    pub(super) async fn awaits(&self, path: &str, there: impl Fn(&Value) -> bool) -> Result<Value, Error> {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.asks(&Method::GET, path, None).await?;
            if answer.status == 200 {
                let shown = answer.json()?;
                if there(&shown) {
                    return Ok(shown);
                }
            } else if answer.status != 404 {
                return Err(failed(path, format!("{} {}", answer.status, answer.text())));
            }
            if Instant::now() > end {
                return Err(failed(path, format!("it did not come within {} s", PATIENCE.as_secs())));
            }
            sleep(LOOKS).await;
        }
    }

    /// A customer and a technician erase themselves, as soon as their documents are printed.
    pub(super) async fn remove(&self, stack: &Stack) -> Result<(), Error> {
        if self.role == Role::Operator {
            return self.delete_account(stack).await;
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.asks(&Method::DELETE, "/me", None).await?;
            if answer.status == 200 && answer.json()?["state"] == "erased" {
                return Ok(());
            }
            let pending = answer.status == 409 && answer.text().contains("documents-pending");
            if !(answer.status == 200 || pending) || Instant::now() > end {
                return Err(failed("DELETE /me", format!("{} {}", answer.status, answer.text())));
            }
            sleep(LOOKS).await;
        }
    }

    async fn delete_account(&self, stack: &Stack) -> Result<(), Error> {
        let call = stack.cognito.admin_delete_user().user_pool_id(&stack.pool).username(&self.address);
        let deleted = call.send().await;
        deleted.map_err(|error| failed("AdminDeleteUser", DisplayErrorContext(&error).to_string()))?;
        Ok(())
    }
}

//! The people of the local cloud: they sign up as everybody does (rule 35), and their tokens.
//!
//! Whoever confirms an address is a customer. A technician applies and is approved by an operator, an operator is appointed
//! by an operator, both through the API. The first operator is made by the command that README.md gives.

mod account;

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use crate::aws::Aws;
use crate::http::{Answer, Client};
use crate::{Error, Outputs, demo};
use account::{first_operator, signed_in, signed_up};

/// What somebody is to Hop-Assist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Declares breakdowns.
    Customer,
    /// Repairs.
    Technician,
    /// Watches over both.
    Operator,
}

/// The name of the operator who is made by a command.
const FIRST_OPERATOR: &str = "first";
/// How often a call is made that the cloud is too busy for.
const TRIES: usize = 4;

/// Signs somebody in, who becomes what they shall be first where need be; answers the access token.
pub async fn token(aws: &Aws, outputs: &Outputs, role: Role, name: &str) -> Result<String, Error> {
    let address = address(role, name)?;
    match role {
        Role::Customer => signed_up(aws, outputs, &address).await,
        Role::Technician => technician(aws, outputs, name, &address).await,
        Role::Operator => operator(aws, outputs, name, &address).await,
    }
}

/// Signs a person up who shall become a technician; answers the token of a customer, if they are none yet.
pub(crate) async fn applicant(aws: &Aws, outputs: &Outputs, name: &str) -> Result<String, Error> {
    signed_up(aws, outputs, &address(Role::Technician, name)?).await
}

fn address(role: Role, name: &str) -> Result<String, Error> {
    let fits = |letter: char| letter.is_alphanumeric() || letter == '.' || letter == '-';
    if name.is_empty() || name.chars().count() > 40 || !name.chars().all(fits) {
        return Err(Error::Name);
    }
    let domain = match role {
        Role::Customer => "customers",
        Role::Technician => "technicians",
        Role::Operator => "operators",
    };
    Ok(format!("{}@{domain}.hop-assist.example", name.to_lowercase()))
}

/// Applies with a profile where there is none, and is approved by an operator; the next token bears the group.
async fn technician(aws: &Aws, outputs: &Outputs, name: &str, address: &str) -> Result<String, Error> {
    let token = signed_up(aws, outputs, address).await?;
    let shown = call(outputs, &token, Method::GET, "/technicians/me", None).await?;
    if shown.status == 200 && shown.json()?["application"]["status"] == "approved" {
        return Ok(token);
    }
    let profile = demo::profile(name)?;
    accepted("applying", &call(outputs, &token, Method::PUT, "/technicians/me", Some(&profile)).await?)?;
    let first = first(aws, outputs).await?;
    let (id, reason) = (sub(aws, &token).await?, json!({ "reason": "Dossier vérifié." }));
    let path = format!("/technicians/{id}/approval");
    accepted("an approval", &call(outputs, &first, Method::POST, &path, Some(&reason)).await?)?;
    signed_in(aws, outputs, address).await
}

/// Is appointed by the first operator; the next token bears the group.
async fn operator(aws: &Aws, outputs: &Outputs, name: &str, address: &str) -> Result<String, Error> {
    if name == FIRST_OPERATOR {
        return first(aws, outputs).await;
    }
    let token = signed_up(aws, outputs, address).await?;
    if call(outputs, &token, Method::GET, "/applications?limit=1", None).await?.status == 200 {
        return Ok(token);
    }
    let first = first(aws, outputs).await?;
    let colleague = json!({ "email": address, "reason": "Rejoint l'équipe." });
    accepted("an appointment", &call(outputs, &first, Method::POST, "/operators", Some(&colleague)).await?)?;
    signed_in(aws, outputs, address).await
}

async fn first(aws: &Aws, outputs: &Outputs) -> Result<String, Error> {
    first_operator(aws, outputs, &address(Role::Operator, FIRST_OPERATOR)?).await
}

/// The id of whoever holds a token.
async fn sub(aws: &Aws, token: &str) -> Result<String, Error> {
    let account = aws.cognito("GetUser", &json!({ "AccessToken": token })).await?;
    let attributes = account["UserAttributes"].as_array().into_iter().flatten();
    let sub = attributes.filter(|one| one["Name"] == "sub").find_map(|one| one["Value"].as_str());
    sub.map(ToOwned::to_owned).ok_or_else(|| unexpected("GetUser", "there is no sub in it"))
}

/// Calls the API; a call that the cloud is too busy for is made again.
async fn call(
    outputs: &Outputs,
    token: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Answer, Error> {
    let (client, url) = (Client::default(), format!("{}{path}", outputs.api_url));
    for _busy in 1..TRIES {
        let answer = client.call(method.clone(), &url, Some(token), body).await?;
        if !matches!(answer.status, 429 | 503) {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    client.call(method, &url, Some(token), body).await
}

fn accepted(what: &str, answer: &Answer) -> Result<(), Error> {
    if answer.status < 300 {
        return Ok(());
    }
    Err(Error::Refused { call: what.into(), status: answer.status, body: answer.text() })
}

fn unexpected(call: &str, why: &str) -> Error {
    Error::Unexpected { call: call.into(), why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_two_roles_is_two_people() {
        let customer = address(Role::Customer, "Camille").expect("it is a name");
        let technician = address(Role::Technician, "Camille").expect("it is a name");

        assert_eq!(customer, "camille@customers.hop-assist.example");
        assert_ne!(customer, technician);
    }

    #[test]
    fn a_name_has_no_spaces() {
        let error = address(Role::Operator, "two words").expect_err("it has a space");

        assert_eq!(error.to_string(), "a name has 1 to 40 letters, digits, dots or dashes");
    }
}

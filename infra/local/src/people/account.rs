//! Accounts in the pool of the template: made by the public calls that apps make.

use serde_json::json;

use super::unexpected;
use crate::aws::Aws;
use crate::{Error, Outputs};

/// A user of this machine's pool needs no secret: the pool stands on the loopback address only.
const PASSWORD: &str = "On-this-machine-only-1";
/// What the emulator writes in every e-mail that confirms an address.
const CODE: &str = "123456";

/// Signs a person in, who signs up and confirms the address first where need be; answers the access token.
pub(super) async fn signed_up(aws: &Aws, outputs: &Outputs, address: &str) -> Result<String, Error> {
    if let Ok(token) = signed_in(aws, outputs, address).await {
        return Ok(token);
    }
    let email = json!([{ "Name": "email", "Value": address }]);
    let new = json!({
        "ClientId": outputs.client_id,
        "Username": address,
        "Password": PASSWORD,
        "UserAttributes": email,
    });
    // Several callers may sign the same person up at once: each of them confirms.
    unless(aws.cognito("SignUp", &new).await, "UsernameExistsException")?;
    let code = json!({ "ClientId": outputs.client_id, "Username": address, "ConfirmationCode": CODE });
    unless(aws.cognito("ConfirmSignUp", &code).await, "NotAuthorizedException")?;
    // Cognito notes by itself that a confirmed address is verified; the emulator does not.
    let verified = json!([{ "Name": "email_verified", "Value": "true" }]);
    let noted =
        json!({ "UserPoolId": outputs.user_pool_id, "Username": address, "UserAttributes": verified });
    aws.cognito("AdminUpdateUserAttributes", &noted).await?;
    signed_in(aws, outputs, address).await
}

/// Signs a person in who has an account; answers the access token, which bears the groups of this moment.
pub(super) async fn signed_in(aws: &Aws, outputs: &Outputs, address: &str) -> Result<String, Error> {
    let request = json!({
        "ClientId": outputs.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": address, "PASSWORD": PASSWORD },
    });
    let answer = aws.cognito("InitiateAuth", &request).await?;
    let token = answer["AuthenticationResult"]["AccessToken"].as_str();
    token.map(ToOwned::to_owned).ok_or_else(|| unexpected("InitiateAuth", "there is no access token in it"))
}

/// Signs the first operator in, whom nobody can appoint: the one command of README.md puts them into the group.
pub(super) async fn first_operator(aws: &Aws, outputs: &Outputs, address: &str) -> Result<String, Error> {
    signed_up(aws, outputs, address).await?;
    let group = json!({ "UserPoolId": outputs.user_pool_id, "Username": address, "GroupName": "operators" });
    aws.cognito("AdminAddUserToGroup", &group).await?;
    signed_in(aws, outputs, address).await
}

/// A refusal of this kind says that it was done before.
fn unless(answer: Result<serde_json::Value, Error>, known: &str) -> Result<(), Error> {
    match answer {
        Err(Error::Refused { body, .. }) if body.contains(known) => Ok(()),
        other => other.map(drop),
    }
}

//! The people of the local cloud: users of the template's pool, and the tokens they sign in with.

use serde_json::json;

use crate::aws::Aws;
use crate::{Error, Outputs};

/// A user of this machine's pool needs no secret: the pool stands on the loopback address only.
const PASSWORD: &str = "On-this-machine-only-1";

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

impl Role {
    /// The group of the pool.
    pub fn group(self) -> &'static str {
        match self {
            Self::Customer => "customers",
            Self::Technician => "technicians",
            Self::Operator => "operators",
        }
    }
}

/// Signs somebody in, who is registered first where need be; answers the access token.
pub async fn token(aws: &Aws, outputs: &Outputs, role: Role, name: &str) -> Result<String, Error> {
    let user = user_name(role, name)?;
    if let Ok(token) = sign_in(aws, outputs, &user).await {
        return Ok(token);
    }
    register(aws, outputs, role, &user).await?;
    sign_in(aws, outputs, &user).await
}

fn user_name(role: Role, name: &str) -> Result<String, Error> {
    let fits = |letter: char| letter.is_alphanumeric() || letter == '.' || letter == '-';
    if name.is_empty() || name.chars().count() > 40 || !name.chars().all(fits) {
        return Err(Error::Name);
    }
    Ok(format!("{}@{}.hop-assist.example", name.to_lowercase(), role.group()))
}

async fn register(aws: &Aws, outputs: &Outputs, role: Role, user: &str) -> Result<(), Error> {
    let pool = &outputs.user_pool_id;
    let email = json!([{ "Name": "email", "Value": user }, { "Name": "email_verified", "Value": "true" }]);
    let new =
        json!({ "UserPoolId": pool, "Username": user, "UserAttributes": email, "MessageAction": "SUPPRESS" });
    match aws.cognito("AdminCreateUser", &new).await {
        Ok(_created) => {}
        Err(Error::Refused { body, .. }) if body.contains("UsernameExistsException") => {}
        Err(error) => return Err(error),
    }
    let group = json!({ "UserPoolId": pool, "Username": user, "GroupName": role.group() });
    aws.cognito("AdminAddUserToGroup", &group).await?;
    // Last, for who can sign in is taken to be registered.
    let password = json!({ "UserPoolId": pool, "Username": user, "Password": PASSWORD, "Permanent": true });
    aws.cognito("AdminSetUserPassword", &password).await?;
    Ok(())
}

async fn sign_in(aws: &Aws, outputs: &Outputs, user: &str) -> Result<String, Error> {
    let request = json!({
        "UserPoolId": outputs.user_pool_id,
        "ClientId": outputs.client_id,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": user, "PASSWORD": PASSWORD },
    });
    let answer = aws.cognito("AdminInitiateAuth", &request).await?;
    let token = answer["AuthenticationResult"]["AccessToken"].as_str();
    token.map(ToOwned::to_owned).ok_or_else(|| Error::Unexpected {
        call: "AdminInitiateAuth".into(),
        why: "there is no access token in it".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_two_roles_is_two_people() {
        let customer = user_name(Role::Customer, "Camille").expect("it is a name");
        let technician = user_name(Role::Technician, "Camille").expect("it is a name");

        assert_eq!(customer, "camille@customers.hop-assist.example");
        assert_ne!(customer, technician);
    }

    #[test]
    fn a_name_has_no_spaces() {
        let error = user_name(Role::Operator, "two words").expect_err("it has a space");

        assert_eq!(error.to_string(), "a name has 1 to 40 letters, digits, dots or dashes");
    }
}

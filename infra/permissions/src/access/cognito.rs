//! Cognito: an administrator's action on a user pool. What apps call themselves needs no permission.

use serde_json::Value;

use super::{Access, Undescribed};
use crate::{Context, names::pool_arn};

pub(super) fn accesses(operation: &str, call: &Value) -> Result<Vec<Access>, Undescribed> {
    let is_described = operation.starts_with("Admin") || operation.starts_with("List");
    let Some(pool) = call["UserPoolId"].as_str().filter(|_| is_described) else {
        return Err(Undescribed(format!("cognito-idp:{operation}")));
    };
    let action = format!("cognito-idp:{operation}");
    Ok(vec![Access { action, resource: pool_arn(pool), context: Context::new() }])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_account_is_deleted_in_its_pool() {
        let call = json!({ "UserPoolId": "eu-west-3_1", "Username": "sub" });

        let asked = accesses("AdminDeleteUser", &call).expect("it is described");

        let resource = "arn:aws:cognito-idp:eu-west-3:123456789012:userpool/eu-west-3_1".to_owned();
        let action = "cognito-idp:AdminDeleteUser".to_owned();
        assert_eq!(asked, [Access { action, resource, context: Context::new() }]);
    }
}

//! A call that IAM would refuse: what the log is told, and what the caller gets.

use serde_json::{Value, json};

use crate::{ACCOUNT, Access, Service};

/// A call without permission.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Denied {
    /// The function that called.
    pub function: String,
    /// The access that no statement allows.
    pub access: Access,
}

impl Denied {
    /// The line for the log: function, action, resource, and the statement that would be needed.
    pub fn line(&self) -> Value {
        json!({
            "level": "error",
            "message": self.words(),
            "function": self.function,
            "action": self.access.action,
            "resource": self.access.resource,
            "needed": self.needed(),
        })
    }

    /// The statement that allows this access and nothing else.
    pub fn needed(&self) -> Value {
        let Access { action, resource, context } = &self.access;
        let mut statement = json!({ "Effect": "Allow", "Action": [action], "Resource": resource });
        for (key, values) in context {
            let operator = if is_multivalued(key) { "ForAllValues:StringLike" } else { "StringLike" };
            statement["Condition"][operator][*key] = values.iter().map(|value| pattern(value)).collect();
        }
        statement
    }

    /// Status, content type and body as the service answers.
    pub fn answer(&self, service: Service) -> (u16, &'static str, String) {
        match service {
            Service::DynamoDb | Service::Sqs | Service::Cognito => {
                let kind = "com.amazon.coral.service#AccessDeniedException";
                let body = json!({ "__type": kind, "message": self.words(), "Message": self.words() });
                (400, "application/x-amz-json-1.0", body.to_string())
            }
            Service::Sns => {
                let error = format!(
                    "<Type>Sender</Type><Code>AuthorizationError</Code><Message>{}</Message>",
                    self.words()
                );
                (403, "text/xml", format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>"))
            }
            Service::S3 => {
                let body =
                    format!("<Error><Code>AccessDenied</Code><Message>{}</Message></Error>", self.words());
                (403, "application/xml", body)
            }
        }
    }

    fn words(&self) -> String {
        let Self { function, access: Access { action, resource, .. } } = self;
        let role = format!("arn:aws:sts::{ACCOUNT}:assumed-role/{function}/{function}");
        format!(
            "User: {role} is not authorized to perform: {action} on resource: {resource} because no identity-based \
             policy allows the {action} action"
        )
    }
}

/// Whether a condition key has several values in one call.
pub(crate) fn is_multivalued(key: &str) -> bool {
    key == "dynamodb:LeadingKeys"
}

/// A kind of key instead of one key: `intervention#018f…` as `intervention#*`.
fn pattern(value: &str) -> String {
    match value.split_once(['#', '/']) {
        Some((kind, _)) => format!("{kind}{}*", &value[kind.len()..=kind.len()]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Context;

    fn denied() -> Denied {
        let resource = "arn:aws:dynamodb:eu-west-3:123456789012:table/t".to_owned();
        let context = Context::from([("dynamodb:LeadingKeys", vec!["customer#42".to_owned()])]);
        let access = Access { action: "dynamodb:PutItem".into(), resource, context };
        Denied { function: "accept-request".into(), access }
    }

    #[test]
    fn the_log_names_function_action_resource_and_the_statement_that_is_needed() {
        let line = denied().line();

        let told = [&line["function"], &line["action"], &line["resource"]];
        assert_eq!(
            told,
            ["accept-request", "dynamodb:PutItem", "arn:aws:dynamodb:eu-west-3:123456789012:table/t"]
        );
        let condition = json!({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["customer#*"] } });
        let needed = json!({
            "Effect": "Allow", "Action": ["dynamodb:PutItem"],
            "Resource": "arn:aws:dynamodb:eu-west-3:123456789012:table/t", "Condition": condition,
        });
        assert_eq!(line["needed"], needed);
    }

    #[test]
    fn no_key_of_a_person_is_told() {
        assert!(!denied().line().to_string().contains("customer#42"));
    }

    #[test]
    fn each_service_refuses_in_its_own_way() {
        let (status, _, body) = denied().answer(Service::DynamoDb);
        let (forbidden, _, xml) = denied().answer(Service::S3);

        assert_eq!((status, forbidden), (400, 403));
        assert!(body.contains("AccessDeniedException") && xml.contains("<Code>AccessDenied</Code>"));
    }
}

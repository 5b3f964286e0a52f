//! Maps the resources of the template to their deployed names and ARNs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{ACCOUNT, Error, REGION};

/// Deployed names, by the logical id of the resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, String>);

impl FromIterator<(String, String)> for Names {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(names: T) -> Self {
        Self(names.into_iter().collect())
    }
}

impl Names {
    /// A value of the template with all references written out.
    pub(crate) fn resolved(&self, value: &Value, resources: &Value) -> Result<Value, Error> {
        match value {
            Value::Array(items) => items.iter().map(|item| self.resolved(item, resources)).collect(),
            Value::Object(members) => {
                if let Some(text) = self.function(members, resources)? {
                    return Ok(Value::String(text));
                }
                let member =
                    |(name, member): (&String, &Value)| Ok((name.clone(), self.resolved(member, resources)?));
                members.iter().map(member).collect::<Result<Map<_, _>, _>>().map(Value::Object)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
        }
    }

    /// `Ref`, `Fn::GetAtt` and `Fn::Sub`; none if the object is no such function.
    fn function(&self, members: &Map<String, Value>, resources: &Value) -> Result<Option<String>, Error> {
        let Some((name, argument)) = members.iter().next().filter(|_| members.len() == 1) else {
            return Ok(None);
        };
        let unresolved = || Error::Unresolved(Value::Object(members.clone()).to_string());
        match name.as_str() {
            "Ref" => self.reference(argument.as_str().ok_or_else(unresolved)?, resources).map(Some),
            "Fn::GetAtt" => {
                let path = (argument[0].as_str(), argument[1].as_str());
                let (Some(resource), Some(attribute)) = path else { return Err(unresolved()) };
                self.attribute(resource, attribute, resources).map(Some)
            }
            "Fn::Sub" => self.substituted(argument.as_str().ok_or_else(unresolved)?, resources).map(Some),
            name if name.starts_with("Fn::") => Err(unresolved()),
            _ => Ok(None),
        }
    }

    fn substituted(&self, text: &str, resources: &Value) -> Result<String, Error> {
        let mut parts = text.split("${");
        let mut written = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (path, rest) = part.split_once('}').ok_or_else(|| Error::Unresolved(text.to_owned()))?;
            let value = match path.split_once('.') {
                Some((resource, attribute)) => self.attribute(resource, attribute, resources)?,
                None => self.reference(path, resources)?,
            };
            written += &value;
            written += rest;
        }
        Ok(written)
    }

    fn reference(&self, name: &str, resources: &Value) -> Result<String, Error> {
        match name {
            "AWS::Region" => Ok(REGION.to_owned()),
            "AWS::AccountId" => Ok(ACCOUNT.to_owned()),
            "AWS::Partition" => Ok("aws".to_owned()),
            name if resources[name]["Type"] == "AWS::SNS::Topic" => self.deployed(name).map(topic_arn),
            name => self.deployed(name).map(ToOwned::to_owned),
        }
    }

    fn attribute(&self, resource: &str, attribute: &str, resources: &Value) -> Result<String, Error> {
        let kind = resources[resource]["Type"].as_str().unwrap_or_default();
        let name = || self.deployed(resource);
        match (kind, attribute) {
            ("AWS::DynamoDB::Table", "Arn") => Ok(table_arn(name()?)),
            ("AWS::DynamoDB::Table", "StreamArn") => Ok(format!("{}/stream/now", table_arn(name()?))),
            ("AWS::S3::Bucket", "Arn") => Ok(bucket_arn(name()?)),
            ("AWS::SQS::Queue", "Arn") => Ok(queue_arn(name()?)),
            ("AWS::Cognito::UserPool", "Arn") => Ok(pool_arn(name()?)),
            _ => Err(Error::Unresolved(format!("{resource}.{attribute}"))),
        }
    }

    fn deployed(&self, resource: &str) -> Result<&str, Error> {
        self.0.get(resource).map(String::as_str).ok_or_else(|| Error::Nameless(resource.to_owned()))
    }
}

/// The ARN of a table, by its name.
pub(crate) fn table_arn(name: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}")
}

/// The ARN of a bucket, by its name.
pub(crate) fn bucket_arn(name: &str) -> String {
    format!("arn:aws:s3:::{name}")
}

/// The ARN of a queue, by its name or its URL.
pub(crate) fn queue_arn(queue: &str) -> String {
    let name = queue.rsplit('/').next().unwrap_or_default();
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

/// The ARN of a topic, by its name or by what it is called elsewhere.
pub(crate) fn topic_arn(topic: &str) -> String {
    let name = topic.rsplit(':').next().unwrap_or_default();
    format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}")
}

/// The ARN of a user pool, by its id.
pub(crate) fn pool_arn(id: &str) -> String {
    format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{id}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names() -> Names {
        let names = [
            ("Table", "t-1"),
            ("Queue", "http://127.0.0.1:1/1/q-1"),
            ("Bucket", "b-1"),
            ("Events", "arn:aws:sns:eu-west-3:1:e-1"),
        ];
        names.into_iter().map(|(id, name)| (id.to_owned(), name.to_owned())).collect()
    }

    fn resources() -> Value {
        json!({
            "Table": { "Type": "AWS::DynamoDB::Table" },
            "Queue": { "Type": "AWS::SQS::Queue" },
            "Bucket": { "Type": "AWS::S3::Bucket" },
            "Events": { "Type": "AWS::SNS::Topic" },
        })
    }

    #[test]
    fn references_become_names_and_arns() {
        let value = json!([
            { "Fn::GetAtt": ["Table", "Arn"] },
            { "Fn::Sub": "${Table.Arn}/index/by-month" },
            { "Fn::GetAtt": ["Queue", "Arn"] },
            { "Fn::Sub": "${Bucket.Arn}/media/*" },
            { "Ref": "Bucket" },
            { "Ref": "Events" },
        ]);

        let resolved = names().resolved(&value, &resources()).expect("all are deployed");

        let expected = json!([
            "arn:aws:dynamodb:eu-west-3:123456789012:table/t-1",
            "arn:aws:dynamodb:eu-west-3:123456789012:table/t-1/index/by-month",
            "arn:aws:sqs:eu-west-3:123456789012:q-1",
            "arn:aws:s3:::b-1/media/*",
            "b-1",
            "arn:aws:sns:eu-west-3:123456789012:e-1",
        ]);
        assert_eq!(resolved, expected);
    }

    #[test]
    fn a_resource_that_is_not_deployed_is_named() {
        let error = names().resolved(&json!({ "Ref": "Topic" }), &resources()).expect_err("there is none");

        assert_eq!(error.to_string(), "the template names Topic, which is not deployed");
    }

    #[test]
    fn a_function_that_is_not_known_is_no_text() {
        let value = json!({ "Fn::Join": ["", ["a"]] });

        let error = names().resolved(&value, &resources()).expect_err("nobody needed it yet");

        assert_eq!(error, Error::Unresolved(r#"{"Fn::Join":["",["a"]]}"#.to_owned()));
    }
}

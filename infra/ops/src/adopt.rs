//! A stack that was deleted left table, buckets and pool behind. A new stack takes them over: CloudFormation imports
//! them by a template that holds nothing else, and the next deployment adds the rest.

use std::collections::{BTreeMap, BTreeSet};

use local::template::Template;
use serde_json::{Map, Value, json};

use crate::Error;

/// What CloudFormation is handed for the import.
#[derive(Debug)]
pub struct Adoption {
    /// The template: what is adopted, and the parameters and conditions that it names.
    pub template: Value,
    /// Which resources these are.
    pub resources: Value,
}

/// What stays when a stack is deleted, by type: the property by which CloudFormation finds it, and the property that says
/// of which other resource it is a part.
const KEPT: [(&str, &str, Option<&str>); 5] = [
    ("AWS::DynamoDB::Table", "TableName", None),
    ("AWS::S3::Bucket", "BucketName", None),
    ("AWS::S3::BucketPolicy", "Bucket", Some("Bucket")),
    ("AWS::Cognito::UserPool", "UserPoolId", None),
    ("AWS::Cognito::UserPoolGroup", "UserPoolId", Some("UserPoolId")),
];
/// What needs other resources, which are not there yet: the next deployment adds it.
const OF_OTHERS: [&str; 1] = ["NotificationConfiguration"];

impl Adoption {
    /// That of the resources of which `names` tells the name, by their resource in the template; the policy of a bucket
    /// goes with its bucket, and the groups of a pool with their pool.
    /// `values` are those of parameters, where the environment gives some.
    pub fn of(
        template: &Template,
        names: &BTreeMap<String, String>,
        values: &Map<String, Value>,
    ) -> Result<Self, Error> {
        let mut kept = Map::new();
        let mut identified = Vec::new();
        for (kind, identifier, whole) in KEPT {
            for (name, body) in template.of_type(kind) {
                let whole = whole.and_then(|whole| body["Properties"][whole]["Ref"].as_str());
                let Some(found) = names.get(whole.unwrap_or(name)) else { continue };
                kept.insert(name.to_owned(), alone(body));
                let mut identity = json!({ identifier: found });
                if let Some(group) = body["Properties"].get("GroupName") {
                    identity["GroupName"] = group.clone();
                }
                identified.push(json!({
                    "ResourceType": kind,
                    "LogicalResourceId": name,
                    "ResourceIdentifier": identity,
                }));
            }
        }
        if let Some(unknown) = names.keys().find(|name| !kept.contains_key(*name)) {
            return Err(Error::Deployment(format!(
                "{unknown} is nothing that a deleted stack leaves behind"
            )));
        }
        let mut used = BTreeSet::new();
        kept.values().for_each(|body| note_used(body, &mut used));
        let conditions = part(template.section("Conditions"), &used);
        conditions.values().for_each(|body| note_used(body, &mut used));
        let mut parameters = part(template.section("Parameters"), &used);
        for (name, parameter) in &mut parameters {
            if let Some(value) = values.get(name) {
                parameter["Default"] = value.clone();
            } else if parameter.get("Default").is_none() {
                let how = "write it into parameter_overrides of infra/samconfig.toml";
                return Err(Error::Deployment(format!("{name} has no value: {how}")));
            }
        }
        let template = json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Parameters": parameters,
            "Conditions": conditions,
            "Resources": kept,
        });
        Ok(Self { template, resources: Value::Array(identified) })
    }
}

fn alone(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("DependsOn");
        if let Some(properties) = body.get_mut("Properties").and_then(Value::as_object_mut) {
            properties.retain(|name, _| !OF_OTHERS.contains(&name.as_str()));
        }
    }
    body
}

/// Parameters and conditions that are named.
fn note_used(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let condition = value["Fn::If"][0].as_str();
            let found = [value["Ref"].as_str(), value["Condition"].as_str(), condition];
            used.extend(found.into_iter().flatten().map(ToOwned::to_owned));
            members.values().for_each(|member| note_used(member, used));
        }
        Value::Array(items) => items.iter().for_each(|item| note_used(item, used)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn part(section: &Value, used: &BTreeSet<String>) -> Map<String, Value> {
    let all = section.as_object().into_iter().flatten();
    let wanted = all.filter(|(name, _)| used.contains(*name));
    wanted.map(|(name, body)| (name.clone(), body.clone())).collect()
}

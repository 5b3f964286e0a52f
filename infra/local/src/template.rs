//! The one list of functions, routes, queues, schedules and tables: `infra/template.yaml`.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::{Error, gateway, yaml};

/// A template as its author wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template(Value);

/// A function of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// What the template calls it: `AcceptRequestFunction`.
    pub resource: String,
    /// What the workspace calls it: `accept-request`, the last folder of its `CodeUri`.
    pub name: String,
}

/// What becomes of a function when it is deployed here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The bucket that holds it.
    pub bucket: String,
    /// Its name in there.
    pub key: String,
}

impl Template {
    /// Reads the template from its file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(Error::system(format!("reading {}", path.display())))?;
        Self::parse(&text)
    }

    /// Reads the template from its text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document = yaml::read(text)?;
        if document["Resources"].is_object() {
            return Ok(Self(document));
        }
        Err(Error::Template("it has no Resources".into()))
    }

    /// The functions, by the name of their resource.
    pub fn functions(&self) -> Result<Vec<Function>, Error> {
        self.of_type("AWS::Serverless::Function")
            .map(|(resource, function)| named(resource, function))
            .collect()
    }

    /// All resources, by name.
    pub fn resources(&self) -> &Value {
        &self.0["Resources"]
    }

    /// A section such as `Parameters`; null where there is none.
    pub fn section(&self, name: &str) -> &Value {
        &self.0[name]
    }

    /// The names of parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.0["Parameters"].as_object().into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The values of parameters where a deployment gives no others, as text; those without are absent.
    pub fn parameter_defaults(&self) -> Map<String, Value> {
        let parameters = self.0["Parameters"].as_object().into_iter().flatten();
        let valued = parameters.filter_map(|(name, body)| {
            let default = body.get("Default")?;
            let text = default.as_str().map_or_else(|| default.to_string(), ToOwned::to_owned);
            Some((name.clone(), text.into()))
        });
        valued.collect()
    }

    /// The properties that functions have where they do not say otherwise.
    pub fn function_defaults(&self) -> &Value {
        &self.0["Globals"]["Function"]
    }

    /// The resources of a type, by name.
    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let resources = self.0["Resources"].as_object().into_iter().flatten();
        resources
            .filter(move |(_, resource)| resource["Type"] == kind)
            .map(|(name, body)| (name.as_str(), body))
    }

    /// The function, by its resource, that the mapping of an event source calls through its alias.
    pub fn called_by(mapping: &Value) -> Option<&str> {
        mapping["Properties"]["FunctionName"]["Ref"].as_str().and_then(|name| name.strip_suffix(ALIAS))
    }

    /// The template that the local cloud can take: functions come from `package`, routes are resources of
    /// their own, and `timeout_seconds` replaces each function's own limit where it is given. Parameters that are given
    /// here take the place of their defaults, so that a stack stands as long as all of this is the same.
    pub fn deployable(
        &self,
        package: impl Fn(&Function) -> Package,
        timeout_seconds: Option<u32>,
        parameters: &[(&str, String)],
    ) -> Result<Value, Error> {
        let functions = self.functions()?;
        let mut document = gateway::spelt_out(self.0.clone())?;
        object(&mut document, "Resources")?.retain(|_, resource| !is_only_of_aws(resource));
        at_once(&mut document)?;
        of_number(&mut document)?;
        fill_in(&mut document, parameters)?;
        for function in &functions {
            let Package { bucket, key } = package(function);
            let properties = &mut document["Resources"][&function.resource]["Properties"];
            properties["CodeUri"] = json!({ "Bucket": bucket, "Key": key });
            if let Some(seconds) = timeout_seconds {
                properties["Timeout"] = json!(seconds);
            }
        }
        Ok(document)
    }

    /// Table, buckets, queues, topics and user pool alone, of which nobody is told: no stream, no notifications, no
    /// consumers, no subscriptions.
    ///
    /// Uploads have no versions there, so that a file can name one of them, and people choose the names of their accounts.
    pub fn places(&self, parameters: &[(&str, String)]) -> Result<Value, Error> {
        let mut document = self.0.clone();
        for section in ["Globals", "Outputs"] {
            object(&mut document, section)?.clear();
        }
        fill_in(&mut document, parameters)?;
        let resources = object(&mut document, "Resources")?;
        resources.retain(|_, resource| is_place(resource));
        for resource in resources.values_mut() {
            if let Some(resource) = resource.as_object_mut() {
                for word in ["DependsOn", "DeletionPolicy", "UpdateReplacePolicy"] {
                    resource.remove(word);
                }
            }
            let properties = object(resource, "Properties")?;
            properties.remove("StreamSpecification");
            if let Some(addresses) = properties.remove("UsernameAttributes") {
                properties.insert("AliasAttributes".into(), addresses);
            }
            if properties.remove("NotificationConfiguration").is_some() {
                properties.remove("VersioningConfiguration");
            }
        }
        Ok(document)
    }
}

/// Functions without versions and aliases: here, the code is that of the workspace.
fn at_once(document: &mut Value) -> Result<(), Error> {
    if let Some(globals) = document.pointer_mut("/Globals/Function").and_then(Value::as_object_mut) {
        globals.retain(|name, _| !GRADUAL.contains(&name.as_str()));
    }
    let resources = object(document, "Resources")?.values_mut();
    for properties in resources.filter_map(|resource| resource.get_mut("Properties")?.as_object_mut()) {
        properties.retain(|name, _| !GRADUAL.contains(&name.as_str()));
    }
    call_functions(document);
    Ok(())
}

/// What refers to an alias refers to its function.
fn call_functions(value: &mut Value) {
    if let Some(function) = value["Ref"].as_str().and_then(|name| name.strip_suffix(ALIAS)) {
        *value = json!({ "Ref": function });
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(call_functions),
        Value::Array(items) => items.iter_mut().for_each(call_functions),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Tables with numbers in the place of parameters: CloudFormation makes a number of such a value, the emulator keeps the
/// text, and the SDK then refuses what it says of the table.
fn of_number(document: &mut Value) -> Result<(), Error> {
    let parameters = document["Parameters"].clone();
    for resource in object(document, "Resources")?.values_mut() {
        if resource["Type"] == "AWS::DynamoDB::Table" {
            number(resource, &parameters);
        }
    }
    Ok(())
}

fn number(value: &mut Value, parameters: &Value) {
    let referred = value["Ref"].as_str().map(|name| &parameters[name]);
    if let Some(parameter) = referred.filter(|parameter| parameter["Type"] == "Number") {
        let default = &parameter["Default"];
        *value = default
            .as_str()
            .and_then(|text| text.parse().ok())
            .map_or_else(|| default.clone(), Value::Number);
        return;
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| number(member, parameters)),
        Value::Array(items) => items.iter_mut().for_each(|item| number(item, parameters)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Parameters that are given take the place of their defaults.
fn fill_in(document: &mut Value, parameters: &[(&str, String)]) -> Result<(), Error> {
    for (name, value) in parameters {
        let parameter = document["Parameters"].get_mut(name);
        let parameter = parameter.ok_or_else(|| Error::Template(format!("it has no parameter {name}")))?;
        parameter["Default"] = json!(value);
    }
    Ok(())
}

/// What the reference to a function ends with, where its alias is meant.
const ALIAS: &str = ".Alias";

/// What makes a deployment gradual.
const GRADUAL: [&str; 2] = ["AutoPublishAlias", "DeploymentPreference"];

/// Types of resources that keep something or hand it on.
const PLACES: [&str; 6] = [
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolGroup",
];

fn is_place(resource: &Value) -> bool {
    resource["Type"].as_str().is_some_and(|kind| PLACES.contains(&kind))
}

/// Types that the emulator does not know, and that nothing of the local cloud needs: bills, samples, saved queries.
const ONLY_OF_AWS: [&str; 3] =
    ["AWS::Budgets::Budget", "AWS::Logs::QueryDefinition", "AWS::XRay::SamplingRule"];

/// The emulator also refuses alarms on queries and on sums of metrics.
fn is_only_of_aws(resource: &Value) -> bool {
    let is_of_many =
        resource["Type"] == "AWS::CloudWatch::Alarm" && resource["Properties"]["Metrics"].is_array();
    is_of_many || resource["Type"].as_str().is_some_and(|kind| ONLY_OF_AWS.contains(&kind))
}

fn named(resource: &str, function: &Value) -> Result<Function, Error> {
    let code = function["Properties"]["CodeUri"].as_str().unwrap_or_default();
    match code.trim_end_matches('/').rsplit('/').next() {
        Some(name) if !name.is_empty() => Ok(Function { resource: resource.into(), name: name.into() }),
        Some(_) | None => Err(Error::Template(format!("{resource} has no CodeUri that names a folder"))),
    }
}

/// The object at a key, made where it is absent.
pub(crate) fn object<'a>(value: &'a mut Value, key: &str) -> Result<&'a mut Map<String, Value>, Error> {
    let inner = value
        .as_object_mut()
        .map(|outer| outer.entry(key).or_insert_with(|| json!({})))
        .and_then(Value::as_object_mut);
    inner.ok_or_else(|| Error::Template(format!("{key} is no mapping")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
Resources:
  AcceptRequestFunction:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ../target/lambda/accept-request/, Timeout: 10 }
  Table: { Type: AWS::DynamoDB::Table }
";

    #[test]
    fn what_is_deployed_here_has_no_versions_and_mappings_and_outputs_name_functions() {
        let text = "
Globals: { Function: { AutoPublishAlias: live, Timeout: 10 } }
Resources:
  ReadFunction:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: read/, DeploymentPreference: { Alarms: [a] } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ReadFunction.Alias } }
Outputs: { ReadAlias: { Value: !Ref ReadFunction.Alias } }
";
        let template = Template::parse(text).expect("it is a template");
        let package = |_: &Function| Package { bucket: "b".into(), key: "k".into() };

        let deployed = template.deployable(package, None, &[]).expect("it can be deployed");

        let code = json!({ "Bucket": "b", "Key": "k" });
        assert_eq!(deployed["Globals"], json!({ "Function": { "Timeout": 10 } }));
        assert_eq!(deployed["Resources"]["ReadFunction"]["Properties"], json!({ "CodeUri": code }));
        let mapping = &deployed["Resources"]["Mapping"]["Properties"];
        assert_eq!(*mapping, json!({ "FunctionName": { "Ref": "ReadFunction" } }));
        assert_eq!(deployed["Outputs"]["ReadAlias"]["Value"], json!({ "Ref": "ReadFunction" }));
        assert_eq!(Template::called_by(&template.resources()["Mapping"]), Some("ReadFunction"));
    }

    #[test]
    fn a_function_is_called_as_its_folder() {
        let template = Template::parse(TEXT).expect("it is a template");

        let functions = template.functions().expect("each has a folder");

        let expected = Function { resource: "AcceptRequestFunction".into(), name: "accept-request".into() };
        assert_eq!(functions, [expected]);
    }

    #[test]
    fn a_function_without_a_folder_is_refused() {
        let text = TEXT.replace("CodeUri: ../target/lambda/accept-request/, ", "");
        let template = Template::parse(&text).expect("it is a template");

        let error = template.functions().expect_err("nothing says which binary it is");

        assert!(error.to_string().contains("AcceptRequestFunction"), "{error}");
    }

    #[test]
    fn a_function_comes_from_its_package_and_keeps_its_limit() {
        let template = Template::parse(TEXT).expect("it is a template");
        let package = |function: &Function| Package { bucket: "code".into(), key: function.name.clone() };

        let deployable = template.deployable(package, None, &[]).expect("it can be deployed");

        let properties = &deployable["Resources"]["AcceptRequestFunction"]["Properties"];
        let code = json!({ "Bucket": "code", "Key": "accept-request" });
        assert_eq!(properties, &json!({ "CodeUri": code, "Timeout": 10 }));
    }

    #[test]
    fn a_parameter_that_is_given_takes_the_place_of_its_default() {
        let text = format!("Parameters: {{ AddressServiceUrl: {{ Type: String, Default: x }} }}\n{TEXT}");
        let template = Template::parse(&text).expect("it is a template");
        let package = |_: &Function| Package { bucket: "code".into(), key: "k".into() };
        let given = |name| template.deployable(package, None, &[(name, "http://127.0.0.1:1".into())]);

        let deployable = given("AddressServiceUrl").expect("it can be deployed");
        let error = given("RoadServiceUrl").expect_err("there is none");

        assert_eq!(deployable["Parameters"]["AddressServiceUrl"]["Default"], "http://127.0.0.1:1");
        assert_eq!(error.to_string(), "infra/template.yaml: it has no parameter RoadServiceUrl");
    }

    #[test]
    fn what_the_emulator_does_not_know_is_left_out() {
        let alarm = "Type: AWS::CloudWatch::Alarm, Properties: { Metrics: [] }";
        let text = format!("{TEXT}  Budget: {{ Type: AWS::Budgets::Budget }}\n  Alarm: {{ {alarm} }}\n");
        let template = Template::parse(&text).expect("it is a template");
        let package = |_: &Function| Package { bucket: "code".into(), key: "k".into() };

        let deployable = template.deployable(package, None, &[]).expect("it can be deployed");

        let resources = deployable["Resources"].as_object().expect("resources have names");
        assert_eq!(resources.keys().collect::<Vec<_>>(), ["AcceptRequestFunction", "Table"]);
    }

    #[test]
    fn places_keep_what_nobody_is_told_of() {
        let text = "
Resources:
  AcceptRequestFunction: { Type: AWS::Serverless::Function }
  Table: { Type: AWS::DynamoDB::Table, DependsOn: X, DeletionPolicy: Retain, Properties: { KeySchema: [], StreamSpecification: {} } }
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { VersioningConfiguration: { Status: Enabled }, NotificationConfiguration: {} }
  Documents: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }
  UserPool: { Type: AWS::Cognito::UserPool, Properties: { UsernameAttributes: [email] } }
Outputs: { ApiUrl: { Value: x } }
";
        let template = Template::parse(text).expect("it is a template");

        let places = template.places(&[]).expect("it has places");

        let kept = json!({
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": { "KeySchema": [] } },
            "Bucket": { "Type": "AWS::S3::Bucket", "Properties": {} },
            "Documents": {
                "Type": "AWS::S3::Bucket",
                "Properties": { "VersioningConfiguration": { "Status": "Enabled" } },
            },
            "UserPool": { "Type": "AWS::Cognito::UserPool", "Properties": { "AliasAttributes": ["email"] } },
        });
        assert_eq!((&places["Resources"], &places["Outputs"]), (&kept, &json!({})));
    }

    #[test]
    fn a_file_without_resources_is_no_template() {
        let error = Template::parse("Transform: AWS::Serverless-2016-10-31").expect_err("nothing to deploy");

        assert_eq!(error.to_string(), "infra/template.yaml: it has no Resources");
    }
}

//! Hands the built functions to AWS with SAM, so that each change of a function becomes a version of it.
//!
//! SAM publishes a version when the package of a function changes, or the text of its environment. That text names
//! parameters, and stays the same when one of them gets another value: the functions would be updated, and the alias that
//! all callers call would keep the version with the old value. So each package bears a file with the properties of its
//! function, parameters filled in.
//!
//! A version also keeps the names of the table, buckets, queues and topics that it was published with, and the text `!Ref
//! Table` stays the same when CloudFormation replaces the table. So the file also holds the properties by which such a
//! resource is replaced. A stack that adopts a table (`cargo ops adopt`) has no function before its deployment, so that
//! deployment publishes all of them.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use local::template::{Function, Template};
use serde_json::{Map, Value};

use crate::Error;

/// The file in each package.
pub const STAMP: &str = "properties.json";

/// What makes no version: code has its own name in the package, the rest is no configuration of a function.
const NOT_OF_A_VERSION: [&str; 5] =
    ["CodeUri", "Policies", "Events", "EventInvokeConfig", "DeploymentPreference"];

/// Properties whose change makes CloudFormation replace a resource: the new one has another name.
const REPLACED_BY: [&str; 7] =
    ["TableName", "KeySchema", "BucketName", "QueueName", "FifoQueue", "TopicName", "FifoTopic"];

/// What `sam` is asked for one environment of `infra/samconfig.toml`.
#[derive(Debug)]
pub struct Deployment {
    environment: String,
    /// The name of the stack.
    pub stack: String,
    /// Where it stands.
    pub region: String,
    /// The values of the parameters to which the environment gives one.
    pub parameters: Map<String, Value>,
}

impl Deployment {
    /// Reads what `infra/samconfig.toml` says of an environment.
    pub fn read(root: &Path, environment: &str) -> Result<Self, Error> {
        let path = root.join("infra/samconfig.toml");
        let text = fs::read_to_string(&path).map_err(|error| told(&path, &error))?;
        let config: toml::Table = text.parse().map_err(|error| told(&path, &error))?;
        let asked = config.get(environment).and_then(|section| section.get("deploy")?.get("parameters"));
        let Some(asked) = asked else {
            let environments = config.iter().filter(|(_, section)| section.get("deploy").is_some());
            let names: Vec<&str> = environments.map(|(name, _)| name.as_str()).collect();
            return Err(told(
                &path,
                &format!("no environment {environment}; there are {}", names.join(", ")),
            ));
        };
        let overrides = asked.get("parameter_overrides").and_then(toml::Value::as_array);
        let mut parameters = Map::new();
        for one in overrides.into_iter().flatten() {
            let pair = one.as_str().and_then(|one| one.split_once('='));
            let (name, value) =
                pair.ok_or_else(|| told(&path, &format!("{one:?} in parameter_overrides is no name=value")))?;
            // SAM takes a value with spaces in quotes of its own.
            let bare = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
            parameters.insert(name.to_owned(), bare.unwrap_or(value).into());
        }
        let word = |name: &str| {
            let word = asked.get(name).and_then(toml::Value::as_str).map(ToOwned::to_owned);
            word.ok_or_else(|| told(&path, &format!("{environment} has no {name}")))
        };
        let (stack, region) = (word("stack_name")?, word("region")?);
        Ok(Self { environment: environment.to_owned(), stack, region, parameters })
    }

    /// Puts the properties of each function into its package, and answers how many packages there are.
    ///
    /// `again` makes all packages new, by a word that no deployment had before: what was published once and taken back is
    /// not published a second time.
    ///
    /// Refuses where a parameter of the environment is none of the template, or where a function was not built.
    pub fn stamp(&self, root: &Path, template: &Template, again: Option<&str>) -> Result<usize, Error> {
        let known: BTreeSet<&str> = template.parameters().collect();
        if let Some(unknown) = self.parameters.keys().find(|name| !known.contains(name.as_str())) {
            return Err(Error::Deployment(format!("infra/template.yaml has no parameter {unknown}")));
        }
        let mut values = template.parameter_defaults();
        values.extend(self.parameters.clone());
        let functions = template.functions()?;
        for function in &functions {
            let package = root.join("target/lambda").join(&function.name);
            if !package.join("bootstrap").is_file() {
                let name = &function.name;
                let how = "run cargo lambda build --release --arm64";
                return Err(Error::Deployment(format!("{name} is not built: {how}")));
            }
            let properties = properties(template, function);
            let mut stamp = filled_in(&properties, &values);
            stamp["Named"] = filled_in(&named(template, &properties["Environment"]), &values);
            if let Some(again) = again {
                stamp["Again"] = again.into();
            }
            let stamp = stamp.to_string();
            let path = package.join(STAMP);
            fs::write(&path, stamp).map_err(|error| told(&path, &error))?;
        }
        Ok(functions.len())
    }

    /// The words that hand all of it to AWS.
    pub fn command(&self, root: &Path) -> Command {
        let mut sam = Command::new("sam");
        sam.args(["deploy", "--config-file", "samconfig.toml", "--template-file", "infra/template.yaml"]);
        sam.args(["--config-env", &self.environment]).current_dir(root);
        sam
    }
}

/// What a version keeps of a function.
fn properties(template: &Template, function: &Function) -> Value {
    let mut all = template.function_defaults().clone();
    merge(&mut all, &template.resources()[&function.resource]["Properties"]);
    if let Some(all) = all.as_object_mut() {
        all.retain(|name, _| !NOT_OF_A_VERSION.contains(&name.as_str()));
    }
    all
}

/// The resources whose names a function is told, each with the properties by which it is replaced.
fn named(template: &Template, environment: &Value) -> Value {
    let variables = environment["Variables"].as_object().into_iter().flatten();
    let resources = variables.filter_map(|(_, value)| value["Ref"].as_str()).filter_map(|name| {
        let properties = template.resources()[name].get("Properties")?.as_object()?;
        let of_name = properties.iter().filter(|(property, _)| REPLACED_BY.contains(&property.as_str()));
        let of_name: Map<String, Value> =
            of_name.map(|(name, value)| (name.clone(), value.clone())).collect();
        Some((name.to_owned(), of_name.into()))
    });
    resources.collect::<Map<String, Value>>().into()
}

/// As SAM joins the globals and what a function says itself.
fn merge(all: &mut Value, own: &Value) {
    match (all.as_object_mut(), own.as_object()) {
        (Some(all), Some(own)) => {
            for (name, value) in own {
                merge(all.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        _ => *all = own.clone(),
    }
}

/// The same, with the values of parameters in the place of references.
fn filled_in(value: &Value, parameters: &Map<String, Value>) -> Value {
    match value {
        Value::Object(members) => match value["Ref"].as_str().and_then(|name| parameters.get(name)) {
            Some(parameter) => parameter.clone(),
            None => members.iter().map(|(name, one)| (name.clone(), filled_in(one, parameters))).collect(),
        },
        Value::Array(items) => items.iter().map(|one| filled_in(one, parameters)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn told(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::Deployment(format!("{}: {why}", path.display()))
}

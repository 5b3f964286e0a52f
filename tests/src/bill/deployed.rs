//! What the template deploys, as far as the bill depends on it.

use std::collections::BTreeMap;

use local::template::Template;
use serde_json::{Value, json};

use crate::event;

/// The stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployed {
    /// The functions, by their folders.
    pub functions: BTreeMap<String, Function>,
    /// How many metrics alarms look at.
    pub alarm_metrics: f64,
    /// How many dashboards there are.
    pub dashboards: f64,
    /// How many of the calls are traced, from 0 to 1.
    pub traced: f64,
    /// Days for which logs are kept.
    pub log_days: f64,
    /// Whether AWS Lambda logs each start and each report of a success.
    pub logs_success: bool,
    /// Bytes of one line of the access log.
    pub access_line: f64,
    /// Whether the table is encrypted with a key of KMS, which is asked for by each role.
    pub key_of_kms: bool,
    /// The price of a person who signs in.
    pub user_price: &'static str,
    /// How long documents and photos are kept, and where.
    pub shelves: Shelves,
    filter: Value,
}

/// A function.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its memory.
    pub gigabytes: f64,
    /// What calls it.
    pub caller: Caller,
}

/// What calls a function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Caller {
    /// A route.
    Api,
    /// A queue.
    Queue,
    /// The stream of the table.
    Stream,
    /// A schedule, every so many minutes.
    Schedule(f64),
}

/// The kinds of objects that are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shelves {
    /// Documents.
    pub documents: Shelf,
    /// Photos and voice notes.
    pub media: Shelf,
    /// Small pictures of the photos.
    pub thumbnails: Shelf,
}

/// How objects are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shelf {
    /// For so many days.
    pub days: f64,
    /// Where larger objects move to a colder class: after so many days, those above so many bytes.
    pub cold: Option<(f64, f64)>,
}

/// The smallest object that S3 moves to a colder class, where the rule does not say otherwise.
const MOVED_FROM_BYTES: f64 = 128.0 * 1_024.0;

impl Deployed {
    /// What `infra/template.yaml` deploys.
    ///
    /// # Panics
    /// Where the template lacks what it always had.
    pub fn read() -> Self {
        let path = event::root().join("infra/template.yaml");
        let template = Template::read(&path).expect("a template");
        let text = std::fs::read_to_string(path).expect("a template");
        let whole = local::yaml::read(&text).expect("a template");
        Self::of(&template, &whole)
    }

    fn of(template: &Template, whole: &Value) -> Self {
        let properties = |kind: &'static str| {
            template.of_type(kind).map(|(name, resource)| (name.to_owned(), resource["Properties"].clone()))
        };
        let one = |kind: &'static str| properties(kind).next().unwrap_or_else(|| panic!("no {kind}")).1;
        let parameter = |value: &Value| number(whole, value);
        let alarms = properties("AWS::CloudWatch::Alarm").map(|(_, alarm)| metrics(&alarm));
        let logging = &whole["Globals"]["Function"]["LoggingConfig"];
        let kept = parameter(&whole["Parameters"]["ReportRetentionDays"]["Default"]);
        let shelf = |bucket: &str, prefix: &str| {
            let rules = &template.resources()[bucket]["Properties"]["LifecycleConfiguration"]["Rules"];
            let rules = rules.as_array().into_iter().flatten();
            let mut rule = rules.filter(|rule| rule["Prefix"] == prefix);
            Shelf { days: kept, cold: rule.find_map(|rule| cold(whole, rule)) }
        };
        let stream = properties("AWS::Lambda::EventSourceMapping")
            .find(|(_, mapping)| !mapping["FilterCriteria"].is_null())
            .expect("the stream is filtered");
        let pattern = stream.1["FilterCriteria"]["Filters"][0]["Pattern"].as_str().unwrap_or_default();
        let retention = template.of_type("AWS::Logs::LogGroup").next().expect("a log").1;
        Self {
            functions: functions(template, whole),
            alarm_metrics: alarms.sum(),
            dashboards: count(properties("AWS::CloudWatch::Dashboard").count()),
            traced: parameter(&one("AWS::XRay::SamplingRule")["SamplingRule"]["FixedRate"]),
            log_days: parameter(&retention["Properties"]["RetentionInDays"]),
            logs_success: logging["SystemLogLevel"] != "WARN",
            access_line: access_line(&one("AWS::Serverless::HttpApi")["AccessLogSettings"]["Format"]),
            key_of_kms: one("AWS::DynamoDB::Table")["SSESpecification"]["SSEEnabled"] == true,
            user_price: match one("AWS::Cognito::UserPool")["UserPoolTier"].as_str() {
                Some("LITE") => "users-lite",
                // What AWS takes where a pool names no tier.
                Some("ESSENTIALS") | None => "users-essentials",
                Some(other) => panic!("no price of the tier {other}"),
            },
            shelves: Shelves {
                documents: shelf("Documents", "documents/"),
                media: shelf("Bucket", "media/"),
                thumbnails: shelf("Bucket", "thumbnails/"),
            },
            filter: serde_json::from_str(pattern).expect("the pattern is JSON"),
        }
    }

    /// The function of this folder.
    ///
    /// # Panics
    /// Where there is none.
    pub fn function(&self, name: &str) -> &Function {
        self.functions.get(name).unwrap_or_else(|| panic!("no function {name}"))
    }

    /// How many queues AWS Lambda polls.
    pub fn polled_queues(&self) -> f64 {
        count(self.functions.values().filter(|function| function.caller == Caller::Queue).count())
    }

    /// Whether a record of the stream gets past the filter to `publish-events`.
    pub fn lets_through(&self, record: &Value) -> bool {
        fits(&self.filter, record)
    }
}

/// A pattern fits where each of its fields does; a list of values fits where one of them does.
fn fits(pattern: &Value, value: &Value) -> bool {
    match pattern {
        Value::Object(fields) => fields.iter().all(|(name, inner)| fits(inner, &value[name])),
        Value::Array(choices) => choices.iter().any(|choice| match choice["prefix"].as_str() {
            Some(prefix) => value.as_str().is_some_and(|text| text.starts_with(prefix)),
            None => choice == value,
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// A number, or the default of the parameter that is named in its place.
fn number(whole: &Value, value: &Value) -> f64 {
    let value = value["Ref"].as_str().map_or(value, |name| &whole["Parameters"][name]["Default"]);
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

#[expect(clippy::cast_precision_loss, reason = "resources are few")]
fn count(resources: usize) -> f64 {
    resources as f64
}

/// AWS charges an alarm for each metric that it looks at.
fn metrics(alarm: &Value) -> f64 {
    let queries = alarm["Metrics"].as_array().into_iter().flatten();
    count(queries.filter(|query| !query["MetricStat"].is_null()).count()).max(1.0)
}

fn functions(template: &Template, whole: &Value) -> BTreeMap<String, Function> {
    let names = template.functions().expect("functions have names");
    let default = &whole["Globals"]["Function"]["MemorySize"];
    let function = |resource: &str| {
        let properties = &template.resources()[resource]["Properties"];
        let memory = properties.get("MemorySize").unwrap_or(default);
        Function { gigabytes: number(whole, memory) / 1_024.0, caller: caller(template, resource) }
    };
    names.into_iter().map(|known| (known.name, function(&known.resource))).collect()
}

fn caller(template: &Template, resource: &str) -> Caller {
    let events = template.resources()[resource]["Properties"]["Events"].as_object();
    if let Some((_, event)) = events.into_iter().flatten().next() {
        let rate = event["Properties"]["ScheduleExpression"].as_str();
        return rate.map_or(Caller::Api, |rate| Caller::Schedule(minutes(rate)));
    }
    let mut mappings = template.of_type("AWS::Lambda::EventSourceMapping");
    let is_its_own = |mapping: &Value| {
        let name = mapping["Properties"]["FunctionName"]["Ref"].as_str().unwrap_or_default();
        name.trim_end_matches(".Alias") == resource
    };
    let mapping = mappings.find(|(_, mapping)| is_its_own(mapping));
    let (_, mapping) = mapping.unwrap_or_else(|| panic!("nothing calls {resource}"));
    let source = &mapping["Properties"]["EventSourceArn"]["Fn::GetAtt"];
    if source[1] == "StreamArn" { Caller::Stream } else { Caller::Queue }
}

fn minutes(rate: &str) -> f64 {
    let count = rate.strip_prefix("rate(").and_then(|rate| rate.split(' ').next()?.parse().ok());
    match count {
        Some(minutes) if rate.contains("minute") => minutes,
        _ => panic!("no rate in minutes: {rate}"),
    }
}

fn cold(whole: &Value, rule: &Value) -> Option<(f64, f64)> {
    let transition = rule["Transitions"].as_array()?.first()?;
    assert_eq!(transition["StorageClass"], "GLACIER_IR", "no price of another class");
    let from = &rule["ObjectSizeGreaterThan"];
    let from = from.as_str().map(|text| json!(text.parse::<u64>().expect("a number of bytes")));
    let bytes = from.map_or(MOVED_FROM_BYTES, |from| number(whole, &from));
    Some((number(whole, &transition["TransitionInDays"]), bytes))
}

/// A line of the access log: the words of its format, and as many letters as its values have.
fn access_line(format: &Value) -> f64 {
    let format = format.as_str().unwrap_or_default();
    let (variables, words): (Vec<&str>, Vec<&str>) =
        format.split('"').partition(|part| part.starts_with("$context."));
    let letters = |variable: &&str| match *variable {
        "$context.requestId" => 16,
        "$context.requestTimeEpoch" => 13,
        "$context.routeKey" => 36,
        "$context.status" | "$context.responseLatency" | "$context.integrationLatency" => 3,
        "$context.integrationErrorMessage" | "$context.authorizer.error" => 1,
        other => panic!("nobody knows how long {other} is"),
    };
    let told: usize = variables.iter().map(letters).sum();
    let words: usize = words.iter().map(|word| word.len() + 1).sum();
    count(told + variables.len() + words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_read_as_it_is_deployed() {
        let deployed = Deployed::read();

        assert_eq!(deployed.function("expire-requests").caller, Caller::Schedule(1.0));
        assert_eq!(deployed.function("repair-effects").caller, Caller::Schedule(5.0));
        assert_eq!(deployed.function("publish-events").caller, Caller::Stream);
        assert_eq!(deployed.function("accept-request"), &Function { gigabytes: 0.25, caller: Caller::Api });
        assert_eq!(deployed.function("check-media"), &Function { gigabytes: 1.5, caller: Caller::Queue });
        assert!((deployed.polled_queues() - 5.0).abs() < 1e-9);
        assert!((deployed.traced - 0.05).abs() < 1e-9);
    }

    #[test]
    fn the_stream_brings_what_its_filter_lets_through() {
        let deployed = Deployed::read();
        let record = |kind: &str, row: &str| json!({ "eventName": kind, "dynamodb": { "Keys": { "sk": { "S": row } } } });

        assert!(deployed.lets_through(&record("MODIFY", "timeline")));
        assert!(deployed.lets_through(&record("INSERT", "notice#7")));
        assert!(!deployed.lets_through(&record("REMOVE", "timeline")));
        assert!(!deployed.lets_through(&record("INSERT", "presence")));
    }

    #[test]
    fn an_alarm_costs_as_much_as_it_has_metrics() {
        let summed =
            json!({ "Metrics": [{ "Expression": "a+b" }, { "MetricStat": {} }, { "MetricStat": {} }] });

        assert!((metrics(&json!({ "MetricName": "Errors" })) - 1.0).abs() < 1e-9);
        assert!((metrics(&summed) - 2.0).abs() < 1e-9);
    }
}

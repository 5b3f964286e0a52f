//! An alarm of the template, evaluated as `CloudWatch` evaluates it.

use std::collections::BTreeMap;

use local::template::Template;
use serde_json::{Value, json};
use tests::event;

/// An alarm.
pub(crate) struct Alarm {
    properties: Value,
    dimensions: BTreeMap<String, String>,
}

/// One value of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// In seconds since 1970.
    pub(crate) second: i64,
    /// The value.
    pub(crate) value: f64,
}

pub(crate) fn template() -> Template {
    Template::read(&event::root().join("infra/template.yaml")).expect("a template")
}

impl Alarm {
    /// The alarm with this name.
    pub(crate) fn named(name: &str) -> Self {
        let template = template();
        let mut alarms = template.of_type("AWS::CloudWatch::Alarm");
        let (_, body) = alarms.find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no alarm {name}"));
        let properties = with_one_metric(body["Properties"].clone());
        let functions = template.functions().expect("functions have names");
        let names = properties["Dimensions"].as_array().cloned().unwrap_or_default();
        let dimensions = names.iter().map(|dimension| {
            let value = &dimension["Value"];
            let function = functions.iter().find(|function| value["Ref"] == function.resource);
            let text = function.map(|function| function.name.clone());
            let text = text.or_else(|| value.as_str().map(ToOwned::to_owned));
            (text_of(&dimension["Name"]), text.unwrap_or_else(|| value.to_string()))
        });
        Self { dimensions: dimensions.collect(), properties }
    }

    /// A property as it stands in the template.
    pub(crate) fn property(&self, name: &str) -> &Value {
        &self.properties[name]
    }

    pub(crate) fn threshold(&self) -> f64 {
        self.properties["Threshold"].as_f64().expect("a threshold is a number")
    }

    pub(crate) fn period(&self) -> i64 {
        self.properties["Period"].as_i64().expect("a period is a number")
    }

    /// The values of its metric among lines in the embedded format. The namespace is the stack, which tests do not have.
    pub(crate) fn points(&self, lines: &[Value]) -> Vec<Point> {
        assert_eq!(self.properties["Namespace"], json!({ "Ref": "AWS::StackName" }));
        let metric = text_of(&self.properties["MetricName"]);
        lines.iter().filter_map(|line| self.point(&metric, line)).collect()
    }

    fn point(&self, metric: &str, line: &Value) -> Option<Point> {
        let told = &line["_aws"]["CloudWatchMetrics"][0];
        let is_it = told["Metrics"].as_array()?.iter().any(|known| known["Name"] == metric);
        let names = told["Dimensions"][0].as_array()?;
        let dimensions: BTreeMap<String, String> =
            names.iter().map(text_of).map(|name| (name.clone(), text_of(&line[&name]))).collect();
        let second = line["_aws"]["Timestamp"].as_i64()?.div_euclid(1_000);
        (is_it && dimensions == self.dimensions).then_some(Point { second, value: line[metric].as_f64()? })
    }

    /// Whether it rings by these values, with nothing before and after them.
    pub(crate) fn rings(&self, points: &[Point]) -> bool {
        let (Some(first), Some(last)) =
            (points.iter().map(|point| point.second).min(), points.iter().map(|point| point.second).max())
        else {
            return false;
        };
        assert_eq!(self.properties["TreatMissingData"], "notBreaching");
        self.rings_between(first - (self.periods() - 1) * self.period(), last, points)
    }

    /// Whether it rings at some time between two seconds.
    pub(crate) fn rings_between(&self, from: i64, until: i64, points: &[Point]) -> bool {
        let periods = from.div_euclid(self.period())..=until.div_euclid(self.period());
        let breaches: Vec<bool> = periods.map(|period| self.breaches(period, points)).collect();
        let needed = self.properties["DatapointsToAlarm"].as_i64().unwrap_or(self.periods());
        let window = usize::try_from(self.periods()).expect("a few periods");
        breaches.windows(window).any(|window| {
            let breaching = window.iter().filter(|is_breaching| **is_breaching).count();
            i64::try_from(breaching).is_ok_and(|breaching| breaching >= needed)
        })
    }

    fn periods(&self) -> i64 {
        self.properties["EvaluationPeriods"].as_i64().expect("a number of periods")
    }

    fn breaches(&self, period: i64, points: &[Point]) -> bool {
        let within = points.iter().filter(|point| point.second.div_euclid(self.period()) == period);
        let values: Vec<f64> = within.map(|point| point.value).collect();
        if values.is_empty() {
            return self.properties["TreatMissingData"] == "breaching";
        }
        let value = self.statistic(values);
        match text_of(&self.properties["ComparisonOperator"]).as_str() {
            "GreaterThanThreshold" => value > self.threshold(),
            "LessThanThreshold" => value < self.threshold(),
            other => panic!("no alarm of ours compares by {other}"),
        }
    }

    fn statistic(&self, mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        let name = ["Statistic", "ExtendedStatistic"].map(|name| self.properties[name].as_str());
        let percentile = |percent: usize| values[(values.len() * percent).div_ceil(100) - 1];
        match name.into_iter().flatten().collect::<Vec<_>>().as_slice() {
            ["Sum"] => values.iter().sum(),
            ["Maximum"] => values[values.len() - 1],
            ["p90"] => percentile(90),
            ["p99"] => percentile(99),
            other => panic!("no alarm of ours looks at {other:?}"),
        }
    }
}

/// An alarm on a query of Metrics Insights is evaluated like an alarm on one metric that has the values of all that the
/// query finds.
fn with_one_metric(mut properties: Value) -> Value {
    if let Some([query]) = properties["Metrics"].as_array().map(Vec::as_slice) {
        let (period, text) = (query["Period"].clone(), text_of(&query["Expression"]["Fn::Sub"]));
        assert!(text.starts_with("SELECT SUM("), "{text}");
        properties["Period"] = period;
        properties["Statistic"] = json!("Sum");
    }
    properties
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

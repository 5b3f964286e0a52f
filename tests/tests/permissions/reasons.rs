//! Permissions that no call of the walk needs, each with its reason: AWS Lambda uses most of them with the role of the
//! function.

use std::collections::BTreeSet;

use local::template::Template;
use permissions::Permission;
use serde_json::Value;

/// Why a permission stays although no call of the walk needs it.
pub(crate) struct Reasons {
    /// Function and the end of a resource that Lambda polls or sends to.
    sources: BTreeSet<(String, String)>,
}

/// What Lambda needs to poll a queue or a stream, and to send what failed for good to a queue.
const BY_LAMBDA: [&str; 8] = [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "sqs:SendMessage",
];

/// What only a race needs: function, value, condition of the statement, reason.
const IN_A_RACE: [(&str, &str, &str, &str); 1] = [(
    "erase-personal-data",
    "dynamodb:DeleteItem",
    "[agenda#*]",
    "a technician took work between the two looks of one call, so the closing of the agenda is taken back; \
     apply-retention runs the same code after a cut, which the walk shows",
)];

impl Reasons {
    pub(crate) fn of(template: &Template) -> Self {
        let functions = template.functions().expect("functions have names");
        let name_of = |resource| {
            let mut functions = functions.iter();
            functions.find(|function| function.resource == resource).map(|function| function.name.clone())
        };
        let mut sources = BTreeSet::new();
        for (_, mapping) in template.of_type("AWS::Lambda::EventSourceMapping") {
            let properties = &mapping["Properties"];
            let called = Template::called_by(mapping).expect("a mapping names an alias");
            let function = name_of(called).expect("a mapping names a function");
            let places =
                [&properties["EventSourceArn"], &properties["DestinationConfig"]["OnFailure"]["Destination"]];
            for place in places.iter().filter(|place| !place.is_null()) {
                sources.insert((function.clone(), ending(place)));
            }
        }
        Self { sources }
    }

    /// The reason, if there is one.
    pub(crate) fn explain(&self, permission: &Permission) -> Option<&'static str> {
        let race = IN_A_RACE.iter().find(|(function, value, condition, _)| {
            permission.function == *function
                && permission.value == *value
                && permission.statement.ends_with(condition)
        });
        let by_lambda =
            self.is_by_lambda(permission).then_some("Lambda polls this source, or sends what failed to it");
        race.map(|(.., reason)| *reason).or(by_lambda)
    }

    /// Whether Lambda uses it: an action on a queue or stream of a mapping, or that queue or stream itself.
    fn is_by_lambda(&self, permission: &Permission) -> bool {
        let is_source = |text: &str| {
            self.sources
                .iter()
                .any(|(function, ending)| *function == permission.function && text.ends_with(ending.as_str()))
        };
        let statement = &permission.statement;
        let is_of_source = statement.split_once(" on ").is_some_and(|(_, resources)| {
            resources.split(", ").any(|resource| is_source(&format!(":{resource}")))
        });
        is_source(&permission.value) || is_of_source && BY_LAMBDA.contains(&permission.value.as_str())
    }
}

/// How the ARN of a queue or a stream ends: `:Invoices`, `/stream/now`.
fn ending(place: &Value) -> String {
    let (resource, attribute) = (&place["Fn::GetAtt"][0], &place["Fn::GetAtt"][1]);
    let resource = resource.as_str().expect("a source is a resource of the template");
    if attribute == "StreamArn" { "/stream/now".to_owned() } else { format!(":{resource}") }
}

//! The embedded services behind the policies of `infra/template.yaml`: a call that AWS would deny fails the test.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    sync::{Arc, LazyLock},
};

use embedded::{BUCKET, DOCUMENTS, POOL, TABLE};
use local::{
    guard::{self, Guard},
    template::Template,
};
use permissions::{Denied, Names, Permission, Policies, Service};
use serde_json::{Value, json};

use crate::event;

/// The addresses of the services.
#[derive(Debug, Clone, Default)]
pub struct Services {
    /// DynamoDB.
    pub table: String,
    /// S3.
    pub bucket: String,
    /// SQS and SNS.
    pub queues: String,
    /// Cognito.
    pub pool: String,
}

/// A guard before them.
pub struct Guarded {
    guard: Guard,
    environment: Vec<(&'static str, String)>,
}

/// The queues by their names in the template, with the variable that tells functions the URL.
const QUEUES: [(&str, &str); 4] = [
    ("PendingRequests", "PENDING_REQUESTS_QUEUE_URL"),
    ("OfferTimers", "OFFER_TIMERS_QUEUE_URL"),
    ("Invoices", "INVOICES_QUEUE_URL"),
    ("Papers", "PAPERS_QUEUE_URL"),
];

/// The ARN of the topic of domain events; it ends with its name in the template.
pub const EVENTS: &str = "arn:aws:sns:eu-west-3:123456789012:EventsTopic";

/// The resources have the same names in every test, so one set of policies serves all tests of a process.
static POLICIES: LazyLock<Arc<Policies>> = LazyLock::new(|| Arc::new(policies_of(&template())));

impl Guarded {
    /// Lets functions do what their policies allow.
    ///
    /// # Panics
    /// Where the machine has no port left.
    pub fn open(services: Services) -> Self {
        Self::under(Arc::clone(&POLICIES), services)
    }

    /// The same under other policies.
    ///
    /// # Panics
    /// Where the machine has no port left.
    pub fn under(policies: Arc<Policies>, services: Services) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let services = BTreeMap::from([
            (Service::DynamoDb, services.table),
            (Service::S3, services.bucket),
            (Service::Sns, services.queues.clone()),
            (Service::Sqs, services.queues),
            (Service::Cognito, services.pool),
        ]);
        let guard = Guard::start(listener, policies, services).expect("a guard");
        let mut environment = vec![
            ("AWS_ENDPOINT_URL", guard.url.clone()),
            ("TABLE", TABLE.to_owned()),
            ("BUCKET", BUCKET.to_owned()),
            ("DOCUMENTS", DOCUMENTS.to_owned()),
            ("USER_POOL", POOL.to_owned()),
            ("EVENTS_TOPIC_ARN", EVENTS.to_owned()),
            ("MINIMUM_APP_VERSION", "0.0.0".to_owned()),
        ];
        environment.extend(QUEUES.map(|(queue, variable)| (variable, format!("{}/{queue}", guard.url))));
        Self { guard, environment }
    }

    /// The environment variables by which a function finds the services.
    pub fn environment(&self) -> Vec<(&str, &str)> {
        self.environment.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// The calls that were denied since this was last asked: a test that expects them asks before its end.
    pub fn denied(&self) -> Vec<Denied> {
        self.guard.denied()
    }

    /// Their common address.
    pub fn url(&self) -> &str {
        &self.guard.url
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let denied = self.guard.denied();
        if !std::thread::panicking() {
            assert!(denied.is_empty(), "AWS would deny {denied:#?}");
        }
    }
}

/// Every permission of the template, and whether a call of this process failed without it.
pub fn permissions() -> impl Iterator<Item = (&'static Permission, bool)> {
    POLICIES.permissions()
}

/// The policies of the template as they would be without the statements of a function that name an action.
///
/// # Panics
/// Where no statement names it.
pub fn policies_without(resource: &str, action: &str) -> Policies {
    let mut resources = template().resources().clone();
    let policies = resources[resource]["Properties"]["Policies"].as_array_mut().expect("a list of policies");
    let mut removed = 0;
    for policy in policies {
        let statements = policy["Statement"].as_array_mut().expect("a list of statements");
        let before = statements.len();
        statements.retain(|statement| !names(&statement["Action"], action));
        removed += before - statements.len();
    }
    assert!(removed > 0, "no statement of {resource} names {action}");
    policies_of(&Template::parse(&json!({ "Resources": resources }).to_string()).expect("a template"))
}

fn names(actions: &Value, action: &str) -> bool {
    actions.as_array().is_some_and(|actions| actions.iter().any(|known| known == action))
}

fn template() -> Template {
    Template::read(&event::root().join("infra/template.yaml")).expect("a template")
}

fn policies_of(template: &Template) -> Policies {
    let single = [("Table", TABLE), ("Bucket", BUCKET), ("Documents", DOCUMENTS), ("UserPool", POOL)];
    let kinds = ["AWS::SQS::Queue", "AWS::SNS::Topic"];
    let channels = kinds.iter().flat_map(|kind| template.of_type(kind)).map(|(name, _)| (name, name));
    let names = single.into_iter().chain(channels).map(|(name, id)| (name.to_owned(), id.to_owned()));
    let names: Names = names.collect();
    guard::policies(template, &names).expect("every policy can be evaluated")
}

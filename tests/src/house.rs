//! The house without a cloud: every function's real binary on one embedded table and bucket, called by the template's routes
//! at any time a test wants.

use std::{
    collections::HashMap,
    fs::File,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::Timestamp;
use embedded::{Embedded, EmbeddedBucket, EmbeddedPool};
use local::template::Template;
use percent_encoding::percent_decode_str;
use permissions::{Denied, Policies, Service};
use recorded::{Recorded, Roads};
use serde_json::{Map, Value, json};
use store::DueKind;

use crate::{
    binary::binary,
    event,
    guarded::{Guarded, Services},
    mailbox::Mailbox,
    meter::Meter,
    runtime::{Function, UNTRACED},
    tap,
};

/// The functions, the table they share, and the routes that lead to them.
pub struct House {
    /// The one table.
    pub table: Arc<Embedded>,
    /// The address service that they ask.
    pub addresses: Recorded,
    /// The road service that they ask: until a test puts another one there, it knows no road.
    pub roads: Roads,
    /// The one bucket.
    pub bucket: Arc<EmbeddedBucket>,
    /// The one pool of accounts.
    pub pool: Arc<EmbeddedPool>,
    /// All queues: keeps what functions send.
    pub queues: Mailbox,
    guarded: Guarded,
    policy: Vec<(String, String)>,
    log: Option<File>,
    routes: Vec<Route>,
    running: Mutex<HashMap<String, Arc<Function>>>,
    traces: Option<AtomicU64>,
    meter: Option<Meter>,
}

/// A job has run until so many seconds before a tick. It reads every minute in between, so this is short.
const BEHIND_SECONDS: i64 = 10 * 60;

struct Route {
    key: String,
    function: String,
}

/// What an app sends.
#[derive(Debug, Clone)]
pub struct Call {
    /// `GET`, `HEAD`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// The path, and the query after a `?`.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body; they need not be JSON.
    pub body: Option<Vec<u8>>,
    /// Who calls, by `sub` and group: `technicians`, `operators`, or none.
    pub caller: Option<(String, String)>,
    /// When the gateway received it.
    pub at: Timestamp,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// The body; null where there is none.
    pub body: Value,
}

impl Call {
    /// A call without body and headers.
    #[must_use]
    pub fn new(method: &str, target: &str, caller: (&str, &str), at: Timestamp) -> Self {
        let caller = Some((caller.0.to_owned(), caller.1.to_owned()));
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: None, caller, at }
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn with_body(self, body: &Value) -> Self {
        Self { body: Some(body.to_string().into_bytes()), ..self }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl House {
    /// No function is started yet.
    ///
    /// # Panics
    /// Where the template cannot be read.
    pub fn open(table: Embedded) -> Self {
        Self::on(
            Arc::new(table),
            Arc::new(EmbeddedBucket::open()),
            Arc::new(EmbeddedPool::open()),
            None,
            None,
        )
    }

    /// The same, in which each call, line of the log and invocation is counted.
    ///
    /// # Panics
    /// Where the template cannot be read, or the log cannot be written.
    pub fn metered(table: Embedded, log: &Path) -> Self {
        let file = File::create(log).expect("a file in the folder of the tests");
        let (bucket, pool) = (Arc::new(EmbeddedBucket::open()), Arc::new(EmbeddedPool::open()));
        let meter = Meter::new(log.to_owned());
        Self::on(Arc::new(table), bucket, pool, None, Some(meter)).logging_to(file).traced()
    }

    /// The same under other policies than those of the template.
    ///
    /// # Panics
    /// Where the template cannot be read.
    pub fn under(policies: Policies, table: Embedded) -> Self {
        let (bucket, pool) = (Arc::new(EmbeddedBucket::open()), Arc::new(EmbeddedPool::open()));
        Self::on(Arc::new(table), bucket, pool, Some(policies), None)
    }

    /// Another house on the same table and bucket, for another policy.
    ///
    /// # Panics
    /// Where the template cannot be read.
    #[must_use]
    pub fn twin(&self) -> Self {
        Self::on(Arc::clone(&self.table), Arc::clone(&self.bucket), Arc::clone(&self.pool), None, None)
    }

    fn on(
        table: Arc<Embedded>,
        bucket: Arc<EmbeddedBucket>,
        pool: Arc<EmbeddedPool>,
        policies: Option<Policies>,
        meter: Option<Meter>,
    ) -> Self {
        let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
        let functions = template.functions().expect("functions have names");
        let names: HashMap<_, _> = functions.into_iter().map(|one| (one.resource, one.name)).collect();
        let resources = template.of_type("AWS::Serverless::Function");
        let routes =
            resources.flat_map(|(resource, body)| routes(&names[resource], body)).collect::<Vec<_>>();
        let addresses = Recorded::start().expect("a free port");
        let roads = Roads::start(|_, _| None).expect("a free port");
        let queues = Mailbox::open(&table.endpoint);
        let services = Services {
            table: table.endpoint.clone(),
            bucket: bucket.endpoint.clone(),
            queues: queues.url(),
            pool: pool.endpoint.clone(),
        };
        let services = match &meter {
            Some(meter) => tapped(&services, meter),
            None => services,
        };
        let guarded = match policies {
            Some(policies) => Guarded::under(Arc::new(policies), services),
            None => Guarded::open(services),
        };
        let (policy, log, running, traces) = (Vec::new(), None, Mutex::default(), None);
        Self {
            table,
            addresses,
            roads,
            bucket,
            pool,
            queues,
            guarded,
            policy,
            log,
            routes,
            running,
            traces,
            meter,
        }
    }

    /// The same under another policy: a parameter by its name, such as `POLICY_BASE_PRICE_CENTS`.
    #[must_use]
    pub fn with_policy(mut self, name: &str, value: i64) -> Self {
        self.policy.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same, with the logs of all functions in a file.
    #[must_use]
    pub fn logging_to(self, log: File) -> Self {
        Self { log: Some(log), ..self }
    }

    /// The same, with a trace of its own for each invocation, as on AWS.
    #[must_use]
    pub fn traced(self) -> Self {
        Self { traces: Some(AtomicU64::new(1)), ..self }
    }

    /// Calls the API; none where no route leads there, as the gateway's own 404.
    ///
    /// # Panics
    /// Where the function dies or answers with a fault instead of a reply.
    pub async fn call(&self, call: &Call) -> Option<Answer> {
        let (path, query) = call.target.split_once('?').unwrap_or((&call.target, ""));
        let (route, parameters) = self.route(&call.method, path)?;
        let event = call.event(&route.key, path, query, &parameters);
        let reply = self.invoke(&route.function, event).await;
        Some(answer(&reply.unwrap_or_else(|fault| panic!("{}: {fault}", route.key))))
    }

    /// The address of the services, as functions know it: links in answers begin so.
    pub fn services_url(&self) -> &str {
        self.guarded.url()
    }

    /// The calls that the policies denied since this was last asked.
    pub fn denied(&self) -> Vec<Denied> {
        self.guarded.denied()
    }

    /// Gives a function an event, whatever it is.
    ///
    /// # Panics
    /// Where the function dies.
    pub async fn invoke(&self, function: &str, event: Value) -> Result<Value, Value> {
        let process = self.function(function).await;
        let number = self.traces.as_ref().map(|traces| traces.fetch_add(1, Ordering::Relaxed));
        let trace = number.map_or(UNTRACED.to_owned(), |number| {
            format!("Root=1-5759e988-{number:024x};Parent=53995c3f42cd8ad8;Sampled=0")
        });
        let bytes = self.meter.as_ref().map(|_| event.to_string().len());
        let answer = process.invoke_traced(event, &trace).await;
        let answer = answer.unwrap_or_else(|| panic!("{function} died"));
        if let (Some(meter), Some(bytes)) = (&self.meter, bytes) {
            let answered = answer.as_ref().map_or(0, |answer| answer.to_string().len());
            meter.answered(function, [bytes, answered]);
        }
        answer
    }

    /// What is counted, where the house is metered.
    pub fn meter(&self) -> Option<&Meter> {
        self.meter.as_ref()
    }

    /// A job runs that looks for these. It has run until ten minutes before.
    ///
    /// # Panics
    /// Where the function dies.
    pub async fn tick(&self, job: &str, kinds: &[DueKind], now: Timestamp) -> Result<Value, Value> {
        let behind = Timestamp::from_second(now.as_second() - BEHIND_SECONDS).expect("a time of our century");
        for kind in kinds {
            self.table.store.save_cursor(*kind, behind).await.expect("a cursor");
        }
        self.invoke(job, event::tick(job, now)).await
    }

    /// The exact segment before the parameter: `/technicians/me` is not a technician called `me`.
    fn route(&self, method: &str, path: &str) -> Option<(&Route, Map<String, Value>)> {
        let fits = self.routes.iter().filter_map(|route| {
            let (known, pattern) = route.key.split_once(' ')?;
            (known == method).then(|| Some((route, parameters(pattern, path)?))).flatten()
        });
        fits.min_by_key(|(_, parameters)| parameters.len())
    }

    async fn function(&self, name: &str) -> Arc<Function> {
        let known = self.running.lock().expect("no thread panics inside").get(name).map(Arc::clone);
        if let Some(function) = known {
            return function;
        }
        let (addresses, roads) = (self.addresses.url(), self.roads.url());
        let mut environment = self.guarded.environment();
        environment
            .extend([("ADDRESS_SERVICE_URL", addresses.as_str()), ("ROAD_SERVICE_URL", roads.as_str())]);
        environment.extend(self.policy.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let started = Arc::new(Function::logging(&binary(name), &environment, self.log.as_ref()).await);
        let mut running = self.running.lock().expect("no thread panics inside");
        Arc::clone(running.entry(name.to_owned()).or_insert(started))
    }
}

/// The same services, each behind a tap.
fn tapped(services: &Services, meter: &Meter) -> Services {
    Services {
        table: tap::open(Service::DynamoDb, &services.table, meter),
        bucket: tap::open(Service::S3, &services.bucket, meter),
        queues: tap::open(Service::Sqs, &services.queues, meter),
        pool: tap::open(Service::Cognito, &services.pool, meter),
    }
}

fn routes(function: &str, resource: &Value) -> Vec<Route> {
    let events = resource["Properties"]["Events"].as_object().into_iter().flatten();
    let http = events.map(|(_, event)| event).filter(|event| event["Type"] == "HttpApi");
    let text = |event: &Value, name: &str| event["Properties"][name].as_str().unwrap_or_default().to_owned();
    let key = |event: &Value| format!("{} {}", text(event, "Method"), text(event, "Path"));
    http.map(|event| Route { key: key(event), function: function.to_owned() }).collect()
}

fn parameters(pattern: &str, path: &str) -> Option<Map<String, Value>> {
    let (wanted, found): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    if wanted.len() != found.len() {
        return None;
    }
    let mut parameters = Map::new();
    for (wanted, found) in wanted.into_iter().zip(found) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => {
                let value = percent_decode_str(found).decode_utf8_lossy().into_owned();
                parameters.insert(name.to_owned(), value.into());
            }
            None if wanted == found => {}
            None => return None,
        }
    }
    Some(parameters)
}

impl Call {
    /// The event that the gateway makes of the call.
    fn event(&self, key: &str, path: &str, query: &str, parameters: &Map<String, Value>) -> Value {
        let headers: Map<String, Value> =
            self.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
        let authorizer = self.caller.as_ref().map(
            |(sub, group)| json!({ "jwt": { "claims": { "sub": sub, "cognito:groups": format!("[{group}]") } } }),
        );
        let mut event = json!({
            "version": "2.0",
            "routeKey": key,
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "pathParameters": parameters,
            "requestContext": {
                "http": { "method": self.method, "path": path },
                "requestId": "under-test",
                "routeKey": key,
                "timeEpoch": self.at.as_millisecond(),
                "authorizer": authorizer,
            },
            "isBase64Encoded": false,
        });
        if let Some(body) = &self.body {
            // The gateway hands text on as it is, and anything else in base64.
            let text = std::str::from_utf8(body);
            event["isBase64Encoded"] = text.is_err().into();
            event["body"] = text.map_or_else(|_| STANDARD.encode(body), ToOwned::to_owned).into();
        }
        event
    }
}

fn answer(reply: &Value) -> Answer {
    let status = reply["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
    let headers = reply["headers"].as_object().into_iter().flatten();
    let headers =
        headers.map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap_or_default().to_owned()));
    let body = reply["body"].as_str().filter(|body| !body.is_empty());
    let body = body.map(|body| serde_json::from_str(body).expect("answers are JSON"));
    Answer {
        status: status.expect("an answer has a status"),
        headers: headers.collect(),
        body: body.unwrap_or_default(),
    }
}

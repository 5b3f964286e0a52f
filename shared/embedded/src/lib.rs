//! DynamoDB and S3 in the own process: the table of the template and a bucket, empty, for one test or measurement
//! alone.
//!
//! A crate of its own, so that nothing of it is ever built into a function.

mod bucket;
mod direct;
pub mod given;
mod heat;
mod import;
mod pool;
mod stream;
mod table;
mod touched;
mod units;

use aws_sdk_dynamodb::{
    Client,
    config::{
        BehaviorVersion, Credentials, Region, StalledStreamProtectionConfig, retry::RetryConfig,
        timeout::TimeoutConfig,
    },
    types::AttributeValue,
};
use domain::policy::Policy;
use dynoxide::Database;
use store::Store;
use tokio::{net::TcpListener, task::JoinHandle};

pub use bucket::{DOCUMENTS, EmbeddedBucket, NAME as BUCKET, Stored, sdk};
pub use heat::{Hot, Peak};
pub use import::Item;
pub use pool::{EmbeddedPool, NAME as POOL};
pub use stream::Record;
pub use units::Units;

/// A table of its own for one test; it ends with the test's runtime.
pub struct Embedded {
    /// The store on that table, with the default policy.
    pub store: Store,
    /// For looks behind the store.
    pub client: Client,
    /// The name of the table.
    pub table: String,
    /// Where the table is served, for clients of other kinds.
    pub endpoint: String,
    consumed: units::Consumed,
    heat: heat::Heat,
    stream: stream::Stream,
    database: Database,
    server: JoinHandle<()>,
}

/// The name of the table. Streams need one of 11 characters at least.
pub const TABLE: &str = "hop-assist-test";

/// Starts an embedded DynamoDB with an empty table.
///
/// # Panics
/// If it cannot start: a test without its table is over.
pub async fn embedded() -> Embedded {
    open(Way::Socket).await
}

/// The same, with a store whose calls need no socket: the calls of a whole day are answered in minutes, one after the
/// other, and in the same order in every run.
///
/// # Panics
/// If it cannot start.
pub async fn at_hand() -> Embedded {
    open(Way::Direct).await
}

/// How calls come to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Socket,
    Direct,
}

async fn open(way: Way) -> Embedded {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("a bound port"));
    let database = Database::memory().expect("a database in memory");
    let server = tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
    let (consumed, heat) = (units::Consumed::default(), heat::Heat::default());
    let stream = stream::Stream::default();
    let door = direct::Direct { database: database.clone(), stream: stream.clone() };
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-3"))
        .endpoint_url(&endpoint)
        .interceptor(consumed.clone());
    let config = match way {
        Way::Socket => config.credentials_provider(Credentials::new("test", "test", None, None, "test")),
        // Nothing can be late or lost on this way: watching for it took a tenth of a call.
        Way::Direct => config
            .interceptor(heat.clone())
            .http_client(door)
            .allow_no_auth()
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled()),
    };
    let client = Client::from_conf(config.build());
    table::create(&client, TABLE, way == Way::Socket).await;
    let store = Store::new(client.clone(), TABLE.to_owned(), Policy::default());
    Embedded { store, client, table: TABLE.to_owned(), endpoint, consumed, heat, stream, database, server }
}

impl Embedded {
    /// A store on the same table with other numbers.
    pub fn with_policy(&self, policy: Policy) -> Store {
        Store::new(self.client.clone(), self.table.clone(), policy)
    }

    /// What the calls through this client cost since the start, or since it was last reset.
    pub fn units(&self) -> Units {
        self.consumed.units()
    }

    /// Counts from nothing again.
    pub fn reset_units(&self) {
        self.consumed.reset();
    }

    /// Every item of the table, sorted by key, one a line: to compare byte for byte.
    ///
    /// # Panics
    /// If the table cannot be read.
    pub async fn dump(&self) -> Vec<String> {
        self.items().await.iter().map(spelt).collect()
    }

    /// Every item of the table, sorted by key.
    ///
    /// # Panics
    /// If the table cannot be read.
    pub async fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let scan = self.client.scan().table_name(&self.table).set_exclusive_start_key(start);
            let page = scan.send().await.expect("the table can be read");
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        items.sort_by_key(spelt);
        items
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// An item with its keys first and its attributes by name.
fn spelt(item: &Item) -> String {
    let mut names: Vec<&String> = item.keys().collect();
    names.sort_by_key(|name| (*name != "pk", *name != "sk", *name));
    let attributes: Vec<String> =
        names.iter().map(|name| format!("{name}: {}", value(&item[*name]))).collect();
    attributes.join(", ")
}

fn value(value: &AttributeValue) -> String {
    if let Ok(map) = value.as_m() {
        return format!("{{{}}}", spelt(map));
    }
    if let Ok(list) = value.as_l() {
        return format!("[{}]", list.iter().map(self::value).collect::<Vec<_>>().join(", "));
    }
    if let Ok(bytes) = value.as_b() {
        let digits: Vec<String> = bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        return digits.concat();
    }
    if value.is_null() {
        return "-".to_owned();
    }
    let plain = value.as_s().or_else(|_| value.as_n());
    plain.map_or_else(|_| format!("{value:?}"), Clone::clone)
}

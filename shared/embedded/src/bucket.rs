//! S3 in the own process: a bucket of uploads and one of documents. They keep versions, and let nobody in by a link that
//! was not signed for that.
//!
//! Of what S3 does they do what the house relies on: signatures of links (with each signed header), lengths,
//! `If-None-Match`, ranges, versions; the bucket of documents takes nothing without a check sum, as it is locked.

mod link;
mod objects;
mod serve;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use tokio::{net::TcpListener, task::JoinHandle};

use objects::Inner;
use serve::serve;

/// Both buckets, for one test alone; they end with the test's runtime.
pub struct EmbeddedBucket {
    /// Where it is served.
    pub endpoint: String,
    /// What the bucket of uploads is called.
    pub name: &'static str,
    /// What the bucket of documents is called.
    pub documents: &'static str,
    inner: Arc<Inner>,
    server: JoinHandle<()>,
}

/// What somebody uploaded or kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// In which bucket.
    pub bucket: &'static str,
    /// Under which key.
    pub key: String,
    /// Which version of it.
    pub version: String,
    /// By which name its bytes go.
    pub content_type: String,
    /// Them.
    pub bytes: Vec<u8>,
}

/// The secret that signs links in tests.
const SECRET: &str = "local";
/// The name of the bucket of uploads.
pub const NAME: &str = "hop-assist-test-bucket";
/// The name of the bucket of documents.
pub const DOCUMENTS: &str = "hop-assist-test-documents";

impl EmbeddedBucket {
    /// Empty buckets.
    ///
    /// # Panics
    /// Where the machine has no port left, or the test no runtime.
    pub fn open() -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener can be asked not to wait");
        let listener = TcpListener::from_std(listener).expect("a test has a runtime");
        let endpoint = format!("http://{}", listener.local_addr().expect("a bound port"));
        let inner = Arc::new(Inner::default());
        let server = tokio::spawn(serve(listener, Arc::clone(&inner)));
        Self { endpoint, name: NAME, documents: DOCUMENTS, inner, server }
    }

    /// What a function needs to find them, as its environment tells.
    pub fn variable(&self, name: &str) -> Option<String> {
        match name {
            "BUCKET" => Some(self.name.to_owned()),
            "DOCUMENTS" => Some(self.documents.to_owned()),
            "AWS_ENDPOINT_URL_S3" => Some(self.endpoint.clone()),
            _ => None,
        }
    }

    /// The bucket of uploads as functions see it.
    ///
    /// # Panics
    /// Never: its environment is complete.
    pub fn client(&self) -> media::Bucket {
        media::Bucket::connect(&sdk(), &|name| self.variable(name)).expect("the environment names the bucket")
    }

    /// The bucket of documents as functions see it.
    ///
    /// # Panics
    /// Never: its environment is complete.
    pub fn papers(&self) -> media::Documents {
        let documents = media::Documents::connect(&sdk(), &|name| self.variable(name));
        documents.expect("the environment names the bucket")
    }

    /// Every version of every object, by bucket and key.
    pub fn all(&self) -> Vec<Stored> {
        self.inner.lock().versions.values().flatten().cloned().collect()
    }

    /// Puts an object among the uploads, past all signatures; as S3 would tell of it.
    pub fn put(&self, key: &str, content_type: &str, bytes: &[u8]) -> media::Uploaded {
        let version = self.inner.lock().put((NAME, key.to_owned()), content_type, bytes.to_vec());
        media::Uploaded { key: key.to_owned(), version: Some(version), bytes: bytes.len() as u64 }
    }

    /// The newest version of an upload, as S3 would tell of it.
    pub fn told(&self, key: &str) -> Option<media::Uploaded> {
        let objects = self.inner.lock();
        let newest = objects.versions.get(&(NAME, key.to_owned()))?.last()?;
        let bytes = newest.bytes.len() as u64;
        Some(media::Uploaded { key: key.to_owned(), version: Some(newest.version.clone()), bytes })
    }

    /// After so many more writes every call fails, until this is asked again; none for never.
    pub fn crash_after(&self, writes: Option<usize>) {
        self.inner.lock().crash = writes;
    }
}

/// How clients are made in tests: with the credentials that the embedded services take.
pub fn sdk() -> SdkConfig {
    let credentials = Credentials::new(SECRET, SECRET, None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-3"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

impl Drop for EmbeddedBucket {
    fn drop(&mut self) {
        self.server.abort();
    }
}

//! S3 in the own process: a bucket of uploads and one of documents. They keep versions, and let nobody in by a link that
//! was not signed for that.
//!
//! Of what S3 does they do what the house relies on: signatures of links (with each signed header), lengths,
//! `If-None-Match`, ranges, versions; the bucket of documents takes nothing without a check sum, as it is locked.

mod link;

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};

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

/// A bucket, and a key in it.
type Key = (&'static str, String);

#[derive(Default)]
struct Inner {
    objects: Mutex<Objects>,
}

#[derive(Default)]
struct Objects {
    /// By bucket and key, the newest version last.
    versions: BTreeMap<Key, Vec<Stored>>,
    written: usize,
    crash: Option<usize>,
}

/// The secret that signs links in tests.
const SECRET: &str = "local";
const NAME: &str = "hop-assist-test-bucket";
const DOCUMENTS: &str = "hop-assist-test-documents";

type Answer = Response<Full<Bytes>>;

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

fn sdk() -> SdkConfig {
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

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().expect("no thread panics inside")
    }
}

impl Objects {
    fn put(&mut self, key: Key, content_type: &str, bytes: Vec<u8>) -> String {
        self.written += 1;
        let version = format!("v{}", self.written);
        let ((bucket, name), content_type) = (key.clone(), content_type.to_owned());
        let stored = Stored { bucket, key: name, version: version.clone(), content_type, bytes };
        self.versions.entry(key).or_default().push(stored);
        version
    }

    fn find(&self, key: &Key, version: Option<&str>) -> Option<&Stored> {
        let versions = self.versions.get(key)?;
        versions.iter().rev().find(|one| version.is_none_or(|version| one.version == version))
    }

    fn delete(&mut self, key: &Key, version: Option<&str>) {
        if let Some(versions) = self.versions.get_mut(key) {
            versions.retain(|one| version.is_some_and(|version| one.version != version));
        }
        self.versions.retain(|_, versions| !versions.is_empty());
    }

    /// Whether the process that calls is taken to have died before this write.
    fn is_crashed(&mut self) -> bool {
        match &mut self.crash {
            Some(0) => true,
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        }
    }
}

async fn serve(listener: TcpListener, inner: Arc<Inner>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inner = Arc::clone(&inner);
        let service = service_fn(move |request| {
            let inner = Arc::clone(&inner);
            async move { Ok::<_, Infallible>(answer(&inner, request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(inner: &Inner, request: Request<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    // A body that is shorter than its length says never comes to an end.
    let Ok(body) = body.collect().await else { return refused(StatusCode::BAD_REQUEST, "IncompleteBody") };
    if let Err(code) = link::check(&head, SECRET) {
        return refused(StatusCode::FORBIDDEN, code);
    }
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    let place = [NAME, DOCUMENTS]
        .into_iter()
        .find_map(|name| Some((name, path.strip_prefix(&format!("/{name}/"))?.to_owned())));
    let Some(key) = place else { return refused(StatusCode::NOT_FOUND, "NoSuchBucket") };
    let mut objects = inner.lock();
    let version = link::parameter(&head, "versionId");
    match head.method.as_str() {
        "GET" => get(&objects, &head, &key, version.as_deref()),
        "PUT" | "DELETE" if objects.is_crashed() => refused(StatusCode::FORBIDDEN, "Crashed"),
        "PUT" => put(&mut objects, &head, key, body.to_bytes().into()),
        "DELETE" => {
            objects.delete(&key, version.as_deref());
            empty(StatusCode::NO_CONTENT)
        }
        _ => refused(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
    }
}

fn get(objects: &Objects, head: &Parts, key: &Key, version: Option<&str>) -> Answer {
    let Some(stored) = objects.find(key, version) else {
        return refused(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    let last = header(head, "range").rsplit('-').next().and_then(|last| last.parse::<usize>().ok());
    let end = last.map_or(stored.bytes.len(), |last| stored.bytes.len().min(last + 1));
    let bytes = Bytes::copy_from_slice(&stored.bytes[..end]);
    let answer = Response::builder().header("content-type", &stored.content_type);
    answer.body(Full::new(bytes)).expect("a content type is plain text")
}

fn put(objects: &mut Objects, head: &Parts, key: Key, bytes: Vec<u8>) -> Answer {
    if key.0 == DOCUMENTS && !is_locked_away(head, &bytes) {
        return refused(StatusCode::BAD_REQUEST, "InvalidRequest");
    }
    if header(head, "if-none-match") == "*" && objects.find(&key, None).is_some() {
        return refused(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
    }
    objects.put(key, header(head, "content-type"), bytes);
    empty(StatusCode::OK)
}

/// What a bucket with object lock asks for: the check sum of these very bytes.
fn is_locked_away(head: &Parts, bytes: &[u8]) -> bool {
    header(head, "x-amz-checksum-sha256") == STANDARD.encode(Sha256::digest(bytes))
}

fn header<'a>(head: &'a Parts, name: &str) -> &'a str {
    head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn empty(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

fn refused(status: StatusCode, code: &str) -> Answer {
    let mut answer = Response::new(Full::from(format!("<Error><Code>{code}</Code></Error>")));
    *answer.status_mut() = status;
    answer
}

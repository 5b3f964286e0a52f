//! How the buckets answer.

use std::{convert::Infallible, sync::Arc};

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
use tokio::net::TcpListener;

use super::{
    DOCUMENTS, NAME, SECRET, link,
    objects::{Inner, Key, Objects},
};

type Answer = Response<Full<Bytes>>;

/// Answers until the test is over.
pub(super) async fn serve(listener: TcpListener, inner: Arc<Inner>) {
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
    if let Some(bucket) = listed_bucket(&head, &path) {
        return versions(&inner.lock(), &head, bucket);
    }
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
    // No function may list the buckets, so S3 does not tell them what is absent.
    let Some(stored) = objects.find(key, version) else {
        return refused(StatusCode::FORBIDDEN, "AccessDenied");
    };
    let last = header(head, "range").rsplit('-').next().and_then(|last| last.parse::<usize>().ok());
    let end = last.map_or(stored.bytes.len(), |last| stored.bytes.len().min(last + 1));
    let bytes = Bytes::copy_from_slice(&stored.bytes[..end]);
    let answer = Response::builder().header("content-type", &stored.content_type);
    answer.body(Full::new(bytes)).expect("a content type is plain text")
}

/// The bucket whose versions are asked for.
fn listed_bucket(head: &Parts, path: &str) -> Option<&'static str> {
    let asks = head.uri.query()?.split('&').any(|one| one == "versions" || one == "versions=");
    [NAME, DOCUMENTS].into_iter().find(|name| asks && path.trim_matches('/') == *name)
}

/// All of them on one page.
fn versions(objects: &Objects, head: &Parts, bucket: &str) -> Answer {
    let prefix = link::parameter(head, "prefix").unwrap_or_default();
    let [versions, markers] = objects.listed(bucket, &prefix);
    let spelt = |tag: &str, (key, version): &(String, String)| {
        format!("<{tag}><Key>{key}</Key><VersionId>{version}</VersionId></{tag}>")
    };
    let versions = versions.iter().map(|one| spelt("Version", one));
    let markers = markers.iter().map(|one| spelt("DeleteMarker", one));
    let entries: String = versions.chain(markers).collect();
    let body = format!("<ListVersionsResult><IsTruncated>false</IsTruncated>{entries}</ListVersionsResult>");
    Response::new(Full::from(body))
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

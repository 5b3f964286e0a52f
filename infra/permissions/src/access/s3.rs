//! S3: actions on objects and on the lists of a bucket.

use hyper::Method;
use percent_encoding::percent_decode_str;

use super::{Access, Call, Undescribed};
use crate::{Context, caller::parameter, names::bucket_arn};

pub(super) fn accesses(call: &Call<'_>) -> Result<Vec<Access>, Undescribed> {
    let (bucket, key) = place(call);
    if key.is_empty() {
        return listed(call, &bucket);
    }
    let action = match (call.method, parameter(call.uri, "versionId").is_some()) {
        (&Method::GET | &Method::HEAD, false) => "s3:GetObject",
        (&Method::GET | &Method::HEAD, true) => "s3:GetObjectVersion",
        (&Method::PUT, _) if !is_special(call) => "s3:PutObject",
        (&Method::DELETE, false) => "s3:DeleteObject",
        (&Method::DELETE, true) => "s3:DeleteObjectVersion",
        _ => return Err(undescribed(call)),
    };
    let resource = format!("{}/{key}", bucket_arn(&bucket));
    Ok(vec![Access { action: action.into(), resource, context: Context::new() }])
}

/// The permission by which S3 tells the caller of a read that an object is absent (404) instead of forbidden (403); none
/// for a call that reads no object. The prefix of a list is no part of such a call, so a condition on it denies.
pub fn reveals_absence(call: &Call<'_>) -> Option<Access> {
    let (bucket, key) = place(call);
    let reads = matches!(*call.method, Method::GET | Method::HEAD) && !key.is_empty();
    let list =
        || Access { action: "s3:ListBucket".into(), resource: bucket_arn(&bucket), context: Context::new() };
    reads.then(list)
}

fn listed(call: &Call<'_>, bucket: &str) -> Result<Vec<Access>, Undescribed> {
    let action = match parameter(call.uri, "versions") {
        Some(_) => "s3:ListBucketVersions",
        None => "s3:ListBucket",
    };
    if call.method != Method::GET {
        return Err(undescribed(call));
    }
    let prefix = parameter(call.uri, "prefix").into_iter().collect::<Vec<_>>();
    let context = if prefix.is_empty() { Context::new() } else { Context::from([("s3:prefix", prefix)]) };
    Ok(vec![Access { action: action.into(), resource: bucket_arn(bucket), context }])
}

/// Bucket and key, by the path: `/bucket/key`.
fn place(call: &Call<'_>) -> (String, String) {
    let path = percent_decode_str(call.uri.path()).decode_utf8_lossy().into_owned();
    let path = path.strip_prefix('/').unwrap_or(&path);
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    (bucket.to_owned(), key.to_owned())
}

/// A `PUT` that needs more than the permission to put: a copy, tags, locks.
fn is_special(call: &Call<'_>) -> bool {
    let names = ["x-amz-copy-source", "x-amz-tagging", "x-amz-acl"];
    let is_lock = |name: &str| name.starts_with("x-amz-object-lock-");
    call.headers.keys().any(|name| names.contains(&name.as_str()) || is_lock(name.as_str()))
}

fn undescribed(call: &Call<'_>) -> Undescribed {
    Undescribed(format!("s3: {} {}", call.method, call.uri.path()))
}

#[cfg(test)]
mod tests {
    use hyper::{HeaderMap, Uri};

    use super::*;
    use crate::Service;

    fn asked(method: &Method, uri: &'static str) -> (Result<Vec<Access>, Undescribed>, Option<Access>) {
        let (uri, headers) = (Uri::from_static(uri), HeaderMap::new());
        let call = Call { service: Service::S3, method, uri: &uri, headers: &headers, body: &[] };
        (accesses(&call), reveals_absence(&call))
    }

    fn access(action: &str, resource: &str, prefix: Option<&str>) -> Access {
        let context = prefix.map(|prefix| ("s3:prefix", vec![prefix.to_owned()]));
        Access { action: action.into(), resource: resource.into(), context: context.into_iter().collect() }
    }

    #[test]
    fn an_object_is_read_written_and_deleted_under_its_key() {
        let object = "arn:aws:s3:::b/media/i 1/m";
        for (method, uri, action) in [
            (Method::GET, "/b/media/i%201/m", "s3:GetObject"),
            (Method::HEAD, "/b/media/i%201/m", "s3:GetObject"),
            (Method::GET, "/b/media/i%201/m?versionId=v1", "s3:GetObjectVersion"),
            (Method::PUT, "/b/media/i%201/m?x-id=PutObject", "s3:PutObject"),
            (Method::DELETE, "/b/media/i%201/m", "s3:DeleteObject"),
            (Method::DELETE, "/b/media/i%201/m?versionId=v1", "s3:DeleteObjectVersion"),
        ] {
            assert_eq!(asked(&method, uri).0, Ok(vec![access(action, object, None)]), "{method} {uri}");
        }
    }

    #[test]
    fn a_list_tells_its_prefix() {
        let (versions, _) = asked(&Method::GET, "/b/?versions&prefix=media%2Fi1%2F");
        let (keys, _) = asked(&Method::GET, "/b?list-type=2");

        let expected = access("s3:ListBucketVersions", "arn:aws:s3:::b", Some("media/i1/"));
        assert_eq!(versions, Ok(vec![expected]));
        assert_eq!(keys, Ok(vec![access("s3:ListBucket", "arn:aws:s3:::b", None)]));
    }

    #[test]
    fn who_reads_an_absent_object_is_told_so_by_the_permission_to_list() {
        let (_, reading) = asked(&Method::GET, "/b/k");
        let (_, writing) = asked(&Method::PUT, "/b/k");

        assert_eq!(reading, Some(access("s3:ListBucket", "arn:aws:s3:::b", None)));
        assert_eq!(writing, None);
    }

    #[test]
    fn what_no_function_does_is_not_described() {
        assert!(asked(&Method::POST, "/b?delete").0.is_err());
    }
}

//! Lets calls pass that have a valid presigned link, and calls of our own functions, whose signature is not checked here.

use hyper::http::request::Parts;
use percent_encoding::percent_decode_str;

/// Whether a call may go on: by its link, or because the house itself calls, whose signature nobody checks here.
/// When a link ends is not checked: tests live at a time of their own.
pub(super) fn check(head: &Parts, secret: &str) -> Result<(), &'static str> {
    let Some(signature) = parameter(head, "X-Amz-Signature") else {
        return if head.headers.contains_key("authorization") { Ok(()) } else { Err("AccessDenied") };
    };
    match permissions::signature(head, secret) {
        Some(sound) if sound == signature => Ok(()),
        Some(_) => Err("SignatureDoesNotMatch"),
        None => Err("AccessDenied"),
    }
}

/// A parameter of the query.
pub(super) fn parameter(head: &Parts, name: &str) -> Option<String> {
    let mut pairs = head.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

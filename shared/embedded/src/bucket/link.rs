//! The signature of a link (AWS Signature Version 4, in the query), computed anew from what was really sent.

use hmac::{Hmac, KeyInit, Mac};
use hyper::http::request::Parts;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

/// Whether a call may go on: by its link, or because the house itself calls, whose signature nobody checks here.
/// When a link ends is not checked: tests live at a time of their own.
pub(super) fn check(head: &Parts, secret: &str) -> Result<(), &'static str> {
    let Some(signature) = parameter(head, "X-Amz-Signature") else {
        return if head.headers.contains_key("authorization") { Ok(()) } else { Err("AccessDenied") };
    };
    let (scope, date) = (parameter(head, "X-Amz-Credential"), parameter(head, "X-Amz-Date"));
    let (scope, date) = (scope.ok_or("AccessDenied")?, date.ok_or("AccessDenied")?);
    let (_, scope) = scope.split_once('/').ok_or("AccessDenied")?;
    let request = canonical(head).ok_or("AccessDenied")?;
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(request)));
    let key = scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part));
    if hex(&mac(&key, &text)) == signature { Ok(()) } else { Err("SignatureDoesNotMatch") }
}

/// A parameter of the query.
pub(super) fn parameter(head: &Parts, name: &str) -> Option<String> {
    let mut pairs = head.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

fn canonical(head: &Parts) -> Option<String> {
    let signed = parameter(head, "X-Amz-SignedHeaders")?;
    let spelt = |name| Some(format!("{name}:{}\n", head.headers.get(name)?.to_str().ok()?.trim()));
    let headers: String = signed.split(';').map(spelt).collect::<Option<_>>()?;
    let mut pairs: Vec<&str> = head.uri.query()?.split('&').collect();
    pairs.retain(|pair| !pair.starts_with("X-Amz-Signature="));
    pairs.sort_unstable();
    let (method, path, query) = (&head.method, head.uri.path(), pairs.join("&"));
    Some(format!("{method}\n{path}\n{query}\n{headers}\n{signed}\nUNSIGNED-PAYLOAD"))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

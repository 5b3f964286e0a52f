//! The signature of a link (AWS Signature Version 4, in the query), computed anew from what was really sent.

use hmac::{Hmac, KeyInit, Mac};
use hyper::{Uri, http::request::Parts};
use sha2::{Digest, Sha256};

use crate::caller::parameter;

/// Computes the signature that a presigned link must have with this secret; none if the call is not a complete link.
pub fn signature(head: &Parts, secret: &str) -> Option<String> {
    let (scope, date) = (parameter(&head.uri, "X-Amz-Credential")?, parameter(&head.uri, "X-Amz-Date")?);
    let (_, scope) = scope.split_once('/')?;
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical(head)?)));
    let key = scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part));
    Some(hex(&mac(&key, &text)))
}

/// Signs a sound link again under another access key; any other call stays as it is.
pub fn sign_again(head: &mut Parts, access_key: &str, secret: &str) {
    let given = parameter(&head.uri, "X-Amz-Signature");
    let (Some(sound), Some(given)) = (signature(head, secret), given) else { return };
    if sound != given {
        return;
    }
    let signer = parameter(&head.uri, "X-Amz-Credential").unwrap_or_default();
    let signer = signer.split('/').next().unwrap_or_default().to_owned();
    let renamed = head
        .uri
        .to_string()
        .replace(&format!("X-Amz-Credential={signer}%2F"), &format!("X-Amz-Credential={access_key}%2F"));
    let Ok(uri) = renamed.parse::<Uri>() else { return };
    let before = std::mem::replace(&mut head.uri, uri);
    match signature(head, secret).and_then(|new| head.uri.to_string().replace(&given, &new).parse().ok()) {
        Some(uri) => head.uri = uri,
        None => head.uri = before,
    }
}

fn canonical(head: &Parts) -> Option<String> {
    let signed = parameter(&head.uri, "X-Amz-SignedHeaders")?;
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

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    const LINK: &str = "http://127.0.0.1:1/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=show-report%2F20261127%2Feu-west-3%2Fs3%2Faws4_request&X-Amz-Date=20261127T120000Z\
        &X-Amz-Expires=300&X-Amz-SignedHeaders=host";

    fn signed(secret: &str) -> Parts {
        let head = |uri: &str| {
            let request = Request::get(uri).header("host", "127.0.0.1:1").body(()).expect("a sound call");
            request.into_parts().0
        };
        let signature = signature(&head(LINK), secret).expect("a whole link");
        head(&format!("{LINK}&X-Amz-Signature={signature}"))
    }

    #[test]
    fn a_sound_link_is_signed_again_under_the_other_key() {
        let mut head = signed("secret");

        sign_again(&mut head, "test", "secret");

        assert_eq!(
            parameter(&head.uri, "X-Amz-Credential").as_deref(),
            Some("test/20261127/eu-west-3/s3/aws4_request")
        );
        assert_eq!(parameter(&head.uri, "X-Amz-Signature"), signature(&head, "secret"));
    }

    #[test]
    fn a_forged_link_stays_as_it_is() {
        let mut head = signed("another secret");
        let before = head.uri.clone();

        sign_again(&mut head, "test", "secret");

        assert_eq!(head.uri, before);
    }
}

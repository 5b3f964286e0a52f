//! Replies as the gateway gets them.

use serde_json::json;

use super::*;

fn reply() -> Reply {
    Reply::ok(&json!({ "id": "7" })).unwrap().etag(7)
}

#[test]
fn an_answer_is_private_json_with_its_version() {
    let response = reply().into_response(Some("gzip")).unwrap();

    let expected = json!({
        "statusCode": 200,
        "headers": {
            "cache-control": "private, no-store",
            "content-type": "application/json",
            "etag": "\"7\"",
            "vary": "accept-encoding, accept-language",
        },
        "body": "{\"id\":\"7\"}",
        "isBase64Encoded": false,
    });
    assert_eq!(serde_json::to_value(response).unwrap(), expected);
}

#[test]
fn an_answer_that_the_caller_holds_is_not_sent_again() {
    for held in ["\"7\"", "W/\"7\"", "\"6\", \"7\"", "*"] {
        let response = reply().unless_held(Some(held)).into_response(None).unwrap();

        assert_eq!((response.status_code, response.body.as_str()), (304, ""), "{held}");
        assert_eq!(response.headers.get("etag").map(String::as_str), Some("\"7\""));
    }
}

#[test]
fn another_version_is_sent() {
    for held in [Some("\"6\""), Some("7"), None] {
        assert_eq!(reply().unless_held(held).status(), 200, "{held:?}");
    }
    let without = Reply::ok(&json!({})).unwrap();
    assert_eq!(without.unless_held(Some("*")).status(), 200);
}

#[test]
fn a_long_answer_is_compressed_for_who_takes_it() {
    let long = || Reply::ok(&"é".repeat(1_000)).unwrap();

    let packed = long().into_response(Some("br, gzip;q=0.5")).unwrap();
    let plain = long().into_response(Some("br, gzip;q=0")).unwrap();

    assert!(packed.is_base64_encoded && packed.body.len() < 200);
    assert_eq!(packed.headers.get("content-encoding").map(String::as_str), Some("gzip"));
    let mut unpacked = Vec::new();
    let bytes = STANDARD.decode(packed.body).unwrap();
    std::io::copy(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut unpacked).unwrap();
    assert_eq!(unpacked, long().body());
    assert!(!plain.is_base64_encoded);
}

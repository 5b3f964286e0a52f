//! Photos and voice notes that are none.

use serde_json::json;

use super::{each, numbers};
use crate::{case::Case, command::ATTACH};

pub(super) fn cases() -> Vec<Case> {
    let types = [
        "image/svg+xml",
        "image/gif",
        "video/mp4",
        "text/html",
        "application/pdf",
        "",
        "image/jpeg, text/html",
    ];
    let types =
        types.map(|text| json!(text)).into_iter().chain([json!(null), json!(1), json!(["image/jpeg"])]);
    [
        each(ATTACH, "/kind", [json!("video"), json!("Photo"), json!(""), json!(null), json!(1), json!([])]),
        each(ATTACH, "/phase", [json!("during"), json!("BEFORE"), json!(""), json!(null), json!({})]),
        each(ATTACH, "/contentType", types),
        numbers(ATTACH, "/bytes", 1, 1_000_000_000),
        vec![
            Case::of(ATTACH)
                .with("/bytes", json!(10_000_001))
                .named("one byte over 10 MB")
                .breaks("media-too-large", "/bytes"),
            Case::of(ATTACH)
                .with("/contentType", json!("audio/mpeg"))
                .named("a song for a photo")
                .breaks("content-type-unfit", "/contentType"),
            Case::of(ATTACH)
                .json(json!({ "kind": 1, "contentType": "x", "bytes": 0, "phase": "now", "key": "../../x" }))
                .named("all wrong at once")
                .refused(&["/kind", "/contentType", "/bytes", "/phase", "/key"]),
        ],
    ]
    .concat()
}

//! A link by which one photo or voice note can be uploaded, once.
//!
//! Its signature binds method, key, type and length: S3 refuses another header with 403, and HTTP refuses a body
//! that is longer or shorter than its header says. `If-None-Match: *` is signed too, so S3 refuses a second upload
//! (412) until the first one was checked; after that the check itself throws a second one away.

use domain::{Timestamp, id::InterventionId, media::Medium};

use crate::{
    Bucket, Error, Quarantined,
    link::{LIFE, signing},
};

/// What an app needs to upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The HTTP method.
    pub method: &'static str,
    /// The link.
    pub url: String,
    /// The headers that must be sent, as they are.
    pub headers: Vec<(&'static str, String)>,
    /// Until when an upload may begin.
    pub expires_at: Timestamp,
}

impl Bucket {
    /// The link to upload a medium; the same one for each repeat of the command that asked for it.
    pub async fn upload(&self, intervention: &InterventionId, medium: &Medium) -> Result<Upload, Error> {
        let (content_type, bytes) = (medium.content_type.as_str(), medium.bytes);
        let put = self.client.put_object().bucket(self.name());
        let put = put.key(Quarantined::of(intervention, medium).key());
        let put = put.content_type(content_type).content_length(i64::try_from(bytes).unwrap_or(i64::MAX));
        let signed =
            put.if_none_match("*").presigned(signing(medium.attached_at)?).await.map_err(Error::of_call)?;
        Ok(Upload {
            method: "PUT",
            url: signed.uri().to_owned(),
            headers: vec![
                ("content-type", content_type.to_owned()),
                ("content-length", bytes.to_string()),
                ("if-none-match", "*".to_owned()),
            ],
            expires_at: medium.attached_at + LIFE,
        })
    }
}

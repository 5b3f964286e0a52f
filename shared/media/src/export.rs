//! Exports: files that are written again at will, and links to them.

use aws_sdk_s3::primitives::ByteStream;
use domain::Timestamp;

use crate::{
    Bucket, Error,
    link::{LIFE, signing},
};

/// A link to a file, and until when it leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLink {
    /// The link.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Bucket {
    /// Writes an export in place of an older one.
    pub async fn export(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let put = self.client.put_object().bucket(self.name()).key(key).content_type(content_type);
        put.body(ByteStream::from(bytes)).send().await.map_err(Error::of_call)?;
        Ok(())
    }

    /// A link by which a file is saved under a name of its own.
    pub async fn file_link(&self, key: &str, name: &str, now: Timestamp) -> Result<FileLink, Error> {
        let get = self.client.get_object().bucket(self.name()).key(key);
        let get = get.response_content_disposition(format!("attachment; filename=\"{name}\""));
        let signed = get.presigned(signing(now)?).await.map_err(Error::of_call)?;
        Ok(FileLink { url: signed.uri().to_owned(), expires_at: now + LIFE })
    }
}

//! Papers in the bucket: each file is written once, under a key that follows from its intervention alone.

use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    Timestamp,
    id::InterventionId,
    media::Medium,
    paper::{Form, Paper, PaperKind, PaperLink, Printed},
};
use sha2::{Digest, Sha256};

use crate::{Bucket, Error, Place, key, link::LIFE};

impl Bucket {
    /// Keeps the files of a paper. What a run before this one kept stays, byte for byte, and it is that which is hashed.
    pub async fn keep_paper(
        &self,
        id: &InterventionId,
        kind: PaperKind,
        printed: Printed,
    ) -> Result<Paper, Error> {
        let Printed { name, french, english, xml } = printed;
        let xml = match xml {
            Some(xml) => Some(self.write_once(id, &kind, Form::Xml, &name, xml).await?),
            None => None,
        };
        let english = self.write_once(id, &kind, Form::English, &name, english).await?;
        let french = self.write_once(id, &kind, Form::French, &name, french).await?;
        Ok(Paper { kind, french, english, xml })
    }

    /// A link to a file of a paper; it lives five minutes.
    pub async fn paper_link(
        &self,
        id: &InterventionId,
        paper: &Paper,
        form: Form,
        now: Timestamp,
    ) -> Result<PaperLink, Error> {
        let url = self.signed(key::paper(id, &paper.kind, form), now).await?;
        let sha256 = match form {
            Form::French => Some(paper.french),
            Form::English => Some(paper.english),
            Form::Xml => paper.xml,
        };
        let sha256 = sha256.ok_or(Error::Gone)?;
        Ok(PaperLink { url, sha256, expires_at: now + LIFE })
    }

    /// The thumbnail of a photo that was checked, for the report; none if it is gone.
    pub async fn thumbnail(&self, id: &InterventionId, medium: &Medium) -> Result<Option<Vec<u8>>, Error> {
        let place = Place { intervention: id.clone(), medium: medium.id.clone() };
        self.read(place.thumbnail_key()).await
    }

    /// The SHA-256 of what stands there in the end.
    async fn write_once(
        &self,
        id: &InterventionId,
        kind: &PaperKind,
        form: Form,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<[u8; 32], Error> {
        let (key, sha256) = (key::paper(id, kind, form), digest(&bytes));
        let (content_type, ending) = match form {
            Form::French => ("application/pdf", ".pdf"),
            Form::English => ("application/pdf", ".en.pdf"),
            Form::Xml => ("application/xml", ".xml"),
        };
        let put = self.client.put_object().bucket(self.name()).key(&key).if_none_match("*");
        let put = put.content_type(content_type).checksum_sha256(STANDARD.encode(sha256));
        let put = put.content_disposition(format!("inline; filename=\"{name}{ending}\""));
        match put.body(ByteStream::from(bytes)).send().await {
            Ok(_) => Ok(sha256),
            Err(error) if error.code() == Some("PreconditionFailed") => {
                let kept = self.read(key).await?.ok_or(Error::Gone)?;
                Ok(digest(&kept))
            }
            // Another delivery of the same message writes it at this very moment.
            Err(error) if error.code() == Some("ConditionalRequestConflict") => Err(Error::Busy),
            Err(error) => Err(Error::of_call(error)),
        }
    }

    async fn read(&self, key: String) -> Result<Option<Vec<u8>>, Error> {
        let answer = match self.client.get_object().bucket(self.name()).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
            Err(error) => return Err(Error::of_call(error)),
        };
        let body = answer.body.collect().await.map_err(|error| Error::Call(Box::new(error)))?;
        Ok(Some(body.into_bytes().into()))
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

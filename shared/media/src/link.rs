//! Links to what was checked: each lives five minutes.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;
use domain::{
    Timestamp,
    id::InterventionId,
    media::{Link, Links, Medium, State},
};

use crate::{Bucket, Error, Place};

/// How long a link lives.
pub(crate) const LIFE: Duration = Duration::from_mins(5);

impl Bucket {
    /// Links to all that is ready of these, whole and as thumbnails.
    pub async fn links<'a>(
        &self,
        intervention: &InterventionId,
        media: impl IntoIterator<Item = &'a Medium>,
        now: Timestamp,
    ) -> Result<Links, Error> {
        let mut links = Links::new();
        for medium in media {
            let mut link = self.thumbnail_link(intervention, medium, now).await?;
            link.url = Some(self.signed(place(intervention, medium).key(), now).await?);
            links.insert(medium.id.clone(), link);
        }
        Ok(links)
    }

    /// Links to the thumbnails alone (rule 29: before acceptance).
    pub async fn thumbnails<'a>(
        &self,
        intervention: &InterventionId,
        media: impl IntoIterator<Item = &'a Medium>,
        now: Timestamp,
    ) -> Result<Links, Error> {
        let mut links = Links::new();
        for medium in media {
            links.insert(medium.id.clone(), self.thumbnail_link(intervention, medium, now).await?);
        }
        Ok(links)
    }

    async fn thumbnail_link(
        &self,
        intervention: &InterventionId,
        medium: &Medium,
        now: Timestamp,
    ) -> Result<Link, Error> {
        let thumbnail_url = match medium.state {
            State::Ready { thumbnail: true } => {
                Some(self.signed(place(intervention, medium).thumbnail_key(), now).await?)
            }
            State::Ready { thumbnail: false } | State::Awaited | State::Refused(_) => None,
        };
        Ok(Link { url: None, thumbnail_url, expires_at: now + LIFE })
    }

    pub(crate) async fn signed(&self, key: String, now: Timestamp) -> Result<String, Error> {
        let get = self.client.get_object().bucket(self.name()).key(key);
        Ok(get.presigned(signing(now)?).await.map_err(Error::of_call)?.uri().to_owned())
    }
}

/// A link that lives from then on.
pub(crate) fn signing(from: Timestamp) -> Result<PresigningConfig, Error> {
    let milliseconds = u64::try_from(from.as_millisecond()).unwrap_or(0);
    let from = SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds);
    let signing = PresigningConfig::builder().start_time(from).expires_in(LIFE).build();
    signing.map_err(|error| Error::Call(Box::new(error)))
}

fn place(intervention: &InterventionId, medium: &Medium) -> Place {
    Place { intervention: intervention.clone(), medium: medium.id.clone() }
}

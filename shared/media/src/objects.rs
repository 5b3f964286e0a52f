//! What `check-media` does with objects: takes them out of quarantine, keeps them, deletes them.

use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream};
use domain::{
    id::InterventionId,
    media::{ContentType, Medium},
};

use crate::{Bucket, Checked, Error, Place, Quarantined, Uploaded, bucket::read, key};

impl Bucket {
    /// The bytes of an upload, at most one more than its owner said.
    pub async fn fetch(&self, upload: &Uploaded, bytes: u64) -> Result<Vec<u8>, Error> {
        let get = self.client.get_object().bucket(self.name()).key(&upload.key);
        let get = get.set_version_id(upload.version.clone()).range(format!("bytes=0-{bytes}"));
        read(get).await
    }

    /// The thumbnail of a photo that was checked and has one.
    pub async fn thumbnail(&self, id: &InterventionId, medium: &Medium) -> Result<Vec<u8>, Error> {
        let place = Place { intervention: id.clone(), medium: medium.id.clone() };
        read(self.client.get_object().bucket(self.name()).key(place.thumbnail_key())).await
    }

    /// Keeps what was checked, and its thumbnail; a repeat finds both and changes nothing.
    pub async fn keep(&self, place: &Place, medium: &Medium, checked: Checked) -> Result<(), Error> {
        if let Some(thumbnail) = checked.thumbnail {
            self.put_once(place.thumbnail_key(), ContentType::Jpeg, thumbnail).await?;
        }
        self.put_once(place.key(), medium.content_type, checked.bytes).await
    }

    /// Deletes an upload for good, with the version that would stay behind; nothing outside quarantine.
    pub async fn discard(&self, upload: &Uploaded) -> Result<(), Error> {
        if !Quarantined::holds(&upload.key) {
            return Ok(());
        }
        let delete = self.client.delete_object().bucket(self.name()).key(&upload.key);
        delete.set_version_id(upload.version.clone()).send().await.map_err(Error::of_call)?;
        Ok(())
    }

    /// Deletes every version of what was kept of something that came too late.
    pub async fn forget(&self, place: &Place) -> Result<(), Error> {
        for key in [place.key(), place.thumbnail_key()] {
            self.erase_versions(&key).await?;
        }
        Ok(())
    }

    /// Deletes all that was uploaded to or kept of an intervention, with every version.
    pub async fn erase_all(&self, id: &InterventionId) -> Result<(), Error> {
        for prefix in key::of_intervention(id) {
            self.erase_versions(&prefix).await?;
        }
        Ok(())
    }

    /// Deletes one photo or voice note with its thumbnail, its upload and every version of them.
    pub async fn erase(&self, id: &InterventionId, medium: &Medium) -> Result<(), Error> {
        let quarantined = Quarantined::of(id, medium);
        let place = quarantined.place();
        for key in [place.key(), place.thumbnail_key(), quarantined.key()] {
            self.erase_versions(&key).await?;
        }
        Ok(())
    }

    /// Deletes every version, delete markers too, of all keys that begin so.
    async fn erase_versions(&self, prefix: &str) -> Result<(), Error> {
        let list = self.client.list_object_versions().bucket(self.name()).prefix(prefix);
        let (mut key, mut version) = (None, None);
        loop {
            let page = list.clone().set_key_marker(key).set_version_id_marker(version);
            let page = page.send().await.map_err(Error::of_call)?;
            let objects = page.versions().iter().map(|one| (one.key(), one.version_id()));
            let markers = page.delete_markers().iter().map(|one| (one.key(), one.version_id()));
            for (key, version) in objects.chain(markers) {
                let delete = self.client.delete_object().bucket(self.name());
                let delete = delete.set_key(key.map(Into::into)).set_version_id(version.map(Into::into));
                delete.send().await.map_err(Error::of_call)?;
            }
            if page.is_truncated() != Some(true) {
                return Ok(());
            }
            (key, version) = (page.next_key_marker, page.next_version_id_marker);
        }
    }

    async fn put_once(&self, key: String, content_type: ContentType, bytes: Vec<u8>) -> Result<(), Error> {
        let put = self.client.put_object().bucket(self.name()).key(key).if_none_match("*");
        let put = put.content_type(content_type.as_str()).body(ByteStream::from(bytes));
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("PreconditionFailed") => Ok(()),
            Err(error) => Err(Error::of_call(error)),
        }
    }
}

//! What lies in the buckets.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use super::Stored;

/// A bucket, and a key in it.
pub(super) type Key = (&'static str, String);

#[derive(Default)]
pub(super) struct Inner {
    objects: Mutex<Objects>,
}

#[derive(Default)]
pub(super) struct Objects {
    /// By bucket and key, the newest version last.
    pub(super) versions: BTreeMap<Key, Vec<Stored>>,
    /// Keys whose newest version is a delete marker, with the version of the marker.
    pub(super) markers: BTreeMap<Key, String>,
    written: usize,
    pub(super) crash: Option<usize>,
}

impl Inner {
    pub(super) fn lock(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().expect("no thread panics inside")
    }
}

impl Objects {
    pub(super) fn put(&mut self, key: Key, content_type: &str, bytes: Vec<u8>) -> String {
        self.written += 1;
        let version = format!("v{}", self.written);
        self.markers.remove(&key);
        let ((bucket, name), content_type) = (key.clone(), content_type.to_owned());
        let stored = Stored { bucket, key: name, version: version.clone(), content_type, bytes };
        self.versions.entry(key).or_default().push(stored);
        version
    }

    pub(super) fn find(&self, key: &Key, version: Option<&str>) -> Option<&Stored> {
        if version.is_none() && self.markers.contains_key(key) {
            return None;
        }
        let versions = self.versions.get(key)?;
        versions.iter().rev().find(|one| version.is_none_or(|version| one.version == version))
    }

    /// With a version that version is gone; without one, the bucket keeps what there is behind a delete marker.
    pub(super) fn delete(&mut self, key: &Key, version: Option<&str>) {
        let Some(version) = version else {
            self.written += 1;
            self.markers.insert(key.clone(), format!("v{}", self.written));
            return;
        };
        self.markers.retain(|known, marker| known != key || marker != version);
        if let Some(versions) = self.versions.get_mut(key) {
            versions.retain(|one| one.version != version);
        }
        self.versions.retain(|_, versions| !versions.is_empty());
    }

    /// Keys of a bucket that begin so, each with a version of it: objects, then delete markers.
    pub(super) fn listed(&self, bucket: &str, prefix: &str) -> [Vec<(String, String)>; 2] {
        let fits = |(known, key): &Key| *known == bucket && key.starts_with(prefix);
        let versions = self.versions.iter().filter(|(key, _)| fits(key)).flat_map(|(_, versions)| versions);
        let markers = self.markers.iter().filter(|(key, _)| fits(key));
        [
            versions.map(|one| (one.key.clone(), one.version.clone())).collect(),
            markers.map(|((_, key), version)| (key.clone(), version.clone())).collect(),
        ]
    }

    /// Whether the process that calls is taken to have died before this write.
    pub(super) fn is_crashed(&mut self) -> bool {
        match &mut self.crash {
            Some(0) => true,
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        }
    }
}

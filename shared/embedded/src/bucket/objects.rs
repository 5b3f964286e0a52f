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
        let ((bucket, name), content_type) = (key.clone(), content_type.to_owned());
        let stored = Stored { bucket, key: name, version: version.clone(), content_type, bytes };
        self.versions.entry(key).or_default().push(stored);
        version
    }

    pub(super) fn find(&self, key: &Key, version: Option<&str>) -> Option<&Stored> {
        let versions = self.versions.get(key)?;
        versions.iter().rev().find(|one| version.is_none_or(|version| one.version == version))
    }

    pub(super) fn delete(&mut self, key: &Key, version: Option<&str>) {
        if let Some(versions) = self.versions.get_mut(key) {
            versions.retain(|one| version.is_some_and(|version| one.version != version));
        }
        self.versions.retain(|_, versions| !versions.is_empty());
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

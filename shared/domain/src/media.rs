//! Photos and voice notes beside an intervention (rule 3): who may attach what, and what became of it.

mod attaching;
mod word;

use std::collections::HashMap;

use jiff::Timestamp;

pub use attaching::{Attached, NewMedium};
pub use word::{ContentType, Fault, Kind, Phase};

use crate::{
    id::{CustomerId, MediumId, TechnicianId},
    idempotency::Key,
    intervention::Party,
};

/// Who attached something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Who declared the breakdown.
    Customer(CustomerId),
    /// A technician who took it.
    Technician(TechnicianId),
}

/// What became of a photo or a voice note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its upload is expected.
    Awaited,
    /// Its bytes were checked and are kept.
    Ready {
        /// Whether a thumbnail was made of it.
        thumbnail: bool,
    },
    /// Its bytes were not what they were said to be, and are gone.
    Refused(Fault),
}

/// A photo or a voice note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medium {
    /// Which.
    pub id: MediumId,
    /// Whose.
    pub owner: Owner,
    /// A photo or a voice note.
    pub kind: Kind,
    /// How its bytes are spelt.
    pub content_type: ContentType,
    /// How many bytes are uploaded.
    pub bytes: u64,
    /// Before or after the work.
    pub phase: Phase,
    /// When the upload was asked for.
    pub attached_at: Timestamp,
    /// Of the command that asked for it.
    pub key: Option<Key>,
    /// What became of it.
    pub state: State,
}

/// Where a photo or voice note can be fetched, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The whole of it, for who may have it.
    pub url: Option<String>,
    /// The thumbnail, if there is one.
    pub thumbnail_url: Option<String>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Links, by what they lead to.
pub type Links = HashMap<MediumId, Link>;

/// All photos and voice notes of one intervention, in the order in which they were attached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Media {
    version: u64,
    all: Vec<Medium>,
}

impl Media {
    /// As they were kept, after so many changes.
    pub fn kept(version: u64, all: Vec<Medium>) -> Self {
        Self { version, all }
    }

    /// How many changes there were.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether nothing was ever attached.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, awaited and refused ones too.
    pub fn all(&self) -> &[Medium] {
        &self.all
    }

    /// What somebody attached; of others' nobody speaks.
    pub fn find(&self, id: &MediumId, owner: &str) -> Option<&Medium> {
        self.all.iter().find(|medium| medium.id == *id && medium.owner.as_str() == owner)
    }

    /// Whether anybody attached something of that name, or did until its upload was too late.
    pub fn knows(&self, id: &MediumId) -> bool {
        self.all.iter().any(|medium| medium.id == *id)
    }

    /// Those that were checked and kept.
    pub fn ready(&self) -> impl Iterator<Item = &Medium> {
        self.all.iter().filter(|medium| matches!(medium.state, State::Ready { .. }))
    }

    /// Without those of which `is_gone` says so.
    #[must_use]
    pub fn without(&self, is_gone: impl Fn(&Medium) -> bool) -> Self {
        let left: Vec<Medium> = self.all.iter().filter(|medium| !is_gone(medium)).cloned().collect();
        if left.len() == self.all.len() { self.clone() } else { self.changed(left) }
    }

    /// With the outcome of a check; none if nothing is awaited under that id, or no longer.
    #[must_use]
    pub fn settled(&self, id: &MediumId, owner: &str, state: State) -> Option<Self> {
        self.find(id, owner).filter(|medium| medium.state == State::Awaited)?;
        let settle = |medium: &Medium| {
            let state = if medium.id == *id { state } else { medium.state };
            Medium { state, ..medium.clone() }
        };
        Some(self.changed(self.all.iter().map(settle).collect()))
    }

    fn changed(&self, all: Vec<Medium>) -> Self {
        Self { version: self.version + 1, all }
    }
}

impl Owner {
    /// Their `sub`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Customer(id) => id.as_str(),
            Self::Technician(id) => id.as_str(),
        }
    }

    /// Whether it is they who look.
    pub fn is(&self, party: &Party) -> bool {
        match (self, party) {
            (Self::Customer(owner), Party::Customer(reader)) => owner == reader,
            (Self::Technician(owner), Party::Technician(reader)) => owner == reader,
            (
                Self::Customer(_) | Self::Technician(_),
                Party::Customer(_) | Party::Technician(_) | Party::Operator,
            ) => false,
        }
    }
}

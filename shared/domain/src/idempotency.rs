//! Retry safety: a command that bears a key is carried out once.

use crate::failure::Failure;

/// What an `Idempotency-Key` becomes: digests, so that an item stays small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Of the caller, the route and the key: names one command of one caller.
    pub command: [u8; 12],
    /// Of the body: the same key with another body is an error of the app.
    pub body: [u8; 8],
    /// Of the same body as the version before computed it, from its bytes; no row keeps it. A command that was carried
    /// out before a deployment is still recognised when it is repeated after it.
    pub former: Option<[u8; 8]>,
}

impl Key {
    /// Whether the command that was stored under this key had the same body.
    pub fn repeats(&self, stored: &Self) -> bool {
        stored.body == self.body || self.former == Some(stored.body)
    }
}

/// What a command may ask for besides its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Request {
    /// So that a repeat is carried out once.
    pub key: Option<Key>,
    /// The version that the caller has seen (`If-Match`).
    pub if_match: Option<u64>,
}

impl Request {
    /// Refuses a command of somebody who has seen another version.
    pub fn check_version(&self, current: u64) -> Result<(), Failure> {
        if self.if_match.is_none_or(|seen| seen == current) {
            return Ok(());
        }
        Err(Failure::VersionDiffers { current })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_the_same_by_either_digest_and_no_other_is() {
        let stored = |body| Key { command: [7; 12], body: [body; 8], former: None };
        let key = Key { former: Some([2; 8]), ..stored(1) };

        assert!(key.repeats(&stored(1)) && key.repeats(&stored(2)));
        assert!(!key.repeats(&stored(3)) && !stored(1).repeats(&stored(2)));
    }
}

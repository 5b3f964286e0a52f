//! Retry safety: a command that bears a key is carried out once.

/// What an `Idempotency-Key` becomes: digests, so that an item stays small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Of the caller, the route and the key: names one command of one caller.
    pub command: [u8; 12],
    /// Of the body: the same key with another body is an error of the app.
    pub body: [u8; 8],
}

/// What a command may ask for besides its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Request {
    /// So that a repeat is carried out once.
    pub key: Option<Key>,
    /// The version that the caller has seen (`If-Match`).
    pub if_match: Option<u64>,
}

//! Ids: opaque texts that cannot be mistaken for one another.

use std::{fmt, hash, marker::PhantomData};

use sha2::{Digest, Sha256};

use crate::{
    idempotency::Key,
    invalid::{Form, Invalid},
};

/// An opaque id: 1 to 64 letters, digits and hyphens; `Of` tells what it names.
pub struct Id<Of> {
    text: Box<str>,
    of: PhantomData<fn() -> Of>,
}

/// What a [`CustomerId`] names.
pub enum Customer {}
/// What a [`TechnicianId`] names.
pub enum Technician {}
/// What an [`InterventionId`] names.
pub enum Intervention {}
/// What a [`QuoteId`] names.
pub enum Quote {}
/// What an [`ExtraId`] names.
pub enum Extra {}
/// What a [`MediumId`] names.
pub enum Medium {}
/// What a [`QuestionId`] names.
pub enum Question {}
/// What an [`OperatorId`] names.
pub enum Operator {}

/// A customer: the `sub` of their token.
pub type CustomerId = Id<Customer>;
/// A technician: the `sub` of their token.
pub type TechnicianId = Id<Technician>;
/// An intervention: 32 hexadecimal digits.
pub type InterventionId = Id<Intervention>;
/// A quote, unique within its intervention.
pub type QuoteId = Id<Quote>;
/// An extra, unique within its intervention.
pub type ExtraId = Id<Extra>;
/// A photo or a voice note.
pub type MediumId = Id<Medium>;
/// A question to the team.
pub type QuestionId = Id<Question>;
/// An operator: the `sub` of their token.
pub type OperatorId = Id<Operator>;

impl<Of> Id<Of> {
    /// The text as apps see it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same person in another role: every id of a person is the `sub` of their token.
    pub(crate) fn same<Other>(id: &Id<Other>) -> Self {
        Self { text: id.text.clone(), of: PhantomData }
    }

    /// Its first eight characters: enough for people to tell papers apart.
    pub fn short(&self) -> &str {
        self.text.get(..8).unwrap_or(&self.text)
    }

    /// The id that a declaration or question with this key always gets, so that a repeat finds it.
    pub fn derived(key: &Key) -> Self {
        let digest = Sha256::digest(key.command);
        let number = u128::from_be_bytes(std::array::from_fn(|place| digest[place]));
        Self::from_trusted(format!("{number:032x}"))
    }

    /// A new id out of a random number, which the edge makes.
    pub fn of_random(random: u128) -> Self {
        Self::from_trusted(format!("{random:032x}"))
    }

    /// The id of the `number`-th entry of a timeline: unique within its intervention.
    pub fn numbered(number: usize) -> Self {
        Self::from_trusted(number.to_string())
    }

    fn from_trusted(text: String) -> Self {
        Self { text: text.into_boxed_str(), of: PhantomData }
    }
}

impl CustomerId {
    /// Stands where the id of a customer stood who is not to be known any more. No token has such a `sub`.
    pub fn erased() -> Self {
        Self::from_trusted("erased".to_owned())
    }
}

impl<Of> TryFrom<String> for Id<Of> {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let visible = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if text.is_empty() || text.len() > 64 || !text.bytes().all(visible) {
            return Err(Invalid::Malformed(Form::Id));
        }
        Ok(Self::from_trusted(text))
    }
}

impl<Of> Clone for Id<Of> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), of: PhantomData }
    }
}

impl<Of> PartialEq for Id<Of> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<Of> Eq for Id<Of> {}

impl<Of> PartialOrd for Id<Of> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<Of> Ord for Id<Of> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<Of> hash::Hash for Id<Of> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<Of> fmt::Debug for Id<Of> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<Of> fmt::Display for Id<Of> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_smuggle_a_separator_into_a_key() {
        for hostile in ["", "a#b", "a b", "é", "../a", &"a".repeat(65)] {
            let parsed = InterventionId::try_from(hostile.to_owned());

            assert_eq!(parsed, Err(Invalid::Malformed(Form::Id)), "{hostile}");
        }
    }

    #[test]
    fn a_repeated_declaration_derives_the_same_id() {
        let key = Key { command: [7; 12], body: [1; 8], former: None };
        let other_body = Key { command: [7; 12], body: [2; 8], former: None };

        let id = InterventionId::derived(&key);

        assert_eq!(id, InterventionId::derived(&other_body));
        assert_eq!(id.as_str().len(), 32);
    }
}

//! Who declares and pays.

use crate::{
    id::CustomerId,
    invalid::{Form, Invalid},
    place::Address,
    text::Name,
};

/// What a customer tells about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who.
    pub id: CustomerId,
    /// As invoices and technicians see them.
    pub name: Name,
    /// For the technician who accepted, and nobody else (rule 29).
    pub phone: Phone,
    /// Where invoices are addressed to.
    pub billing_address: Address,
}

/// A phone number: `+` and 8 to 15 digits (E.164).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(Box<str>);

impl Phone {
    /// The number as it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phone {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let dialled = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if dialled { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::Phone)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_a_plus_and_8_to_15_digits() {
        let phone = |text: &str| Phone::try_from(text.to_owned()).is_ok();

        assert!(["+33612345678", "+12345678", "+123456789012345"].into_iter().all(phone));
        assert!(!["0612345678", "+1234567", "+1234567890123456", "+33 6", "+", ""].into_iter().any(phone));
    }
}

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

/// A phone number as it is dialled from abroad: `+`, the code of the country and the number (E.164).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(Box<str>);

impl Phone {
    /// The number as it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Phone {
    /// The number as a row has it: rows from before numbers were checked must still be read.
    pub fn stored(text: String) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let dialled = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if dialled { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::Phone)) }
    }
}

impl TryFrom<String> for Phone {
    type Error = Invalid;

    /// Takes a number that the plan of its country knows, spelt as it is stored: the library would leave out the zero of
    /// `+330612345678`, which nobody can dial.
    fn try_from(text: String) -> Result<Self, Invalid> {
        let known = phonelib::normalize_phone_number(&text).is_some_and(|number| number == text);
        if known { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::Phone)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_29_a_phone_number_is_one_of_its_country_s_plan_and_can_be_dialled() {
        let phone = |text: &&str| Phone::try_from((*text).to_owned()).is_ok();
        let known = ["+33612345678", "+33322915000", "+262692123456", "+32470123456", "+4915112345678"];
        let unknown = [
            "+330612345678",
            "0612345678",
            "+3361234567",
            "+336123456789",
            "+33 6 12 34 56 78",
            "+12345678",
            "+999123456789",
            "+",
            "",
        ];

        assert_eq!(known.iter().filter(|text| !phone(text)).collect::<Vec<_>>(), Vec::<&&str>::new());
        assert_eq!(unknown.iter().filter(|text| phone(text)).collect::<Vec<_>>(), Vec::<&&str>::new());
    }

    #[test]
    fn rule_29_a_number_of_an_old_row_is_still_read() {
        assert!(Phone::stored("+330612345678".to_owned()).is_ok());
        assert!(Phone::stored("0612345678".to_owned()).is_err());
    }
}

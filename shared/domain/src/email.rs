//! E-mail addresses: how operators name a colleague.

use crate::invalid::{Form, Invalid};

/// An e-mail address. Whether it leads to anybody only the user pool can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(Box<str>);

/// The longest address that a mail server accepts (RFC 5321).
const LENGTH_MAX: usize = 254;

impl Email {
    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let is_visible = text.chars().all(|one| !one.is_whitespace() && !one.is_control());
        let (name, host) = text.rsplit_once('@').ok_or(Invalid::Malformed(Form::Email))?;
        let is_address = !name.is_empty() && !name.contains('@') && host.contains('.') && host.len() > 2;
        if text.len() <= LENGTH_MAX && is_visible && is_address {
            Ok(Self(text.into_boxed_str()))
        } else {
            Err(Invalid::Malformed(Form::Email))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        let is_address = |text: &str| Email::try_from(text.to_owned()).is_ok();

        assert!(["lea@hop-assist.example", "lea.m+x@sub.example.org"].into_iter().all(is_address));
        let long = format!("{}@example.org", "a".repeat(254));
        for text in ["", "lea", "@example.org", "lea@", "lea@host", "a b@c.example", "a@b@c.example", &long] {
            assert!(!is_address(text), "{text}");
        }
    }
}

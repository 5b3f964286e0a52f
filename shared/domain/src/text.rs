//! Texts with a rule: their length in characters, and no control characters.

use crate::invalid::{Form, Invalid};

/// A text of `MIN` to `MAX` characters (Unicode scalar values) without control characters but line breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MIN: usize, const MAX: usize>(Box<str>);

/// What is broken, in the customer's words (rule 4).
pub type Description = Text<10, 2_000>;
/// What a line of a quote or an extra is.
pub type Label = Text<1, 120>;
/// A name of a person, company or flat rate. No other text has its greatest length.
pub type Name = Text<1, NAME_MAX>;

const NAME_MAX: usize = 80;
/// The most characters of what stands on one line.
const LINE_MAX: usize = 120;

/// A line of an address.
pub type Line = Text<1, 120>;
/// A short remark: a floor, a door code, a reason, a subject.
pub type Remark = Text<1, 500>;
/// A comment beside a rating.
pub type Comment = Text<1, 1_000>;
/// A long text: a diagnosis, the work done, a question.
pub type Story = Text<1, 4_000>;

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Refuses a text of which nobody sees anything, a line that breaks, and a name without any letter or digit or with
    /// characters that turn the direction of the text around them. Texts that were stored before these rules pass.
    pub fn check_legible(self) -> Result<Self, Invalid> {
        let has = |is: fn(char) -> bool| self.0.chars().any(is);
        let is_whole = MAX > LINE_MAX || !has(char::is_control);
        let is_name = MAX != NAME_MAX || has(char::is_alphanumeric) && !has(turns);
        if has(shows) && is_whole && is_name { Ok(self) } else { Err(Invalid::Malformed(Form::Text)) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character leaves something on paper.
fn shows(one: char) -> bool {
    let is_blank =
        matches!(one, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    !one.is_whitespace() && !is_blank && !turns(one)
}

/// Whether a character changes the direction of the text around it (bidirectional controls of Unicode).
fn turns(one: char) -> bool {
    matches!(one, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The texts that replace erased ones (rule 30). They are stored, so there may be more of them, but none may change.
pub mod erased {
    use super::{Description, Line, Name, Remark, Text};

    /// In place of the name of a person.
    pub fn account() -> Name {
        Text("Compte effacé".into())
    }

    /// In place of number and street.
    pub fn address() -> Line {
        Text("Adresse effacée".into())
    }

    /// In place of the reason of an operator.
    pub fn reason() -> Remark {
        Text("Motif effacé".into())
    }

    /// In place of what was broken.
    pub fn description() -> Description {
        Text("Description effacée".into())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let count = text.chars().count();
        if count > MAX {
            return Err(Invalid::TooLong { max: MAX });
        }
        if count < MIN || text.trim().chars().count() < MIN {
            return Err(Invalid::TooShort { min: MIN });
        }
        if text.chars().any(|one| one.is_control() && !matches!(one, '\n' | '\r' | '\t')) {
            return Err(Invalid::Malformed(Form::Text));
        }
        Ok(Self(text.into_boxed_str()))
    }
}

impl<const MIN: usize, const MAX: usize> std::fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(text: &str) -> Result<Description, Invalid> {
        Description::try_from(text.to_owned())
    }

    #[test]
    fn rule_4_a_description_has_10_to_2000_characters() {
        assert_eq!(description("too short"), Err(Invalid::TooShort { min: 10 }));
        assert!(description(&"é".repeat(10)).is_ok());
        assert!(description(&"é".repeat(2_000)).is_ok());
        assert_eq!(description(&"é".repeat(2_001)), Err(Invalid::TooLong { max: 2_000 }));
        assert_eq!(description("   a      \n   "), Err(Invalid::TooShort { min: 10 }));
    }

    #[test]
    fn rule_35_a_name_has_a_letter_or_a_digit_and_keeps_its_direction() {
        let name = |text: &str| Name::try_from(text.to_owned()).and_then(Name::check_legible);

        for legible in ["Zoé", "李", "محمد", "A", "7"] {
            assert!(name(legible).is_ok(), "{legible}");
        }
        for other in ["\u{200b}", "\u{202e}", "...", "Zo\u{202e}é", "\u{2067}Zoé"] {
            assert_eq!(name(other), Err(Invalid::Malformed(Form::Text)), "{other:?}");
        }
        assert!(Comment::try_from("👍".to_owned()).and_then(Comment::check_legible).is_ok());
    }

    #[test]
    fn a_text_shows_something_and_a_line_does_not_break() {
        let line = |text: &str| Line::try_from(text.to_owned()).and_then(Line::check_legible);
        let told = |text: &str| description(text).and_then(Description::check_legible);

        assert!(line("12 rue des Cordeliers").is_ok() && told("The boiler\n\tleaks.").is_ok());
        for broken in ["12 rue\ndes Cordeliers", "12\true", "12 rue\r\n", "\u{200b}"] {
            assert_eq!(line(broken), Err(Invalid::Malformed(Form::Text)), "{broken:?}");
        }
        assert_eq!(told(&"\u{200b}".repeat(15)), Err(Invalid::Malformed(Form::Text)));
    }

    #[test]
    fn control_characters_are_refused_but_line_breaks_are_not() {
        assert_eq!(description("a boiler\u{0}leaks"), Err(Invalid::Malformed(Form::Text)));
        assert!(description("a boiler\nleaks").is_ok());
    }
}

//! The numbers by which authorities know a company: checked when they are entered, so no invoice breaks on them later.

use eu_vat::Vat;

use crate::invalid::{Form, Invalid};

/// The French company number: nine digits, the last one a check digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Siren(Box<str>);

impl Siren {
    /// The nine digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as a row has it: rows from before the check digit was checked must still be read.
    pub fn stored(text: String) -> Result<Self, Invalid> {
        let digits = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::Siren)) }
    }

    /// The French number for value-added tax that follows from it.
    pub fn vat_number(&self) -> VatNumber {
        let number = self.0.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        let key = (12 + 3 * (number % 97)) % 97;
        VatNumber(format!("FR{key:02}{}", self.0).into_boxed_str())
    }

    /// The check of Luhn: every second digit from the right is doubled, and all digits add up to a multiple of ten.
    fn is_sound(&self) -> bool {
        let doubled = |digit: u32| if digit < 5 { 2 * digit } else { 2 * digit - 9 };
        let digits = self.0.bytes().rev().map(|byte| u32::from(byte - b'0')).enumerate();
        let sum: u32 = digits.map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit }).sum();
        sum != 0 && sum.is_multiple_of(10)
    }
}

impl TryFrom<String> for Siren {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::stored(text)
            .and_then(|siren| if siren.is_sound() { Ok(siren) } else { Err(Invalid::Malformed(Form::Siren)) })
    }
}

/// A number for value-added tax of a member state of the European Union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatNumber(Box<str>);

impl VatNumber {
    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as a row has it: rows from before numbers were checked must still be read.
    pub fn stored(text: String) -> Result<Self, Invalid> {
        let country = text.bytes().take(2).filter(u8::is_ascii_uppercase).count() == 2;
        let known = country
            && (4..=14).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if known { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::VatNumber)) }
    }

    /// Whether it may be that of a company: a French number holds the SIREN of its company behind two characters.
    pub fn may_be_of(&self, company: &Siren) -> bool {
        self.0.strip_prefix("FR").is_none_or(|number| number.get(2..) == Some(company.as_str()))
    }
}

impl TryFrom<String> for VatNumber {
    type Error = Invalid;

    /// Checks length, shape and check digits by the rules of the member state.
    fn try_from(text: String) -> Result<Self, Invalid> {
        let known = Vat::parse(&text).is_ok_and(|vat| vat.to_string() == text);
        if known { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::VatNumber)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn siren(text: &str) -> Result<Siren, Invalid> {
        Siren::try_from(text.to_owned())
    }

    fn vat_number(text: &str) -> Result<VatNumber, Invalid> {
        VatNumber::try_from(text.to_owned())
    }

    #[test]
    fn rule_22_a_company_number_has_nine_digits_and_the_right_check_digit() {
        let refused = Err(Invalid::Malformed(Form::Siren));

        assert!(["552100554", "732829320", "404833048", "356000000"].map(siren).iter().all(Result::is_ok));
        for wrong in ["732829321", "000000000", "55210055", "5521005540", "55210055A", "552 100 5", ""] {
            assert_eq!(siren(wrong), refused, "{wrong}");
        }
    }

    #[test]
    fn rule_22_each_wrong_digit_of_a_company_number_is_noticed() {
        for place in 0..9 {
            for digit in (b'0'..=b'9').filter(|digit| *digit != b"732829320"[place]) {
                let mut wrong = *b"732829320";
                wrong[place] = digit;
                let wrong = String::from_utf8_lossy(&wrong).into_owned();
                assert!(siren(&wrong).is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn rule_22_the_french_vat_number_follows_from_the_company_number() {
        for (company, number) in
            [("732829320", "FR44732829320"), ("404833048", "FR83404833048"), ("552100554", "FR96552100554")]
        {
            assert_eq!(siren(company).map(|company| company.vat_number()), vat_number(number));
        }
    }

    #[test]
    fn rule_22_a_vat_number_keeps_to_the_rules_of_its_country() {
        let sound = ["FR44732829320", "FRK7399859412", "DE136695976", "ATU13585627", "NL004495445B01"];
        let wrong = [
            "QQ1234",
            "FR12732829320",
            "FR00732829320",
            "fr44732829320",
            "FR 44732829320",
            "DE136695970",
            "",
        ];

        for number in sound {
            assert!(vat_number(number).is_ok(), "{number}");
        }
        for number in wrong {
            assert_eq!(vat_number(number), Err(Invalid::Malformed(Form::VatNumber)), "{number}");
        }
    }

    #[test]
    fn rule_22_a_french_vat_number_holds_the_company_number() {
        let own = siren("732829320").unwrap();

        assert!(
            ["FR44732829320", "DE136695976"].map(vat_number).iter().flatten().all(|one| one.may_be_of(&own))
        );
        assert!(!vat_number("FR83404833048").unwrap().may_be_of(&own));
    }

    #[test]
    fn rule_22_numbers_of_old_rows_are_still_read() {
        assert!(Siren::stored("812345678".to_owned()).is_ok());
        assert!(VatNumber::stored("QQ1234".to_owned()).is_ok());
    }
}

//! The languages that texts are written in, and which one a reader asks for.

use domain::paper::Form;

/// What `Accept-Language` can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// What everybody gets who does not ask for another.
    #[default]
    French,
    /// What `en` asks for.
    English,
}

impl Language {
    /// The best of what a header asks for, which ranks by `q`; the first one wins a tie.
    pub(crate) fn of_header(header: &str) -> Self {
        let mut best = (0, Self::French);
        for wish in header.split(',') {
            let (tag, weight) = weighed(wish);
            let Some(language) = Self::of_tag(tag) else { continue };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// The tag of `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The file of a paper in this language.
    pub fn form(self) -> Form {
        match self {
            Self::French => Form::French,
            Self::English => Form::English,
        }
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "fr" | "*" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// One wish of an `Accept-…` header with its weight in thousandths.
pub(crate) fn weighed(wish: &str) -> (&str, u32) {
    let mut parts = wish.split(';').map(str::trim);
    let tag = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1_000, thousandths);
    (tag, weight)
}

/// `0.8` as 800; what is no weight weighs nothing.
fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = part.bytes().chain(*b"000").take(3);
    let known = matches!(whole, "0" | "1") && part.bytes().all(|byte| byte.is_ascii_digit());
    if !known {
        return 0;
    }
    let part = digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    if whole == "1" { 1_000 } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_what_everybody_gets_who_does_not_ask_for_english() {
        for header in
            ["", "fr", "fr-FR,en;q=0.9", "de", "de, *;q=0.5", "en;q=0", "en;q=0.3, fr;q=0.8", "en;q=x"]
        {
            assert_eq!(Language::of_header(header), Language::French, "{header}");
        }
    }

    #[test]
    fn english_is_what_english_readers_get() {
        for header in ["en", "en-GB", "EN-us, fr;q=0.9", "de, en;q=0.2", "fr;q=0.799,en;q=0.8"] {
            assert_eq!(Language::of_header(header), Language::English, "{header}");
        }
    }
}

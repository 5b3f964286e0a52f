//! Korean syllables in Latin letters: their 11,172 glyphs would not fit the binary; the XML keeps the name as it is.

const FIRST: u32 = 0xac00;
const LAST: u32 = 0xd7a3;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;

const LEADS: [&str; 19] =
    ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi",
    "yu", "eu", "ui", "i",
];
const TAILS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
];

/// A text whose Korean words are spelt by the Revised Romanization, syllable by syllable.
pub(crate) fn romanized(text: String) -> String {
    if !text.chars().any(|one| (FIRST..=LAST).contains(&u32::from(one))) {
        return text;
    }
    let mut spelt = String::new();
    for one in text.chars() {
        let begins = spelt.chars().next_back().is_none_or(|last| !last.is_alphabetic());
        match syllable(one) {
            Some(letters) if begins => spelt.extend(capitalized(&letters)),
            Some(letters) => spelt.push_str(&letters),
            None => spelt.push(one),
        }
    }
    spelt
}

fn syllable(one: char) -> Option<String> {
    let number = u32::from(one).checked_sub(FIRST).filter(|number| *number <= LAST - FIRST)?;
    let place = |number: u32| usize::try_from(number).unwrap_or_default();
    let (lead, rest) = (number / (VOWEL_COUNT * TAIL_COUNT), number % (VOWEL_COUNT * TAIL_COUNT));
    let (vowel, tail) = (rest / TAIL_COUNT, rest % TAIL_COUNT);
    Some([LEADS[place(lead)], VOWELS[place(vowel)], TAILS[place(tail)]].concat())
}

fn capitalized(letters: &str) -> impl Iterator<Item = char> {
    letters.chars().enumerate().map(|(place, one)| if place == 0 { one.to_ascii_uppercase() } else { one })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_names_are_spelt_in_latin_letters() {
        assert_eq!(romanized("김민준".to_owned()), "Gimminjun");
        assert_eq!(romanized("이 서연 (Seoul 서울)".to_owned()), "I Seoyeon (Seoul Seoul)");
        assert_eq!(romanized("Camille 王".to_owned()), "Camille 王");
    }

    #[test]
    fn every_syllable_has_a_spelling() {
        let all = (FIRST..=LAST).filter_map(char::from_u32);

        assert!(all.into_iter().all(|one| syllable(one).is_some_and(|letters| letters.is_ascii())));
    }
}

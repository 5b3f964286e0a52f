//! Stars: what a customer gives (rule 25).

use crate::invalid::Invalid;

/// 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stars(u8);

impl Stars {
    /// How many.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Stars {
    type Error = Invalid;

    fn try_from(stars: i64) -> Result<Self, Self::Error> {
        let known = u8::try_from(stars).ok().filter(|stars| (1..=5).contains(stars));
        known.map(Self).ok_or(Invalid::OutOfRange { min: 1, max: 5 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_25_stars_are_1_to_5() {
        let stars = |count| Stars::try_from(count).map(Stars::number);

        assert_eq!([stars(1), stars(5)], [Ok(1), Ok(5)]);
        assert!([i64::MIN, 0, 6, 257].into_iter().all(|count| stars(count).is_err()));
    }
}

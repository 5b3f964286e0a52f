//! The open list of categories: a new one is a new line here.

use crate::invalid::Invalid;

/// A kind of breakdown that technicians register for.
#[derive(Clone, Copy)]
pub struct Category(&'static Entry);

struct Entry {
    code: &'static str,
    french: &'static str,
    english: &'static str,
}

static CATEGORIES: [Entry; 10] = [
    entry("plumbing", "Plomberie", "Plumbing"),
    entry("electricity", "Électricité", "Electricity"),
    entry("heating", "Chauffage", "Heating"),
    entry("locksmith", "Serrurerie", "Locksmith"),
    entry("glazing", "Vitrerie", "Glazing"),
    entry("appliance", "Électroménager", "Appliances"),
    entry("computing", "Informatique", "Computing"),
    entry("network", "Réseau et internet", "Network and internet"),
    entry("television", "Télévision", "Television"),
    entry("gardening", "Jardinage", "Gardening"),
];

const fn entry(code: &'static str, french: &'static str, english: &'static str) -> Entry {
    Entry { code, french, english }
}

impl Category {
    /// Every category, in the order in which apps show them.
    pub fn all() -> impl Iterator<Item = Self> {
        CATEGORIES.iter().map(Self)
    }

    /// The name in commands, answers and keys.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// The label for readers of French.
    pub fn french(self) -> &'static str {
        self.0.french
    }

    /// The label for readers of English.
    pub fn english(self) -> &'static str {
        self.0.english
    }
}

impl TryFrom<String> for Category {
    type Error = Invalid;

    fn try_from(code: String) -> Result<Self, Invalid> {
        Self::all().find(|category| category.code() == code).ok_or(Invalid::Unknown)
    }
}

impl PartialEq for Category {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Category {}

impl std::fmt::Debug for Category {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_27_categories_are_known_by_their_codes_each_once() {
        let mut codes: Vec<_> = Category::all().map(Category::code).collect();
        codes.sort_unstable();
        codes.dedup();

        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| Category::try_from((*code).to_owned()).is_ok()));
        assert_eq!(Category::try_from("masonry".to_owned()), Err(Invalid::Unknown));
    }
}

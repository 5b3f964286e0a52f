//! What a breakdown can be declared in: the open list, the same for everybody.

use domain::category::Category;

/// Every category, in the order in which apps show them.
pub fn list_categories() -> Vec<Category> {
    Category::all().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_listed_once_in_order() {
        let codes: Vec<_> = list_categories().into_iter().map(Category::code).collect();

        let expected = [
            "plumbing",
            "electricity",
            "heating",
            "locksmith",
            "glazing",
            "appliance",
            "computing",
            "network",
            "television",
            "gardening",
        ];
        assert_eq!(codes, expected);
    }
}

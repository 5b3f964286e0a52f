//! What can be declared, and the prices that are the same for everybody.

use domain::{category::Category, money, policy::Policy};
use serde::Serialize;

use super::Money;

/// The version of `infra/openapi.yaml` that these answers follow.
pub const CONTRACT_VERSION: &str = "0.1.0";

/// The categories with the prices of the policy, and which apps still work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Categories {
    contract_version: &'static str,
    minimum_app_version: String,
    items: Vec<LabelledCategory>,
    prices: Prices,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct LabelledCategory {
    category: &'static str,
    label: Label,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Label {
    fr: &'static str,
    en: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Prices {
    base_minutes: i64,
    base_price: Money,
    free_cancel_minutes: i64,
    fee_on_the_way: Money,
    fee_arrived: Money,
    absence_minutes: i64,
    extras_free: Money,
}

impl Categories {
    /// The categories in the order given, and the oldest version of the apps that still works.
    pub fn of(categories: &[Category], policy: &Policy, minimum_app_version: &str) -> Self {
        Self {
            contract_version: CONTRACT_VERSION,
            minimum_app_version: minimum_app_version.to_owned(),
            items: categories.iter().copied().map(LabelledCategory::from).collect(),
            prices: policy.into(),
        }
    }
}

impl From<Category> for LabelledCategory {
    fn from(category: Category) -> Self {
        let label = Label { fr: category.french(), en: category.english() };
        Self { category: category.code(), label }
    }
}

impl From<&Policy> for Prices {
    fn from(policy: &Policy) -> Self {
        let amount = |cents| money::Money::of_cents(cents).into();
        Self {
            base_minutes: policy.base_minutes,
            base_price: policy.base_price().into(),
            free_cancel_minutes: policy.free_cancel_minutes,
            fee_on_the_way: amount(policy.fee_on_the_way_cents),
            fee_arrived: amount(policy.fee_arrived_cents),
            absence_minutes: policy.absence_minutes,
            extras_free: amount(policy.extras_free_cents),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_has_a_label_in_both_languages_and_prices_are_whole_cents() {
        let heating = Category::try_from("heating".to_owned()).unwrap();

        let view = serde_json::to_value(Categories::of(&[heating], &Policy::default(), "1.4.0")).unwrap();

        let euros = |cents: i64| serde_json::json!({ "cents": cents, "currency": "EUR" });
        let expected = serde_json::json!({
            "contractVersion": CONTRACT_VERSION,
            "minimumAppVersion": "1.4.0",
            "items": [{ "category": "heating", "label": { "fr": "Chauffage", "en": "Heating" } }],
            "prices": {
                "baseMinutes": 30,
                "basePrice": euros(4_999),
                "freeCancelMinutes": 5,
                "feeOnTheWay": euros(1_500),
                "feeArrived": euros(3_000),
                "absenceMinutes": 15,
                "extrasFree": euros(15_000),
            },
        });
        assert_eq!(view, expected);
    }
}

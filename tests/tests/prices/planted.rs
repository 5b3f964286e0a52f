//! Ten wrong numbers of the policy: each is found.

use embedded::embedded;
use tests::{
    house::House,
    reckoning::deed::Numbers,
    telling::{Policy, tell},
};

use crate::STORIES;

/// Each a little off.
const WRONG: [(&str, i64); 10] = [
    ("POLICY_BASE_PRICE_CENTS", 5_000),
    ("POLICY_BASE_MINUTES", 31),
    ("POLICY_FREE_CANCEL_MINUTES", 6),
    ("POLICY_FEE_ON_THE_WAY_CENTS", 1_501),
    ("POLICY_FEE_ARRIVED_CENTS", 2_999),
    ("POLICY_ABSENCE_MINUTES", 14),
    ("POLICY_ARRIVAL_MINUTES", 46),
    ("POLICY_EXTRAS_FREE_CENTS", 14_000),
    ("POLICY_CEILING_WARNING_PERCENT", 85),
    ("POLICY_VAT_PERCENT", 19),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_14_to_22_each_of_ten_wrong_numbers_is_found() {
    let mut missed = Vec::new();
    for (name, value) in WRONG {
        let house = House::open(embedded().await).with_policy(name, value);
        let policy = [Policy { house, numbers: Numbers::OF_THE_RULES }];
        if !is_found(&policy).await {
            missed.push(name);
        }
    }

    assert_eq!(missed, Vec::<&str>::new());
}

async fn is_found(policy: &[Policy]) -> bool {
    for number in 0..STORIES {
        if tell(policy, number).await.is_err() {
            return true;
        }
    }
    false
}

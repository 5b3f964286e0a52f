//! Random lives in this process: after each deed the price is the one that the rules say.

use tests::lives::live;

/// How many lives a test lives; `cargo bench --bench lives` lives more.
const LIVES: u64 = 2_000;

#[test]
fn rules_13_to_22_whatever_people_do_the_price_is_that_of_the_rules() {
    let faults: Vec<String> = (0..LIVES).filter_map(|seed| live(seed).err()).take(10).collect();

    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n\n"));
}

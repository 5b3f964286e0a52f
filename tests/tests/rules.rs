//! The rules of dispatch, each with the tests that prove it by number.
//!
//! `cargo test -p tests --test rules -- --nocapture` prints the list.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use tests::event;

/// Rules of matching, offers, waiting, expiry, promises and presence.
const DISPATCH: [u32; 8] = [5, 6, 7, 8, 9, 10, 11, 28];

/// Where tests stand.
const FOLDERS: [&str; 4] = ["functions", "infra", "shared", "tests"];

#[test]
fn every_rule_of_dispatch_is_proved_by_tests_that_bear_its_number() {
    let mut proofs: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for folder in FOLDERS {
        collect(&event::root().join(folder), &mut proofs);
    }

    for rule in DISPATCH {
        let tests = proofs.get(&rule).cloned().unwrap_or_default();
        list(rule, &tests);
        assert!(tests.len() >= 3, "rule {rule} has {} tests", tests.len());
    }
}

#[expect(clippy::print_stdout, reason = "who asks for the list reads it there")]
fn list(rule: u32, tests: &BTreeSet<String>) {
    println!("rule {rule}");
    for test in tests {
        println!("    {test}");
    }
}

fn collect(folder: &Path, proofs: &mut BTreeMap<u32, BTreeSet<String>>) {
    for entry in fs::read_dir(folder).expect("a folder of the project").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, proofs);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("sources can be read");
            for (rule, name) in proved(&text) {
                let place = path.strip_prefix(event::root()).expect("below the project").display();
                proofs.entry(rule).or_default().insert(format!("{place}: {name}"));
            }
        }
    }
}

/// Names of tests such as `rule_8_of_two_the_first_gets_it`: a function below `#[test]`, not one that is called so.
fn proved(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        let signature = line.trim_start_matches("async ").strip_prefix("fn rule_");
        if let Some((number, rest)) = signature.filter(|_| is_test).and_then(|name| name.split_once('_'))
            && let Ok(rule) = number.parse()
        {
            let rest = rest.split('(').next().unwrap_or_default();
            found.push((rule, format!("rule_{number}_{rest}")));
        }
        is_test = line.starts_with("#[test]")
            || line.starts_with("#[tokio::test")
            || (is_test && line.starts_with("#["));
    }
    found
}

#[test]
fn a_function_that_is_no_test_proves_nothing() {
    let text = "#[test]\nfn rule_8_a() {}\nfn rule_9_b() {}\n#[tokio::test]\nasync fn rule_10_c() {}";

    let rules: Vec<u32> = proved(text).into_iter().map(|(rule, _)| rule).collect();

    assert_eq!(rules, [8, 10]);
}

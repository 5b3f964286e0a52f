//! Each alarm of the template rings by the fault for which it is there, and has a page that says what to do.
//!
//! `ours` makes the fault happen and reads the metric in the log of the real function. `counted` makes the fault happen
//! and shows the thing that AWS counts: an error, a 5xx, a message that stays. `shell` runs the commands of the pages.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod alarm;
mod counted;
mod ours;
mod shell;

use std::{collections::BTreeSet, fs};

use serde_json::Value;
use tests::event;

use crate::alarm::template;

/// The alarms, each with its description.
fn alarms() -> Vec<(String, String)> {
    let template = template();
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let described = |(name, body): (&str, &Value)| {
        let description = body["Properties"]["AlarmDescription"].as_str();
        (name.to_owned(), description.unwrap_or_else(|| panic!("{name} is not described")).to_owned())
    };
    alarms.map(described).collect()
}

#[test]
fn the_fault_of_each_alarm_is_made_to_happen() {
    let tried: Vec<&str> = ours::ALARMS.iter().chain(&counted::ALARMS).copied().collect();

    let names: BTreeSet<String> = alarms().into_iter().map(|(name, _)| name).collect();
    assert_eq!(tried.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), names);
    assert_eq!(tried.len(), names.len(), "an alarm is tried twice");
}

/// The page of an alarm: `InvoicesDeadAlarm` has `docs/runbooks/invoices-dead.md`.
fn page(alarm: &str) -> String {
    let name = alarm.strip_suffix("Alarm").unwrap_or_else(|| panic!("{alarm} is not called an alarm"));
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.extend(letter.to_lowercase());
    }
    format!("docs/runbooks/{words}.md")
}

#[test]
fn each_alarm_ends_with_the_path_of_its_page_and_each_page_has_its_alarm() {
    let others = ["docs/runbooks/README.md", "docs/runbooks/restore.md"];
    let mut pages = BTreeSet::from(others.map(ToOwned::to_owned));
    for (name, description) in alarms() {
        let page = page(&name);
        assert!(description.ends_with(&format!(". {page}")), "{name}: {description}");
        pages.insert(page);
    }

    let folder = fs::read_dir(event::root().join("docs/runbooks")).expect("the runbooks are there");
    let written = folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let written: BTreeSet<String> = written.map(|name| format!("docs/runbooks/{name}")).collect();
    assert_eq!(written, pages);
}

#[test]
fn each_page_says_what_it_means_what_to_look_at_and_what_to_do_about_resources_that_exist() {
    let template = template();
    let resources = template.resources().as_object().expect("resources have names");
    let mut wrong = Vec::new();
    for (name, _) in alarms() {
        let path = page(&name);
        let text = fs::read_to_string(event::root().join(&path)).expect("a page");
        let heads: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
        let heads_wanted = ["## What it means", "## What to look at", "## What to do"];
        if heads.len() != 4 || heads[1..] != heads_wanted {
            wrong.push(format!("{path}: {heads:?}"));
        }
        for named in text.split("$(of ").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !resources.contains_key(named) {
                wrong.push(format!("{path}: the template has no {named}"));
            }
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !event::root().join("docs/runbooks").join(link).exists() {
                wrong.push(format!("{path}: {link} leads nowhere"));
            }
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

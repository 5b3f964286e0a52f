//! The fields of an answer, and how the table spells them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The paths of all values that an answer holds, such as `address.city`; items of lists share theirs, and a list without
/// items is one value.
pub(crate) fn fields(body: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(body, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        // Its two members say one thing.
        Value::Object(members) if members.contains_key("currency") => drop(found.insert(path.to_owned())),
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(member, &path, found);
            }
        }
        Value::Array(items) if items.is_empty() => drop(found.insert(format!("{path}[]"))),
        Value::Array(items) => items.iter().for_each(|item| collect(item, &format!("{path}[]"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found.insert(path.to_owned());
        }
    }
}

/// In what an answer differs from the fullest one.
pub(crate) fn difference(found: &BTreeSet<String>, all: &BTreeSet<String>) -> String {
    let empty: Vec<_> = found.difference(all).filter(|path| path.ends_with("[]")).collect();
    let of_empty = |path: &String| empty.iter().any(|list| path.starts_with(list.as_str()));
    let less: BTreeSet<_> = all.difference(found).filter(|path| !of_empty(path)).cloned().collect();
    let more: BTreeSet<_> = found.difference(all).cloned().collect();
    let told = [("without ", less), ("with ", more)];
    let told: Vec<_> = told.iter().filter(|(_, fields)| !fields.is_empty()).collect();
    if told.is_empty() {
        return "the same".to_owned();
    }
    told.iter().map(|(word, fields)| format!("{word}{}", spelt(fields))).collect::<Vec<_>>().join(", ")
}

/// Paths that begin alike stand together: `address {city line1}`.
pub(crate) fn spelt(fields: &BTreeSet<String>) -> String {
    let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in fields {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let members = groups.entry(first).or_default();
        if !rest.is_empty() {
            members.insert(rest.to_owned());
        }
    }
    let group = |(name, members): (&&str, &BTreeSet<String>)| {
        if members.is_empty() { (*name).to_owned() } else { format!("{name} {{{}}}", spelt(members)) }
    };
    groups.iter().map(group).collect::<Vec<_>>().join(" ")
}

/// The text in lines of the table's width, each after the first indented.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let (mut lines, mut length) = (String::new(), indent);
    for word in text.split(' ') {
        if length + word.len() >= WIDTH {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            length = indent;
        } else if !lines.is_empty() {
            lines.push(' ');
        }
        lines += word;
        length += word.len() + 1;
    }
    lines
}

const WIDTH: usize = 120;

//! Who may depend on whom: the table of ARCHITECTURE.md held against what cargo builds.

use std::{collections::BTreeSet, path::PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// A crate of ours, and the only crates of ours that it may use.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("documents", &["domain"]),
    ("samples", &["domain", "documents"]),
    ("store", &["domain", "trace"]),
    ("media", &["domain"]),
    ("queue", &["domain", "trace"]),
    ("places", &["domain"]),
    ("accounts", &["domain"]),
    ("erasure", &["accounts", "domain", "media", "store"]),
    ("recorded", &[]),
    ("embedded", &["domain", "media", "permissions", "store"]),
    ("lambda", &["domain", "trace"]),
    ("permissions", &[]),
    ("trace", &["domain"]),
    ("local", &["domain", "permissions", "recorded"]),
    ("ops", &["domain", "lambda", "local", "media", "store"]),
    ("seeds", &["domain", "embedded", "generate-invoice", "media", "queue", "store", "write-report"]),
    ("tests", &["*"]),
];

/// What a function may use.
const FUNCTION_MAY_USE: [&str; 10] =
    ["accounts", "documents", "domain", "erasure", "lambda", "media", "places", "queue", "store", "trace"];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo describes the workspace");
    metadata.packages
}

fn ours_used_by(package: &Package, ours: &BTreeSet<String>) -> Vec<String> {
    let built = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    built.map(|dependency| dependency.name.clone()).filter(|name| ours.contains(name)).collect()
}

#[test]
fn every_crate_uses_only_the_layers_below_it() {
    let packages = packages();
    let ours: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();

    let mut wrong = Vec::new();
    for package in &packages {
        let known = MAY_USE.iter().find(|(name, _)| *name == package.name.as_str());
        let allowed = known.map_or(&FUNCTION_MAY_USE[..], |(_, allowed)| allowed);
        let used = ours_used_by(package, &ours);
        let forbidden =
            used.into_iter().filter(|name| !allowed.contains(&"*") && !allowed.contains(&name.as_str()));
        wrong.extend(forbidden.map(|name| format!("{} uses {name}", package.name)));
    }

    assert_eq!(wrong, Vec::<String>::new());
    assert!(packages.len() > 30, "the whole workspace is looked at");
}

#[test]
fn a_use_case_knows_nothing_of_the_edge() {
    let mut wrong = Vec::new();
    for package in packages() {
        let manifest = package.manifest_path.parent().expect("a manifest lies in a folder");
        if manifest.parent().and_then(|folder| folder.file_name()) != Some("functions") {
            continue;
        }
        let source = std::fs::read_to_string(manifest.join("src/lib.rs")).expect("a function has a lib.rs");
        if source.contains("lambda::") {
            wrong.push(package.name.to_string());
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

/// Every source file of the workspace that is not a test.
fn sources() -> Vec<PathBuf> {
    let root = MetadataCommand::new().no_deps().exec().expect("cargo describes the workspace").workspace_root;
    let mut folders: Vec<PathBuf> =
        ["shared", "functions", "infra/local"].map(|one| root.join(one).into()).into();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the workspace") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("tests") && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn rule_22_only_the_calendar_turns_an_instant_into_a_date() {
    let named = |path: &PathBuf| std::fs::read_to_string(path).expect("a source").contains("TimeZone");

    let naming: Vec<PathBuf> = sources().into_iter().filter(named).collect();

    let [calendar] = naming.as_slice() else { panic!("a time zone is named in {naming:?}") };
    assert!(calendar.ends_with("shared/domain/src/calendar.rs"), "{calendar:?}");
}

//! Who may depend on whom: the table of ARCHITECTURE.md held against what cargo builds.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// A crate of ours, and the only crates of ours that it may use.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("documents", &["domain"]),
    ("samples", &["domain", "documents"]),
    ("store", &["domain"]),
    ("media", &["domain"]),
    ("queue", &["domain"]),
    ("places", &["domain"]),
    ("recorded", &[]),
    ("embedded", &["domain", "media", "store"]),
    ("lambda", &["domain"]),
    ("local", &["domain", "recorded"]),
    ("tests", &["*"]),
];

/// What a function may use.
const FUNCTION_MAY_USE: [&str; 7] = ["domain", "store", "media", "queue", "places", "documents", "lambda"];

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

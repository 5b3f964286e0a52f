//! One list of functions: folders, template, samples and binaries say the same.

use std::collections::BTreeSet;

use domain::policy::Policy;
use tests::event;

fn template() -> String {
    std::fs::read_to_string(event::root().join("infra/template.yaml")).expect("the template is there")
}

#[test]
fn the_template_deploys_every_function_and_no_other() {
    let template = template();
    let deployed = template.lines().filter_map(|line| line.trim().strip_prefix("CodeUri: ../target/lambda/"));
    let deployed: BTreeSet<String> = deployed.map(|name| name.trim_end_matches('/').to_owned()).collect();

    assert_eq!(deployed, event::functions().into_iter().collect());
}

#[test]
fn every_function_has_a_sample_event() {
    let folder = std::fs::read_dir(event::root().join("events")).expect("the project has samples");
    let names = folder.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let samples: BTreeSet<String> =
        names.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned())).collect();

    assert_eq!(samples, event::functions().into_iter().collect());
}

#[test]
fn the_template_sets_every_parameter_of_the_policy_to_its_default() {
    let template = template();
    let variables = template.lines().map(str::trim).filter(|line| line.starts_with("POLICY_"));
    let variables: Vec<(&str, &str)> = variables.filter_map(|line| line.split_once(": !Ref ")).collect();

    let names: BTreeSet<&str> = variables.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, Policy::names().into_iter().collect());
    let lookup = |name: &str| {
        let (_, parameter) = variables.iter().find(|(known, _)| *known == name)?;
        let (_, parameter) = template.split_once(&format!("\n  {parameter}:\n"))?;
        let default = parameter.lines().find_map(|line| line.trim().strip_prefix("Default: "))?;
        Some(default.trim_matches('\'').to_owned())
    };
    assert_eq!(Policy::from_lookup(lookup), Ok(Policy::default()));
}

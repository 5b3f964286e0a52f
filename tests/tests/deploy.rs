//! What `cargo ops deploy` hands to SAM: a package changes exactly where its function does.

use std::{fs, path::Path, path::PathBuf};

use local::template::Template;
use ops::{Adoption, Deployment, STAMP};
use serde_json::{Map, Value};

const TEMPLATE: &str = "
Parameters:
  BasePriceCents: { Type: Number, Default: 4999 }
  RoadServiceUrl: { Type: String, Default: '' }
  WebOrigin: { Type: String }
Globals: { Function: { Timeout: 10, Environment: { Variables: { BASE: !Ref BasePriceCents, TABLE: !Ref Table } } } }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [pk], Protected: false } }
  MatchFunction:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ../target/lambda/match/, Environment: { Variables: { ROADS: !Ref RoadServiceUrl } } }
  RateFunction: { Type: AWS::Serverless::Function, Properties: { CodeUri: ../target/lambda/rate/, Timeout: 5 } }
";

/// A workspace with two functions that are built.
fn workspace(name: &str, overrides: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("deploy-{name}"));
    for function in ["match", "rate"] {
        let package = root.join("target/lambda").join(function);
        fs::create_dir_all(&package).expect("a test may write into its folder");
        fs::write(package.join("bootstrap"), "built").expect("a test may write into its folder");
    }
    fs::create_dir_all(root.join("infra")).expect("a test may write into its folder");
    let config = format!(
        "[staging.deploy.parameters]\nstack_name = 's'\nregion = 'eu-west-3'\nparameter_overrides = [{overrides}]\n"
    );
    fs::write(root.join("infra/samconfig.toml"), config).expect("a test may write into its folder");
    root
}

/// The files that a deployment puts into the packages.
fn stamped(name: &str, template: &str, overrides: &str) -> [Value; 2] {
    let root = workspace(name, overrides);
    let deployment = Deployment::read(&root, "staging").expect("it is an environment");
    let template = Template::parse(template).expect("it is a template");
    assert_eq!(deployment.stamp(&root, &template, None).expect("both are built"), 2);
    ["match", "rate"].map(|function| {
        let stamp = fs::read(root.join("target/lambda").join(function).join(STAMP)).expect("it is there");
        serde_json::from_slice(&stamp).expect("it is JSON")
    })
}

#[test]
fn a_price_or_a_service_that_changes_changes_the_packages_of_the_functions_that_read_it() {
    let [matching, rating] = stamped("first", TEMPLATE, "");
    let [also_matching, also_rating] =
        stamped("again", TEMPLATE, "'WebOrigin=https://app.example.org', 'BasePriceCents=4999'");
    let [dear_matching, dear_rating] = stamped("dear", TEMPLATE, "'BasePriceCents=5999'");
    let [by_road, rating_as_before] =
        stamped("roads", TEMPLATE, "'RoadServiceUrl=https://r.example.org/a=b'");
    let slow = TEMPLATE.replace("Timeout: 5", "Timeout: 7");
    let [matching_as_before, rating_longer] = stamped("slow", &slow, "");

    assert_eq!((&also_matching, &also_rating), (&matching, &rating));
    assert_eq!((&matching_as_before, &rating_as_before), (&matching, &rating));
    assert_eq!(dear_rating["Environment"]["Variables"]["BASE"], "5999");
    assert_eq!(dear_matching["Environment"]["Variables"]["BASE"], "5999");
    assert_eq!(by_road["Environment"]["Variables"]["ROADS"], "https://r.example.org/a=b");
    assert_eq!((&rating["Timeout"], &rating_longer["Timeout"]), (&5.into(), &7.into()));
}

/// A version keeps the name of the table that it was published with.
#[test]
fn a_table_that_is_replaced_changes_the_packages_of_the_functions_that_are_told_its_name() {
    let before = stamped("named", TEMPLATE, "");

    let protected = stamped("protected", &TEMPLATE.replace("Protected: false", "Protected: true"), "");
    let replaced = stamped("replaced", &TEMPLATE.replace("[pk]", "[pk, sk]"), "");

    assert_eq!(protected, before, "CloudFormation changes the table in place");
    assert!(replaced[0] != before[0] && replaced[1] != before[1]);
}

/// So its deployment publishes each function for the first time, with the name of the table that was taken over. An import
/// into a stack that has functions is refused by CloudFormation, as its template leaves them out.
#[test]
fn a_stack_that_takes_a_table_over_has_no_function_before_its_deployment() {
    let template = Template::read(&tests::event::root().join("infra/template.yaml")).expect("a template");
    let names = [("Table".to_owned(), "the-table".to_owned())].into();

    let adoption = Adoption::of(&template, &names, &Map::new()).expect("a table is left behind");

    let resources = adoption.template["Resources"].as_object().expect("resources have names");
    let kinds: Vec<&str> = resources.values().filter_map(|body| body["Type"].as_str()).collect();
    assert_eq!(kinds, ["AWS::DynamoDB::Table"]);
}

#[test]
fn a_deployment_that_was_undone_is_made_again_with_new_packages() {
    let root = workspace("undone", "\"BasePriceCents='5 999'\"");
    let template = Template::parse(TEMPLATE).expect("it is a template");
    let deployment = Deployment::read(&root, "staging").expect("it is an environment");
    let stamp = |again| {
        deployment.stamp(&root, &template, again).expect("both are built");
        fs::read_to_string(root.join("target/lambda/rate").join(STAMP)).expect("it is there")
    };

    let (first, same, again) = (stamp(None), stamp(None), stamp(Some("2026-11-28T03:00:00Z")));

    assert!(first == same && first != again);
    assert!(first.contains(r#""BASE":"5 999""#), "{first}");
}

#[test]
fn a_deployment_that_cannot_be_right_is_refused_and_says_what_to_change() {
    let template = Template::parse(TEMPLATE).expect("it is a template");
    let root = workspace("wrong", "'BasePriceCent=5999'");
    let refused = |refused: Result<usize, ops::Error>| refused.expect_err("it is refused").to_string();

    let unknown = Deployment::read(&root, "live").expect_err("no environment is called so").to_string();
    let misspelt =
        Deployment::read(&root, "staging").expect("it is an environment").stamp(&root, &template, None);
    let root = workspace("unbuilt", "");
    fs::remove_file(root.join("target/lambda/rate/bootstrap")).expect("it was there");
    let unbuilt =
        Deployment::read(&root, "staging").expect("it is an environment").stamp(&root, &template, None);

    assert!(unknown.ends_with("no environment live; there are staging"), "{unknown}");
    assert_eq!(refused(misspelt), "infra/template.yaml has no parameter BasePriceCent");
    assert_eq!(refused(unbuilt), "rate is not built: run cargo lambda build --release --arm64");
}

#[test]
fn the_environments_of_this_workspace_name_parameters_of_its_template() {
    let root = tests::event::root();
    let template = Template::read(&root.join("infra/template.yaml")).expect("a template");
    let known: Vec<&str> = template.parameters().collect();

    for environment in ["staging", "production"] {
        let deployment = Deployment::read(&root, environment).expect("it is an environment");
        let mut names = deployment.parameters.keys();
        assert!(
            names.all(|name| known.contains(&name.as_str())),
            "{environment}: {:?}",
            deployment.parameters
        );
        let sam = format!("{:?}", deployment.command(&root));
        assert!(sam.contains(&format!("\"--config-env\" \"{environment}\"")), "{sam}");
    }
}

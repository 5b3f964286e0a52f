//! The document and the template name the same routes, functions, and calls without a token.

use std::collections::BTreeSet;

use local::template::Template;
use serde_json::Value;
use tests::event;

use crate::document::{Document, Operation, text};

/// Functions that serve several operations, by those that are not called as they are.
const SERVED_BY: [(&str, &str); 4] = [
    ("accept-quote", "settle-quote"),
    ("refuse-quote", "settle-quote"),
    ("refuse-technician", "approve-technician"),
    ("show-technician-me", "show-technician"),
];

fn function<'a>(operation: &Operation<'a>) -> &'a str {
    let id = operation.id();
    SERVED_BY.iter().find(|(served, _)| *served == id).map_or(id, |(_, function)| function)
}

#[test]
fn every_route_of_the_template_is_an_operation_and_the_other_way_round() {
    let document = Document::read();
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");

    let described: BTreeSet<String> = document
        .operations()
        .iter()
        .flat_map(|one| methods(one).map(|method| line(&method, one.path, function(one), one.is_open())))
        .collect();

    assert_eq!(described, routes(&template));
}

/// The document says once for all that `HEAD` answers wherever `GET` does.
fn methods(operation: &Operation<'_>) -> impl Iterator<Item = String> {
    let head = (operation.method == "get").then(|| "HEAD".to_owned());
    std::iter::once(operation.method.to_uppercase()).chain(head)
}

#[test]
fn the_version_that_apps_read_is_that_of_the_document() {
    assert_eq!(Document::read().value()["info"]["version"], lambda::answer::CONTRACT_VERSION);
}

#[test]
fn an_operation_is_named_once() {
    let document = Document::read();
    let operations = document.operations();

    let ids: BTreeSet<&str> = operations.iter().map(Operation::id).collect();

    assert_eq!(ids.len(), operations.len());
}

fn routes(template: &Template) -> BTreeSet<String> {
    let functions = template.functions().expect("functions have names");
    let mut routes = BTreeSet::new();
    for function in functions {
        let mut resources = template.of_type("AWS::Serverless::Function");
        let (_, body) = resources.find(|(name, _)| *name == function.resource).expect("it was just listed");
        let events = body["Properties"]["Events"].as_object().into_iter().flatten();
        for (_, event) in events.filter(|(_, event)| event["Type"] == "HttpApi") {
            routes.insert(route(&event["Properties"], &function.name));
        }
    }
    routes
}

fn route(properties: &Value, function: &str) -> String {
    let open = properties["Auth"]["Authorizer"] == "NONE";
    line(text(&properties["Method"]), text(&properties["Path"]), function, open)
}

fn line(method: &str, path: &str, function: &str, open: bool) -> String {
    let token = if open { "open to anyone" } else { "with a token" };
    format!("{method} {path}: {function}, {token}")
}

//! Links of the document lead on: from an answer, with what stands in it, to an operation that takes it.

use serde_json::Value;

use crate::document::{Document, Operation, object, text};

/// A link with the answer in which it stands.
struct Link<'a> {
    place: String,
    response: &'a Value,
    body: &'a Value,
}

#[test]
fn every_link_names_an_operation_and_its_parameters() {
    let document = Document::read();

    let wrong = links(&document).into_iter().filter_map(|Link { place, body, .. }| {
        let target = document.operation(text(&body["operationId"]));
        let known: Vec<_> = target.parameters("path").iter().map(|one| text(&one["name"])).collect();
        let given: Vec<_> = object(&body["parameters"]).keys().map(String::as_str).collect();
        (sorted(known.clone()) != sorted(given.clone())).then(|| format!("{place}: {given:?}, not {known:?}"))
    });

    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn whatever_a_link_takes_from_an_answer_stands_in_an_example_of_it() {
    let document = Document::read();

    let links = links(&document);
    let missing = links.iter().filter_map(|Link { place, response, body }| {
        let examples = object(&response["content"]["application/json"]["examples"]);
        let values: Vec<_> = examples.values().map(|one| &document.followed(one)["value"]).collect();
        let pointers = object(&body["parameters"]).values().map(text).filter_map(pointer);
        let absent = pointers.filter(|pointer| !values.iter().any(|value| value.pointer(pointer).is_some()));
        let absent: Vec<_> = absent.collect();
        (!absent.is_empty()).then(|| format!("{place}: {absent:?}"))
    });

    assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
    assert!(links.len() > 40, "{}", links.len());
}

fn links(document: &Document) -> Vec<Link<'_>> {
    let mut found = Vec::new();
    for operation in document.operations() {
        for (status, response) in operation.responses() {
            for (name, link) in response["links"].as_object().into_iter().flatten() {
                let place = place(operation, status, name);
                found.push(Link { place, response, body: document.followed(link) });
            }
        }
    }
    found
}

fn place(operation: Operation<'_>, status: &str, link: &str) -> String {
    format!("{} {status} {link}", operation.id())
}

/// Where in the answer's body an expression points.
fn pointer(expression: &str) -> Option<&str> {
    expression.strip_prefix("$response.body#")
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

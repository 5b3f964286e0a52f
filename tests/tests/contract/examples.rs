//! Every example of the document fits the schema beside it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    document::{Document, object},
    schemas::Schemas,
};

/// An example with the schema beside it, and where it stands.
type Example<'a> = (String, &'a Value, &'a Value);

#[test]
fn every_example_fits_its_schema() {
    let document = Document::read();
    let schemas = Schemas::of(&document);

    let examples = examples(&document);

    let wrong = examples.iter().filter_map(|(place, schema, value)| {
        let faults = schemas.faults_and_surplus(schema, value);
        (!faults.is_empty()).then(|| format!("{place}: {faults:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    assert!(examples.len() > 100, "{}", examples.len());
}

#[test]
fn every_body_parameter_and_header_has_an_example() {
    let document = Document::read();

    let mut bare = Vec::new();
    each_with_schema(document.value(), "", &mut |place, node| {
        if beside(&document, node).is_empty() {
            bare.push(place.to_owned());
        }
    });

    // The tag of a cancellation is the one of every other command, but optional.
    assert_eq!(bare, ["/components/responses/Cancelled/headers/ETag"]);
}

#[test]
fn every_named_example_is_shown_somewhere() {
    let document = Document::read();

    let mut used = BTreeSet::new();
    references(document.value(), &mut used);

    let kept = object(&document.value()["components"]["examples"]).keys();
    let unused = kept.filter(|name| !used.contains(format!("#/components/examples/{name}").as_str()));
    assert_eq!(unused.collect::<Vec<_>>(), [""; 0]);
}

fn examples(document: &Document) -> Vec<Example<'_>> {
    let mut found = Vec::new();
    each_with_schema(document.value(), "", &mut |place, node| {
        let values = beside(document, node).into_iter();
        found.extend(values.map(|(name, value)| (format!("{place} {name}"), &node["schema"], value)));
    });
    for (name, schema) in object(&document.value()["components"]["schemas"]) {
        let inside = schema["examples"].as_array().into_iter().flatten().chain(schema.get("example"));
        found.extend(inside.map(|value| (name.clone(), schema, value)));
    }
    found
}

fn beside<'a>(document: &'a Document, node: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let named = node["examples"].as_object().into_iter().flatten();
    let named = named.map(|(name, example)| (name.as_str(), &document.followed(example)["value"]));
    named.chain(node.get("example").map(|value| ("", value))).collect()
}

fn each_with_schema<'a>(node: &'a Value, place: &str, found: &mut impl FnMut(&str, &'a Value)) {
    if node.get("schema").is_some() {
        found(place, node);
    }
    let children: Vec<(String, &Value)> = match node {
        Value::Object(object) => object.iter().map(|(name, child)| (name.clone(), child)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, child) in children {
        each_with_schema(child, &format!("{place}/{}", name.replace('/', "~1")), found);
    }
}

fn references<'a>(node: &'a Value, used: &mut BTreeSet<&'a str>) {
    used.extend(node["$ref"].as_str());
    match node {
        Value::Object(object) => object.values().for_each(|child| references(child, used)),
        Value::Array(list) => list.iter().for_each(|child| references(child, used)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

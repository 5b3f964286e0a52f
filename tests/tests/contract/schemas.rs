//! Holds values against schemas of the document (JSON Schema 2020-12), formats included.

use serde_json::{Map, Value, json};

use crate::document::Document;

/// What the document calls by name.
pub(crate) struct Schemas {
    open: Value,
    closed: Value,
}

impl Schemas {
    pub(crate) fn of(document: &Document) -> Self {
        let open = document.value()["components"]["schemas"].clone();
        let schemas = open.as_object().into_iter().flatten();
        let closed = schemas.map(|(name, schema)| (name.clone(), closed(schema))).collect();
        Self { open, closed }
    }

    /// Why a value is none that the schema allows.
    pub(crate) fn faults(&self, schema: &Value, value: &Value) -> Vec<String> {
        faults_of(schema, &self.open, value)
    }

    /// The same, and which of its fields no schema tells of: apps ignore those, but we never send them.
    pub(crate) fn faults_and_surplus(&self, schema: &Value, value: &Value) -> Vec<String> {
        let faults = self.faults(schema, value);
        if faults.is_empty() { faults_of(&shut(&closed(schema)), &self.closed, value) } else { faults }
    }
}

fn faults_of(schema: &Value, schemas: &Value, value: &Value) -> Vec<String> {
    let root = json!({ "components": { "schemas": schemas }, "allOf": [schema] });
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
    let validator = options.should_validate_formats(true).build(&root).expect("schemas are sound");
    validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// The schema with every object inside it shut. Only where a schema is used, so that `allOf` can still extend it.
fn closed(schema: &Value) -> Value {
    let Some(schema) = schema.as_object() else { return schema.clone() };
    if let Some(words) = open_words(schema) {
        return json!({ "allOf": [schema], "enum": words });
    }
    let keyword = |(name, inner): (&String, &Value)| {
        let inner = match name.as_str() {
            "properties" => each(inner, |property| shut(&closed(property))),
            "items" => shut(&closed(inner)),
            "allOf" | "anyOf" | "oneOf" => inner.as_array().into_iter().flatten().map(closed).collect(),
            _ => inner.clone(),
        };
        (name.clone(), inner)
    };
    Value::Object(schema.iter().map(keyword).collect())
}

/// The words of an open enum: apps accept others, but we send none that it does not list.
fn open_words(schema: &Map<String, Value>) -> Option<&Value> {
    schema.get("examples").filter(|_| schema.get("type").is_some_and(|kind| kind == "string"))
}

fn shut(schema: &Value) -> Value {
    json!({ "allOf": [schema], "unevaluatedProperties": false })
}

fn each(node: &Value, change: impl Fn(&Value) -> Value) -> Value {
    let entries = node.as_object().into_iter().flatten();
    Value::Object(entries.map(|(name, inner)| (name.clone(), change(inner))).collect::<Map<_, _>>())
}

#[test]
fn a_field_that_no_schema_tells_of_is_surplus_however_deep() {
    let document = Document::read();
    let schema = json!({ "$ref": "#/components/schemas/Question" });
    let page = json!({ "allOf": [{ "properties": { "items": { "items": schema } } }] });
    let sound = json!({ "items": [{ "id": "3f9c", "askedAt": "2026-11-23T09:30:00Z" }] });
    let schemas = Schemas::of(&document);

    let mut surplus = sound.clone();
    surplus["items"][0]["doorCode"] = "4B19".into();

    assert_eq!(schemas.faults_and_surplus(&page, &sound), [""; 0]);
    assert_eq!(schemas.faults(&page, &surplus), [""; 0]);
    assert_ne!(schemas.faults_and_surplus(&page, &surplus), [""; 0]);
}

#[test]
fn a_word_that_an_open_enum_does_not_list_is_accepted_from_others_and_never_sent() {
    let schema = json!({ "$ref": "#/components/schemas/Stage" });
    let schemas = Schemas::of(&Document::read());

    let listed = schemas.faults_and_surplus(&schema, &json!("paused"));
    let accepted = schemas.faults(&schema, &json!("asleep"));
    let sent = schemas.faults_and_surplus(&schema, &json!("asleep"));

    assert_eq!((listed, accepted), (Vec::new(), Vec::<String>::new()));
    assert_ne!(sent, [""; 0]);
}

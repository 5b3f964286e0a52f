//! The document: its operations, with every `$ref` followed.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::event;

/// What `infra/openapi.yaml` says.
pub struct Document(Value);

/// One operation of the document.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    document: &'a Document,
    item: &'a Value,
    node: &'a Value,
    /// `GET`, `POST`, `PUT` or `DELETE`, in lower case as the document writes it.
    pub method: &'a str,
    /// Such as `/interventions/{id}`.
    pub path: &'a str,
}

impl Document {
    /// Reads it.
    ///
    /// # Panics
    /// Where it is not there, or is not YAML.
    pub fn read() -> Self {
        let text = std::fs::read_to_string(event::root().join("infra/openapi.yaml"));
        Self(local::yaml::read(&text.expect("the document is there")).expect("the document is YAML"))
    }

    /// All of it.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The node itself, or what it refers to; words beside a `$ref` are for readers.
    ///
    /// # Panics
    /// Where a reference leads nowhere.
    pub fn followed<'a>(&'a self, node: &'a Value) -> &'a Value {
        let Some(reference) = node["$ref"].as_str() else { return node };
        let target = reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer));
        self.followed(target.unwrap_or_else(|| panic!("{reference} leads nowhere")))
    }

    /// All operations.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (path, item) in object(&self.0["paths"]) {
            for (method, node) in object(item).iter().filter(|(name, _)| *name != "parameters") {
                operations.push(Operation { document: self, item, node, method, path });
            }
        }
        operations
    }

    /// The operation with this id.
    ///
    /// # Panics
    /// Where there is none.
    pub fn operation(&self, id: &str) -> Operation<'_> {
        let found = self.operations().into_iter().find(|operation| operation.id() == id);
        found.unwrap_or_else(|| panic!("the document has no operation {id}"))
    }
}

impl<'a> Operation<'a> {
    /// Its operationId.
    pub fn id(&self) -> &'a str {
        text(&self.node["operationId"])
    }

    /// Who may call, by its one tag: `customer`, `technician`, `operator`, or `shared`.
    pub fn by(&self) -> &'a str {
        text(&self.node["tags"][0])
    }

    /// Whether it needs no token.
    pub fn is_open(&self) -> bool {
        self.node["security"].as_array().is_some_and(Vec::is_empty)
    }

    /// Its parameters in the path, the query or the header.
    pub fn parameters(&self, place: &str) -> Vec<&'a Value> {
        let lists = [&self.item["parameters"], &self.node["parameters"]];
        let all = lists.into_iter().filter_map(Value::as_array).flatten();
        all.map(|one| self.document.followed(one)).filter(|one| one["in"] == place).collect()
    }

    /// Its query strings: none, then each parameter with its example, but for those of pages.
    ///
    /// # Panics
    /// Where a parameter has no name.
    pub fn queries(&self) -> Vec<String> {
        let parameters = self.parameters("query").into_iter();
        let asked = parameters.filter(|one| !["cursor", "limit"].contains(&text(&one["name"])));
        let with = asked.map(|one| format!("?{}={}", text(&one["name"]), plain(&one["example"])));
        std::iter::once(String::new()).chain(with).collect()
    }

    /// The examples of its body, by name; none where it takes no body.
    pub fn bodies(&self) -> Option<Vec<(&'a str, &'a Value)>> {
        let body = self.node.get("requestBody")?;
        let examples = &self.document.followed(body)["content"]["application/json"]["examples"];
        let value = |example| &self.document.followed(example)["value"];
        Some(object(examples).iter().map(|(name, example)| (name.as_str(), value(example))).collect())
    }

    /// The names of all fields that its body may have.
    pub fn fields_of_body(&self) -> Vec<String> {
        let Some(body) = self.node.get("requestBody") else { return Vec::new() };
        let schema = &self.document.followed(body)["content"]["application/json"]["schema"];
        let fields = self.document.followed(schema)["properties"].as_object().into_iter().flatten();
        fields.map(|(name, _)| name.clone()).collect()
    }

    /// Whether it takes a body that may be absent.
    pub fn is_silent(&self) -> bool {
        self.node.get("requestBody").is_some_and(|body| self.document.followed(body)["required"] == false)
    }

    /// What it may answer, by status.
    pub fn responses(&self) -> Vec<(&'a str, &'a Value)> {
        let responses = object(&self.node["responses"]).iter();
        responses.map(|(status, node)| (status.as_str(), self.document.followed(node))).collect()
    }

    /// What it answers with this status.
    pub fn response(&self, status: u16) -> Option<&'a Value> {
        let status = status.to_string();
        self.responses().into_iter().find(|(known, _)| *known == status).map(|(_, response)| response)
    }

    /// The codes that its errors may bear, each with its status: those of its own description, and those of the answer that
    /// it refers to.
    ///
    /// # Panics
    /// Where a status is no number.
    pub fn codes(&self) -> BTreeSet<(u16, String)> {
        let mut all = BTreeSet::new();
        for (status, node) in object(&self.node["responses"]) {
            let status: u16 = status.parse().expect("a status is a number");
            for described in [node, self.document.followed(node)] {
                let description = described["description"].as_str().unwrap_or_default();
                all.extend(codes(description).into_iter().map(|code| (status, code)));
            }
        }
        all
    }

    /// The one status of success with a body.
    ///
    /// # Panics
    /// Where there are several, or none.
    pub fn success(&self) -> u16 {
        let statuses: Vec<_> =
            self.responses().into_iter().filter(|(status, _)| status.starts_with('2')).collect();
        let [(status, _)] = statuses[..] else { panic!("{} succeeds in one way", self.id()) };
        status.parse().expect("a status is a number")
    }
}

/// An example as a query string spells it: several values stand between commas.
pub fn plain(example: &Value) -> String {
    match example {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => example.to_string(),
    }
}

/// The codes that a description lists: what stands in backticks in its sentences that begin with `Code` or `Codes`, but for
/// remarks in brackets and for places, which begin with a slash.
pub fn codes(description: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut depth = 0;
    for one in description.chars() {
        depth += i32::from(one == '(');
        plain.extend((depth == 0).then_some(one));
        depth -= i32::from(one == ')');
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentences = plain
        .split_inclusive(". ")
        .filter_map(|one| one.strip_prefix("Codes ").or_else(|| one.strip_prefix("Code ")));
    let quoted = sentences.flat_map(|sentence| sentence.split('`').skip(1).step_by(2));
    quoted.filter(|code| !code.starts_with('/')).map(ToOwned::to_owned).collect()
}

/// A mapping.
///
/// # Panics
/// Where it is something else.
pub fn object(node: &Value) -> &Map<String, Value> {
    node.as_object().unwrap_or_else(|| panic!("no mapping: {node}"))
}

/// A text.
///
/// # Panics
/// Where it is something else.
pub fn text(node: &Value) -> &str {
    node.as_str().unwrap_or_else(|| panic!("no text: {node}"))
}

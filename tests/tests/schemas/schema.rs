//! A schema of `events/schemas`, formats included.

use jsonschema::{Draft, Validator};
use serde_json::Value;
use tests::event;

/// One of them.
pub(crate) struct Schema {
    document: Value,
    validator: Validator,
}

impl Schema {
    pub(crate) fn read(name: &str) -> Self {
        let path = event::root().join("events/schemas").join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).expect("the schema is there");
        let document: Value = serde_json::from_str(&text).expect("a schema is JSON");
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = options.build(&document).expect("a schema is sound");
        Self { document, validator }
    }

    /// Why a message is none that the schema allows.
    pub(crate) fn faults(&self, message: &Value) -> Vec<String> {
        let faults = self.validator.iter_errors(message);
        faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }

    pub(crate) fn examples(&self) -> &[Value] {
        self.document["examples"].as_array().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn required(&self) -> Vec<String> {
        texts(self.document["required"].as_array().into_iter().flatten())
    }

    /// The kinds of events that it tells of.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let kinds = self.document["properties"]["type"]["oneOf"].as_array().into_iter().flatten();
        texts(kinds.map(|kind| &kind["const"]))
    }
}

fn texts<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<String> {
    values.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

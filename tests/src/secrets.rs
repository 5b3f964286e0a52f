//! An independent reading of answers for rule 29: values that a reader must not see, wherever they stand.

use serde_json::Value;

/// A value that is looked for: a text anywhere in a text, or a coordinate.
#[derive(Debug, Clone, PartialEq)]
pub struct Secret {
    /// What it tells.
    pub what: &'static str,
    /// As it is spelt.
    pub value: String,
}

impl Secret {
    /// A secret of that kind.
    pub fn of(what: &'static str, value: impl Into<String>) -> Self {
        Self { what, value: value.into() }
    }
}

/// Which of these secrets stand in the answer.
pub fn leaks(body: &Value, secrets: &[Secret]) -> Vec<&'static str> {
    secrets.iter().filter(|secret| holds(body, &secret.value)).map(|secret| secret.what).collect()
}

fn holds(value: &Value, secret: &str) -> bool {
    match value {
        Value::Object(members) => members.values().any(|member| holds(member, secret)),
        Value::Array(items) => items.iter().any(|item| holds(item, secret)),
        Value::String(text) => text.contains(secret),
        // Codes are texts: a number of cents may look like one.
        Value::Number(number) => secret.contains('.') && number.to_string() == secret,
        Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_is_found_in_texts_and_numbers_at_any_depth() {
        let secrets = [Secret::of("door code", "4B19"), Secret::of("latitude", "49.8947")];

        let body = json!({ "notes": [{ "text": "code 4B19" }], "place": { "latitude": 49.8947 } });

        assert_eq!(leaks(&body, &secrets), ["door code", "latitude"]);
        assert_eq!(leaks(&json!({ "latitude": 49.894 }), &secrets), Vec::<&str>::new());
    }
}

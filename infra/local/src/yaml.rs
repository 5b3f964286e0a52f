//! Reads a `CloudFormation` template written in YAML, short tags (`!Ref`, `!Sub`, `!GetAtt`) included.

use saphyr::{LoadableYamlNode, Mapping, Scalar, Yaml};
use serde_json::{Map, Value, json};

use crate::Error;

/// The template as JSON, every short tag written out.
pub fn read(text: &str) -> Result<Value, Error> {
    let documents = Yaml::load_from_str(text).map_err(|error| Error::Template(error.to_string()))?;
    match documents.as_slice() {
        [document] => value(document),
        [] | [_, _, ..] => Err(Error::Template("one document is wanted".into())),
    }
}

fn value(node: &Yaml<'_>) -> Result<Value, Error> {
    match node {
        Yaml::Value(scalar) => Ok(plain(scalar)),
        Yaml::Sequence(items) => items.iter().map(value).collect(),
        Yaml::Mapping(mapping) => object(mapping),
        Yaml::Tagged(tag, inner) => Ok(long_form(&tag.suffix, value(inner)?)),
        Yaml::Representation(text, ..) => Ok(Value::String(text.to_string())),
        Yaml::Alias(_) | Yaml::BadValue => Err(Error::Template("a value cannot be read".into())),
    }
}

fn plain(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(truth) => json!(truth),
        Scalar::Integer(number) => json!(number),
        Scalar::FloatingPoint(number) => json!(number.into_inner()),
        Scalar::String(text) => json!(text),
    }
}

fn object(mapping: &Mapping<'_>) -> Result<Value, Error> {
    let mut object = Map::new();
    for (key, node) in mapping {
        let key = match value(key)? {
            Value::String(text) => text,
            key @ (Value::Number(_) | Value::Bool(_)) => key.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return Err(Error::Template("a key is no text".into()));
            }
        };
        object.insert(key, value(node)?);
    }
    Ok(Value::Object(object))
}

fn long_form(tag: &str, argument: Value) -> Value {
    match (tag, argument) {
        ("Ref" | "Condition", argument) => json!({ tag: argument }),
        ("GetAtt", Value::String(path)) => match path.split_once('.') {
            Some((resource, attribute)) => json!({ "Fn::GetAtt": [resource, attribute] }),
            None => json!({ "Fn::GetAtt": path }),
        },
        (tag, argument) => json!({ format!("Fn::{tag}"): argument }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tags_are_written_out() {
        let text = "a: !Ref Table\nb: !GetAtt Queue.Arn\nc: !Sub '${Api}/x'\nd: !Join ['/', [a, !Ref B]]\n";

        let read = read(text).expect("it is a template");

        let expected = json!({
            "a": { "Ref": "Table" },
            "b": { "Fn::GetAtt": ["Queue", "Arn"] },
            "c": { "Fn::Sub": "${Api}/x" },
            "d": { "Fn::Join": ["/", ["a", { "Ref": "B" }]] },
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn dates_and_quoted_numbers_stay_text() {
        let read = read("a: 2010-09-09\nb: '10'\nc: 10\nd: true\n").expect("it is a template");

        assert_eq!(read, json!({ "a": "2010-09-09", "b": "10", "c": 10, "d": true }));
    }

    #[test]
    fn a_broken_template_says_where() {
        let error = read("a: [1, 2\nb: 3").expect_err("the list is not closed");

        assert!(error.to_string().starts_with("infra/template.yaml: "), "{error}");
    }
}

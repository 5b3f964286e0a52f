//! The saved query of the template, and the fields that it names.

use std::collections::BTreeSet;

use local::template::Template;
use serde_json::Value;
use tests::event;

/// The query of the template.
pub(crate) fn saved_query() -> String {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let queries: Vec<&Value> =
        template.of_type("AWS::Logs::QueryDefinition").map(|(_, query)| query).collect();
    let [query] = queries.as_slice() else { panic!("the template has one query, not {}", queries.len()) };
    query["Properties"]["QueryString"].as_str().expect("a query is a text").to_owned()
}

/// The fields of ours that a query names: the words after `fields`, `filter` and `sort` that are neither fields of
/// `CloudWatch` (`@timestamp`) nor words of its language, nor in quotes.
pub(crate) fn fields(query: &str) -> BTreeSet<String> {
    let unquoted: String = query.split('"').step_by(2).collect();
    let stages = unquoted.split(['|', '\n']).map(str::trim);
    let stages = stages.filter_map(|stage| stage.split_once(' '));
    let stages = stages.filter(|(command, _)| matches!(*command, "fields" | "filter" | "sort"));
    let words = stages.flat_map(|(_, rest)| rest.split(|c: char| !c.is_alphanumeric() && c != '@'));
    let is_ours = |word: &&str| {
        let of_language = ["", "asc", "desc", "and", "or", "not", "ispresent", "like"];
        !word.starts_with('@') && !of_language.contains(word)
    };
    words.filter(is_ours).map(ToOwned::to_owned).collect()
}

//! Lines of the log, and the query that an operator asks of them.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::{Path, PathBuf},
};

use local::template::Template;
use serde_json::Value;
use tests::event;

/// What the functions of a test wrote.
pub(crate) struct Log(PathBuf);

impl Log {
    pub(crate) fn new(name: &str) -> Self {
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("logs-{name}.log")))
    }

    pub(crate) fn file(&self) -> File {
        File::create(&self.0).expect("a file for the log")
    }

    /// All lines. Each is JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.0).expect("the functions wrote a log");
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }

    /// The lines of a function whose message begins so.
    pub(crate) fn of(&self, function: &str, begins: &str) -> Vec<Value> {
        let is_it = |line: &Value| {
            let message = line["message"].as_str().unwrap_or_default();
            line["function"] == function && message.starts_with(begins)
        };
        self.lines().into_iter().filter(is_it).collect()
    }
}

/// The query of the template.
pub(crate) fn saved_query() -> String {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let queries: Vec<&Value> =
        template.of_type("AWS::Logs::QueryDefinition").map(|(_, query)| query).collect();
    let [query] = queries.as_slice() else { panic!("the template has one query, not {}", queries.len()) };
    query["Properties"]["QueryString"].as_str().expect("a query is a text").to_owned()
}

/// The fields of ours that a query names: the words after `fields`, `filter` and `sort` that are neither fields of
/// CloudWatch (`@timestamp`) nor words of its language, nor in quotes.
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

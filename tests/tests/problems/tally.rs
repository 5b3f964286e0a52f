//! What was answered so far, held beside what is listed.

use std::{collections::BTreeSet, sync::Mutex};

use embedded::embedded;
use tests::{
    document::{Document, Operation},
    house::{Answer, Call, House},
};

/// A code with the operation that answers it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) code: String,
}

/// The house, the document, and the codes that were answered.
pub(crate) struct Tally {
    pub(crate) document: Document,
    pub(crate) house: House,
    answered: Mutex<BTreeSet<Pair>>,
}

impl Tally {
    pub(crate) async fn open() -> Self {
        let house = House::open(embedded().await);
        Self { document: Document::read(), house, answered: Mutex::default() }
    }

    /// Calls an operation, and counts the code of its answer.
    pub(crate) async fn call(&self, operation: Operation<'_>, call: &Call) -> Answer {
        let answer = self.house.call(call).await;
        let answer = answer.unwrap_or_else(|| panic!("no route leads to {} {}", call.method, call.target));
        self.count(operation.id(), &answer);
        answer
    }

    /// Counts the code of an answer of an operation.
    pub(crate) fn count(&self, operation: &str, answer: &Answer) {
        if let Some(code) = answer.body["code"].as_str().filter(|_| answer.status >= 400) {
            let pair = Pair { operation: operation.to_owned(), status: answer.status, code: code.to_owned() };
            self.answered.lock().expect("no thread panics inside").insert(pair);
        }
    }

    /// The codes that were answered.
    pub(crate) fn answered(&self) -> BTreeSet<Pair> {
        self.answered.lock().expect("no thread panics inside").clone()
    }

    /// The codes that the document lists.
    pub(crate) fn listed(&self) -> BTreeSet<Pair> {
        let of = |operation: Operation<'_>| {
            let pair = |(status, code)| Pair { operation: operation.id().to_owned(), status, code };
            operation.codes().into_iter().map(pair).collect::<Vec<_>>()
        };
        self.document.operations().into_iter().flat_map(of).collect()
    }
}

/// Whom an operation is meant for, by `sub` and group.
pub(crate) fn group(operation: Operation<'_>) -> &'static str {
    match operation.by() {
        "technician" => "technicians",
        "operator" => "operators",
        _ => "",
    }
}

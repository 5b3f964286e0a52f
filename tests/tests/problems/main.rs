//! Every code that an operation answers is listed for it in the document, and every listed code is answered here.
//!
//! All calls of this suite are counted: what the edge refuses (`edge`), what each operation refuses at each moment of an
//! intervention and long after it (`walk`), what takes a story of its own (`tale`), and what is answered while the table
//! is in trouble (`outage`). `docs/problems.md` is the list.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod edge;
mod outage;
mod page;
mod tale;
mod tally;
mod walk;

use std::collections::BTreeSet;

use tests::event;

use crate::tally::{Pair, Tally};

/// Codes that this suite does not bring about, each with the place where it is proved.
const ELSEWHERE: &[(&str, &str)] = &[
    // It asks no table, so only a panic can fail: `shared/lambda/src/http.rs`.
    ("list-categories", "internal-fault"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_that_is_answered_is_listed_and_every_listed_code_is_answered() {
    let mut tally = Tally::open().await;

    tale::told(&mut tally).await;
    edge::told(&tally).await;
    walk::told(&tally).await;
    outage::told(&tally).await;

    let listed = tally.listed();
    let answered = tally.answered();
    let is_elsewhere = |pair: &&Pair| ELSEWHERE.contains(&(pair.operation.as_str(), pair.code.as_str()));
    let unlisted: Vec<_> = answered.difference(&listed).collect();
    let unanswered: Vec<_> = listed.difference(&answered).filter(|pair| !is_elsewhere(pair)).collect();
    let needless: Vec<_> = answered.iter().filter(is_elsewhere).collect();
    assert!(
        unlisted.is_empty() && unanswered.is_empty() && needless.is_empty(),
        "answered and not listed: {unlisted:#?}\nlisted and not answered: {unanswered:#?}\n\
         answered although ELSEWHERE names it: {needless:#?}"
    );
}

#[test]
fn the_page_of_problems_says_what_the_document_says() {
    let written = event::root().join("target/problems.md");
    let page = page::of(&tests::document::Document::read());
    std::fs::write(&written, &page).expect("the folder of the tests");

    let kept = std::fs::read_to_string(event::root().join("docs/problems.md")).unwrap_or_default();

    assert!(page == kept, "docs/problems.md is out of date: copy target/problems.md over it");
}

#[test]
fn a_sentence_lists_codes_and_nothing_else_does() {
    let codes = |text: &str| tests::document::codes(text).into_iter().collect::<BTreeSet<_>>();

    let several =
        "Too late. Codes `offer-ended` (see `list-missions`) and `busy` at `/at`: wait. Not `given-up`.";
    assert_eq!(codes(several), BTreeSet::from(["offer-ended".to_owned(), "busy".to_owned()]));
    assert_eq!(codes("Code `not-found`."), BTreeSet::from(["not-found".to_owned()]));
    assert_eq!(codes("The codes of `customers`."), BTreeSet::new());
}

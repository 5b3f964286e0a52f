//! Every route, tried by everybody: the table `expected.snap` says who is refused, and what the others may read.
//!
//! The routes are those of the document. A new one has no row and fails here, until it is said at which moments of an
//! intervention it is tried, and until somebody has read its rows against rule 29.

mod caller;
mod fields;
mod reading;

use std::{collections::BTreeSet, fmt::Write};

use embedded::embedded;
use tests::{
    document::{Document, Operation},
    house::{Answer, House},
    moment::{Moment, moments},
    scene::Scene,
};

use crate::{
    caller::Caller,
    fields::{difference, fields, spelt, wrapped},
    reading::told,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_everybody_tries_every_route_and_reads_what_the_table_says() {
    let (document, house) = (Document::read(), House::open(embedded().await));

    let (mut table, mut leaks) = (String::new(), Vec::new());
    for operation in document.operations() {
        for moment in moments(operation.id()) {
            let tried = tried(&house, operation, *moment).await;
            leaks.extend(tried.leaks);
            table += &tried.rows;
        }
    }

    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("expected", table));
    assert!(leaks.is_empty(), "{leaks:#?}");
}

/// The answers to an operation at a moment.
#[derive(Default)]
struct Tried {
    /// Its rows in the table.
    rows: String,
    /// The secrets that a caller read against rule 29.
    leaks: Vec<String>,
}

async fn tried(house: &House, operation: Operation<'_>, moment: Moment) -> Tried {
    let mut scene = Scene::at(house, moment).await;
    let route = format!("{} {}, {}", operation.method.to_uppercase(), operation.path, moment.name());
    let (mut tried, mut all) = (Tried { rows: format!("{route}\n"), leaks: Vec::new() }, None);
    for caller in Caller::ALL.into_iter().filter(|caller| caller.may_try(operation, moment)) {
        let body = operation.bodies().and_then(|bodies| bodies.first().map(|(_, body)| (*body).clone()));
        let call = scene.call(operation.method, operation.path, body.as_ref());
        let answer = scene.player.send(&caller.calling(call, &scene.player, operation.by())).await;
        for leak in told(&scene.player, operation, (caller, moment), &answer) {
            tried.leaks.push(format!("{route}: {} reads {leak}", caller.name()));
        }
        line(&mut tried.rows, caller, &answer, &mut all);
        if operation.method != "get" && answer.status < 300 {
            scene = Scene::at(house, moment).await;
        }
    }
    tried.rows.push('\n');
    tried
}

/// The first who is answered shows all fields; of the others it is said in what they differ.
fn line(text: &mut String, caller: Caller, answer: &Answer, all: &mut Option<BTreeSet<String>>) {
    let found = fields(&answer.body);
    let told = match (answer.status, &mut *all) {
        (200..300, Some(all)) => difference(&found, all),
        (200..300, None) => spelt(all.insert(found)),
        _ => answer.body["code"].as_str().unwrap_or_default().to_owned(),
    };
    writeln!(text, "  {:<24}{} {}", caller.name(), answer.status, wrapped(&told, 30)).expect("a text grows");
}

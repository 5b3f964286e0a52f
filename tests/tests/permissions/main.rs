//! Every permission of the template is taken away in turn: some call of the house fails without it, or it has a reason.
//!
//! The calls are those of a walk through all routes, links, queues, the stream and the schedules. The functions run as
//! their real binaries behind the guard, which judges each call by the whole policy and by the policy without each of its
//! permissions.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod denied;
mod links;
mod reasons;
mod walk;

use std::collections::BTreeSet;

use local::template::Template;
use tests::{event, guarded::permissions};

use crate::reasons::Reasons;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_permission_is_needed_by_a_call_or_has_a_reason() {
    Box::pin(walk::everywhere()).await;

    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let reasons = Reasons::of(&template);
    let (mut needed, mut explained, mut idle) = (0, 0, BTreeSet::new());
    for (permission, is_needed) in permissions() {
        match (is_needed, reasons.explain(permission)) {
            (true, _) => needed += 1,
            (false, Some(_)) => explained += 1,
            (false, None) => drop(idle.insert(permission.to_string())),
        }
    }
    let all = needed + explained + idle.len();
    eprintln!("of {all} permissions {needed} are needed by a call and {explained} have a reason");
    assert!(idle.is_empty(), "take these away, walk where they are needed, or say why they stay: {idle:#?}");
}

//! Every example of a request is sent, where its command may be given, and answered as the document says.

use std::collections::BTreeSet;

use crate::{
    document::{Document, text},
    house::Bound,
    story::{Step, Story},
};

/// Whom every story needs.
const PEOPLE: &[Step<'_>] = &[
    ("07:30:00", "technician", "update-technician", "technician"),
    ("07:31:00", "customer", "update-customer", "customer"),
    ("07:40:00", "technician", "set-presence", "online"),
];

/// From the declaration to the interview.
const ACCEPTED: &[Step<'_>] = &[
    ("07:42:10", "customer", "declare-request", "immediate"),
    ("07:43:02", "customer", "choose-technician", "choice"),
    ("07:43:25", "technician", "accept-request", "nothing"),
    ("07:46:00", "technician", "depart-for-intervention", "departure"),
    ("07:46:30", "customer", "show-intervention", ""),
];

/// The main job, read by everybody.
const FINISHED: &[Step<'_>] = &[
    ("07:41:00", "technician", "show-technician-me", ""),
    ("07:41:00", "customer", "show-technician", ""),
    ("07:41:00", "customer", "show-customer", ""),
    ("07:41:00", "nobody", "list-categories", ""),
    ("07:42:10", "customer", "declare-request", "immediate"),
    ("07:42:30", "customer", "match-technicians", ""),
    ("07:42:40", "customer", "attach-media", "photo"),
    ("07:42:52", "nobody", "check-media", ""),
    ("07:43:02", "customer", "choose-technician", "choice"),
    ("07:43:10", "technician", "list-missions", ""),
    ("07:43:15", "technician", "show-intervention", ""),
    ("07:43:25", "technician", "accept-request", "nothing"),
    ("07:46:00", "technician", "depart-for-intervention", "departure"),
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:02:00", "customer", "show-intervention", ""),
    ("08:08:00", "technician", "start-intervention", "start"),
    ("08:30:00", "technician", "pause-intervention", "offline"),
    ("08:43:00", "technician", "resume-intervention", "now"),
    ("08:44:30", "technician", "add-extra", "part"),
    ("08:58:00", "technician", "finish-intervention", "finish"),
    ("08:58:02", "nobody", "generate-invoice", ""),
    ("08:59:00", "customer", "show-invoice", ""),
    ("08:59:00", "technician", "show-invoice", ""),
    ("08:58:05", "nobody", "write-report", ""),
    ("08:59:00", "customer", "show-report", ""),
    ("08:59:00", "technician", "show-report", ""),
    ("09:00:00", "operator", "show-intervention", ""),
    ("09:30:00", "customer", "ask-question", "question"),
    ("09:31:00", "operator", "list-questions", ""),
    ("09:32:00", "operator", "answer-question", "answer"),
    ("09:33:00", "customer", "list-questions", ""),
    ("11:00:00", "operator", "issue-credit-note", "part"),
    ("11:01:00", "customer", "show-invoice", ""),
    ("12:00:00", "operator", "export-accounting", "everybody"),
    ("12:00:00", "operator", "export-accounting", "issuer"),
    ("10:15:00", "customer", "rate-technician", "rating"),
    ("10:16:00", "customer", "list-interventions", ""),
    ("10:16:30", "customer", "export-personal-data", ""),
    ("10:16:30", "technician", "export-personal-data", ""),
    ("10:17:00", "technician", "set-presence", "offline"),
    ("10:30:00", "customer", "erase-personal-data", ""),
    ("10:31:00", "technician", "erase-personal-data", ""),
];

/// A quote agreed in a pause, and a part that comes another day.
const POSTPONED: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:08:00", "technician", "start-intervention", "start"),
    ("08:20:00", "technician", "pause-intervention", "now"),
    ("08:27:00", "technician", "propose-quote", "circulator"),
    ("08:27:02", "nobody", "write-report", "quote"),
    ("08:28:00", "customer", "show-intervention", ""),
    ("08:31:30", "customer", "accept-quote", "nothing"),
    ("08:33:00", "technician", "propose-postponement", "appointment"),
    ("08:34:20", "customer", "confirm-postponement", "nothing"),
];

/// A person who applies, is approved, and is refused when the insurance has ended.
const APPLIED: &[Step<'_>] = &[
    ("07:00:00", "applicant", "update-technician", "technician"),
    ("07:05:00", "applicant", "show-technician-me", ""),
    ("07:10:00", "operator", "list-applications", ""),
    ("07:20:00", "operator", "approve-technician", "approval"),
    ("07:30:00", "technician", "set-presence", "online"),
    ("07:31:00", "customer", "show-technician", ""),
    ("07:35:00", "technician", "set-presence", "offline"),
    ("09:00:00", "operator", "refuse-technician", "refusal"),
    ("09:05:00", "operator", "appoint-operator", "colleague"),
];

/// A quote taken back, and a day that does not suit.
const CONTINUED: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:08:00", "technician", "start-intervention", "start"),
    ("08:20:00", "technician", "pause-intervention", "now"),
    ("08:27:00", "technician", "propose-quote", "circulator"),
    ("08:31:30", "technician", "withdraw-quote", "offline"),
    ("08:33:00", "technician", "propose-postponement", "appointment"),
    ("08:34:20", "customer", "refuse-postponement", "nothing"),
];

/// A quote taken back before the work.
const WITHDRAWN: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:27:00", "technician", "propose-quote", "circulator"),
    ("08:31:30", "technician", "withdraw-quote", "now"),
];

/// An arrival told late, and a quote refused.
const REFUSED: &[Step<'_>] = &[
    ("08:30:00", "technician", "arrive-on-site", "offline"),
    ("08:35:00", "technician", "propose-quote", "circulator"),
    ("08:40:00", "customer", "refuse-quote", "nothing"),
];

/// Work in a cellar, and an extra taken off.
const RESUMED: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:08:00", "technician", "start-intervention", "start"),
    ("08:20:00", "technician", "pause-intervention", "now"),
    ("08:40:00", "technician", "resume-intervention", "offline"),
    ("08:44:30", "technician", "add-extra", "part"),
    ("08:45:00", "technician", "remove-extra", "?occurredAt"),
    ("08:45:10", "technician", "remove-extra", ""),
];

/// A boiler that runs again by itself.
const CANCELLED: &[Step<'_>] = &[
    ("07:52:20", "customer", "cancel-intervention", "byCustomer?dryRun"),
    ("07:52:25", "customer", "cancel-intervention", "byCustomer"),
];

/// A door that stays closed.
const ABSENT: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:17:00", "technician", "cancel-intervention", "customerAbsent"),
    ("08:17:02", "nobody", "generate-invoice", ""),
    ("09:00:00", "operator", "issue-credit-note", "whole"),
];

/// A technician who went away in a pause.
const CLOSED: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:08:00", "technician", "start-intervention", "start"),
    ("08:20:00", "technician", "pause-intervention", "now"),
    ("24 08:20:00", "customer", "close-intervention", "nothing"),
];

/// A technician whose telephone broke, so that the team finishes the work.
const RESOLVED: &[Step<'_>] = &[
    ("08:01:30", "technician", "arrive-on-site", "now"),
    ("08:08:00", "technician", "start-intervention", "start"),
    ("08:20:00", "operator", "resolve-intervention", "finished"),
];

/// What the team decides before the work.
const DECIDED: [(&str, &[Step<'_>]); 5] = [
    ("cancelled-by-the-team", &[("07:50:00", "operator", "resolve-intervention", "cancelled")]),
    ("cancelled-with-a-fee", &[("07:50:00", "operator", "resolve-intervention", "withFee")]),
    ("released", &[("07:50:00", "operator", "resolve-intervention", "released")]),
    ("extended", &[("07:50:00", "operator", "resolve-intervention", "extended")]),
    ("waived", &[("07:50:00", "operator", "resolve-intervention", "feeWaived")]),
];

/// Nobody suits, and who is asked declines; the yearly service waits for its day.
const WAITING: &[Step<'_>] = &[
    ("07:42:10", "customer", "declare-request", "immediate"),
    ("07:43:02", "customer", "choose-technician", "seen"),
    ("07:43:25", "technician", "decline-request", "nothing"),
    ("07:44:00", "customer", "wait-for-technician", "nothing"),
    ("07:45:00", "customer", "schedule-request", "tomorrow"),
    ("07:45:30", "customer", "show-intervention", ""),
];

/// An app that does not know where its customer's house is.
const LOCATED: &[Step<'_>] = &[
    ("07:42:10", "customer", "declare-request", "byAddress"),
    ("07:42:30", "customer", "match-technicians", ""),
];

/// The yearly service, asked for by its flat rate.
const SCHEDULED: &[Step<'_>] = &[
    ("07:42:10", "customer", "declare-request", "scheduled"),
    ("07:42:40", "customer", "attach-media", "voice"),
    ("07:42:52", "nobody", "check-media", ""),
    ("07:42:55", "customer", "show-intervention", ""),
    ("07:43:00", "customer", "choose-technician", "choice"),
    ("07:44:00", "technician", "accept-request", "nothing"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_is_sent_and_answered_as_described() {
    let bound = Bound::open().await;
    bound.house.pool.confirm("lea@hop-assist.example", "lea");
    let stories: [(&str, &[&[Step<'_>]]); 14] = [
        ("applied", &[APPLIED]),
        ("finished", &[PEOPLE, FINISHED]),
        ("postponed", &[PEOPLE, ACCEPTED, POSTPONED]),
        ("continued", &[PEOPLE, ACCEPTED, CONTINUED]),
        ("withdrawn", &[PEOPLE, ACCEPTED, WITHDRAWN]),
        ("refused", &[PEOPLE, ACCEPTED, REFUSED]),
        ("resumed", &[PEOPLE, ACCEPTED, RESUMED]),
        ("cancelled", &[PEOPLE, ACCEPTED, CANCELLED]),
        ("absent", &[PEOPLE, ACCEPTED, ABSENT]),
        ("closed", &[PEOPLE, ACCEPTED, CLOSED]),
        ("resolved", &[PEOPLE, ACCEPTED, RESOLVED]),
        ("waiting", &[PEOPLE, WAITING]),
        ("located", &[PEOPLE, LOCATED]),
        ("scheduled", &[PEOPLE, SCHEDULED]),
    ];

    let mut sent = BTreeSet::new();
    for (name, parts) in stories {
        sent.extend(Story::of(&bound, name).told(&parts.concat()).await);
    }

    for (name, decided) in DECIDED {
        sent.extend(Story::of(&bound, name).told(&[PEOPLE, ACCEPTED, decided].concat()).await);
    }

    assert_eq!(sent, described(&bound.document));
}

/// Every operation, with every example of its body and every parameter of its query. A cursor that the document can
/// name is nobody's: `retries` sends real ones.
fn described(document: &Document) -> BTreeSet<String> {
    let mut described = BTreeSet::new();
    for operation in document.operations() {
        let id = operation.id();
        let bodies = operation.bodies().unwrap_or_else(|| vec![("", document.value())]);
        described.extend(bodies.iter().map(|(name, _)| format!("{id} {name}")));
        let parameters = operation.parameters("query").into_iter().filter(|one| one["name"] != "cursor");
        described.extend(parameters.map(|one| format!("{id} ?{}", text(&one["name"]))));
    }
    described
}

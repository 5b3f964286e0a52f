//! Every message we send, and every one we show as an example, is one that its schema in `events/schemas` allows.

mod facts;
mod schema;

use std::collections::BTreeSet;

use domain::{
    id::InterventionId,
    intervention::Intervention,
    invoice::{Correction, CreditNote, CreditNoteNumber, Invoice, InvoiceNumber, SeriesYear, figures},
    policy::Policy,
    technician::VatRegime,
};
use embedded::given;
use publish_events::{
    Effect, answer_event, credit_note_event, effects, fact_event, invoice_event, payment_event,
    question_event, told_event,
};
use queue::{DomainEvent, Message};
use serde_json::{Value, json};
use tests::event;

use schema::Schema;

const SCHEMAS: [&str; 6] =
    ["domain-event", "invoice-request", "offer-timer", "pending-request", "paper-request", "upload-notice"];

/// Which schema the messages of a queue's function keep to.
const CONSUMERS: [(&str, &str); 4] = [
    ("generate-invoice", "invoice-request"),
    ("write-report", "paper-request"),
    ("offer-next-wave", "offer-timer"),
    ("fan-out-pending-request", "pending-request"),
];

/// What S3 sends is no message of ours, but read by one of our functions all the same.
const CHECK_MEDIA: (&str, &str) = ("check-media", "upload-notice");

/// One event of every kind there is.
fn events() -> Vec<DomainEvent> {
    let lives = facts::lives();
    let of_life = |life: &Intervention| {
        (0..life.timeline().len()).filter_map(|place| fact_event(life, place)).collect::<Vec<_>>()
    };
    let mut events: Vec<DomainEvent> = lives.iter().flat_map(of_life).collect();
    let karim = given::stranger("karim");
    events.push(told_event(&karim.id, lives[0].id(), given::at(0)));
    let invoice = invoice(&lives[0]);
    let credited = credit_note(&invoice);
    events.extend([invoice_event(&invoice), payment_event(&invoice, &[]), credit_note_event(&credited)]);
    events.push(payment_event(&invoice, &[credited]));
    events.push(question_event(&given::word("q1"), given::at(3)));
    events.push(answer_event(&given::word("q1"), Some("camille"), given::at(4)));
    events
}

fn invoice(finished: &Intervention) -> Invoice {
    let number = InvoiceNumber::new(given::business().siren, SeriesYear::of(given::at(61)), 42);
    let figures = figures(finished, &[], VatRegime::Standard, &Policy::default());
    Invoice::seal(number, finished.id().clone(), given::at(61), figures, None)
}

/// The whole of it is taken back.
fn credit_note(invoice: &Invoice) -> CreditNote {
    let correction = Correction {
        intervention: invoice.intervention.clone(),
        invoice: invoice.number.clone(),
        invoiced_at: invoice.issued_at,
        reason: given::word("Facturé deux fois."),
        figures: invoice.figures.clone(),
    };
    let number = CreditNoteNumber::new(given::business().siren, SeriesYear::of(given::at(62)), 3);
    CreditNote::seal(number, given::at(62), correction, None)
}

/// What follows from every fact of every life.
fn messages() -> Vec<(&'static str, Value)> {
    let lives = facts::lives();
    let effects =
        lives.iter().flat_map(|life| (0..life.timeline().len()).flat_map(|place| effects(life, place)));
    effects
        .filter_map(|effect| if let Effect::Send(message) = effect { Some(spelt(message)) } else { None })
        .collect()
}

fn spelt(message: Message) -> (&'static str, Value) {
    let (schema, json) = match message {
        Message::PendingRequest(request) => ("pending-request", serde_json::to_value(request)),
        Message::OfferTimer(timer) => ("offer-timer", serde_json::to_value(timer)),
        Message::InvoiceRequest(request) => ("invoice-request", serde_json::to_value(request)),
        Message::PaperRequest(request) => ("paper-request", serde_json::to_value(request)),
    };
    (schema, json.expect("a message has JSON"))
}

fn json_of(event: DomainEvent) -> Value {
    serde_json::to_value(event).expect("an event has JSON")
}

#[test]
fn the_schema_tells_of_every_kind_of_event_and_of_no_other() {
    let schema = Schema::read("domain-event");

    let known: BTreeSet<String> = schema.kinds().into_iter().collect();

    assert_eq!(known, events().into_iter().map(|event| event.kind).collect());
}

#[test]
fn every_event_is_one_that_its_schema_allows() {
    let schema = Schema::read("domain-event");

    for event in events() {
        let json = json_of(event);
        assert_eq!(schema.faults(&json), Vec::<String>::new(), "{json}");
    }
}

/// SNS takes 256 KB in one call, of ten events with their attributes, and bills each 64 KB of it.
#[test]
fn ten_of_the_largest_events_are_one_request_of_sns() {
    let size = |event: DomainEvent| json_of(event).to_string().len();

    let largest = events().into_iter().map(size).max().expect("there are events");

    assert!(10 * largest < 64 * 1_024, "{largest} bytes");
}

#[test]
fn every_message_that_follows_from_a_fact_is_one_that_its_schema_allows() {
    let messages = messages();

    let kinds: BTreeSet<&str> = messages.iter().map(|(schema, _)| *schema).collect();
    assert_eq!(kinds, CONSUMERS.map(|(_, schema)| schema).into());
    for (schema, json) in messages {
        assert_eq!(Schema::read(schema).faults(&json), Vec::<String>::new(), "{schema}: {json}");
    }
}

#[test]
fn every_sample_of_a_queue_is_one_that_its_schema_allows() {
    for (function, schema) in CONSUMERS.into_iter().chain([CHECK_MEDIA]) {
        let sample = event::sample(function);
        let bodies: Vec<&str> = sample["Records"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|record| record["body"].as_str())
            .collect();

        assert!(!bodies.is_empty(), "{function} has a sample message");
        for body in bodies {
            let json = serde_json::from_str(body).expect("a message is JSON");
            assert_eq!(Schema::read(schema).faults(&json), Vec::<String>::new(), "{function}: {json}");
        }
    }
}

#[test]
fn every_example_of_a_schema_is_one_that_it_allows() {
    for name in SCHEMAS {
        let schema = Schema::read(name);
        let examples = schema.examples();

        assert!(!examples.is_empty(), "{name} has an example");
        for example in examples {
            assert_eq!(schema.faults(example), Vec::<String>::new(), "{name}: {example}");
        }
    }
}

#[test]
fn a_message_that_lacks_what_its_schema_requires_is_refused() {
    for name in SCHEMAS {
        let schema = Schema::read(name);
        let sound = schema.examples()[0].clone();

        for field in schema.required() {
            let mut broken = sound.clone();
            broken.as_object_mut().expect("a message is an object").remove(&field);
            assert_ne!(schema.faults(&broken), Vec::<String>::new(), "{name} without {field}");
        }
    }
}

#[test]
fn a_message_with_a_field_of_another_type_is_refused() {
    for name in SCHEMAS {
        let schema = Schema::read(name);
        let sound = schema.examples()[0].clone();

        for field in schema.required() {
            let mut broken = sound.clone();
            broken[&field] = json!([[]]);
            assert_ne!(schema.faults(&broken), Vec::<String>::new(), "{name} with another {field}");
        }
    }
}

#[test]
fn an_event_is_held_against_what_its_kind_requires() {
    let schema = Schema::read("domain-event");
    let finished = events().into_iter().find(|event| event.kind == "workFinished").expect("one was finished");

    let wrong_type = DomainEvent { data: json!({ "totalCents": "4999" }), ..finished.clone() };
    let wrong_time = json!("yesterday");
    let unknown = DomainEvent { kind: "workLost".to_owned(), ..finished.clone() };
    let absent = DomainEvent { intervention_id: None::<InterventionId>, ..finished.clone() };

    for broken in [wrong_type, unknown, absent] {
        let json = json_of(broken);
        assert_ne!(schema.faults(&json), Vec::<String>::new(), "{json}");
    }
    let mut json = json_of(finished);
    assert_eq!(schema.faults(&json), Vec::<String>::new());
    json["occurredAt"] = wrong_time;
    assert_ne!(schema.faults(&json), Vec::<String>::new());
}

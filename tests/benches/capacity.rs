//! What a life costs: capacity units of each use case, as the embedded DynamoDB accounts them.
//!
//! `cargo bench --bench capacity`. Fails if a whole life needs more than 34 write or 14 read units, if a look at the
//! missions or an appointment instead needs more than its own limit, or if any of it costs more beside 100,000 other
//! interventions than beside 100.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::{collections::HashMap, pin::Pin, process::ExitCode};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    idempotency::{Key, Request},
    ranking::Sort,
    reliability::{Deed, Recorded},
    technician::Technician,
};
use embedded::{Embedded, EmbeddedBucket, Units, embedded, given};
use places::Travel;
use queue::InvoiceRequest;
use trace::{Span, Trace};

/// The most that a life may cost.
const BUDGET: Units = Units { read: 14.0, write: 34.0 };
/// The most that each step beside a life may cost; a look at missions reads two units and one and a half for each that
/// is shown.
const BESIDE: [(&str, Units); 2] = [
    ("list-missions", Units { read: 9.5, write: 0.0 }),
    ("schedule-request", Units { read: 1.0, write: 4.0 }),
];
/// How many requests wait in Amiens for a technician who looks.
const WAITING: usize = 5;
/// How many technicians of Amiens are online.
const TECHNICIANS: usize = 8;

#[tokio::main]
async fn main() -> ExitCode {
    let small = life(100).await;
    let large = life(100_000).await;
    println!("{:<26} {:>16} {:>16}", "", "beside 100", "beside 100,000");
    println!("{:<26} {:>8}{:>8} {:>8}{:>8}", "use case", "write", "read", "write", "read");
    for ((name, few), (_, many)) in small.iter().zip(&large) {
        println!("{name:<26} {:>8}{:>8} {:>8}{:>8}", few.write, few.read, many.write, many.read);
    }
    let (few, many) = (total(&small), total(&large));
    println!("{:<26} {:>8}{:>8} {:>8}{:>8}", "a whole life", few.write, few.read, many.write, many.read);
    println!("budget: {} write, {} read", BUDGET.write, BUDGET.read);
    let kept = within(many, BUDGET) && few == many;
    let (small, large) = (beside(100).await, beside(100_000).await);
    println!();
    let all_kept = BESIDE.iter().zip(small.iter().zip(&large)).fold(kept, |kept, (limit, (few, many))| {
        let ((name, limit), (_, few), (also, many)) = (limit, few, many);
        println!("{name:<26} {:>8}{:>8} {:>8}{:>8}", few.write, few.read, many.write, many.read);
        println!("limit: {} write, {} read", limit.write, limit.read);
        kept && name == also && within(*many, *limit) && few == many
    });
    if all_kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn within(units: Units, limit: Units) -> bool {
    units.write <= limit.write && units.read <= limit.read
}

/// What happens beside a life: a technician looks at what waits, a customer names an hour instead of waiting.
async fn beside(others: usize) -> Vec<(&'static str, Units)> {
    let table = embedded().await;
    let store = &table.store;
    let karim = given::technician(store, "karim").await;
    let mut waiting = Vec::new();
    for _ in 0..WAITING {
        waiting.push(given::waiting(store).await);
    }
    crowd(&table, others).await;
    let mut meter = Meter { table: &table, steps: Vec::new() };
    let query = list_missions::ListMissions {
        technician: karim.id,
        limit: WAITING,
        after: None,
        filter: list_missions::Filter::default(),
    };
    let bucket = EmbeddedBucket::open().client();
    let step = list_missions::list_missions(store, &bucket, query, given::at(1));
    let page = meter.read("list-missions", step).await;
    assert_eq!(page.items.len(), WAITING, "all that waits is shown");
    let command = schedule_request::ScheduleRequest {
        intervention: waiting.remove(0),
        customer: given::customer(),
        hour: given::at(300),
        request: request(9),
    };
    let step = schedule_request::schedule_request(store, command, given::at(1));
    meter.read("schedule-request", step).await;
    meter.steps
}

fn total(life: &[(&'static str, Units)]) -> Units {
    let sum = |part: fn(&Units) -> f64| life.iter().map(|(_, units)| part(units)).sum();
    Units { read: sum(|units| units.read), write: sum(|units| units.write) }
}

/// One life, step by step, in a table that holds `others` interventions already.
async fn life(others: usize) -> Vec<(&'static str, Units)> {
    let table = embedded().await;
    let mut technicians = Vec::new();
    for number in 0..TECHNICIANS {
        technicians.push(given::technician(&table.store, &format!("technician-{number}")).await);
    }
    crowd(&table, others).await;
    // The series of the issuer has begun: the first number in the life of a table looks for older series.
    let before = given::finished(&table.store, &technicians[1]).await;
    let dossier = table.store.dossier(&before).await.expect("it was finished");
    generate_invoice::issue_invoice(&table.store, &dossier, given::at(61)).await.expect("it is invoiced");
    let mut meter = Meter { table: &table, steps: Vec::new() };
    lived(&table, &technicians[0], &mut meter).await;
    meter.steps
}

/// Reads off what a step consumed.
struct Meter<'a> {
    table: &'a Embedded,
    steps: Vec<(&'static str, Units)>,
}

impl Meter<'_> {
    fn read<'a, T, E: std::fmt::Debug>(
        &'a mut self,
        name: &'static str,
        step: impl Future<Output = Result<T, E>> + 'a,
    ) -> Pin<Box<dyn Future<Output = T> + 'a>> {
        Box::pin(async move {
            self.table.reset_units();
            let answer = traced().scope(step).await.expect("every step of a life is allowed");
            self.steps.push((name, self.table.units()));
            answer
        })
    }
}

/// Every call is traced, and what it writes keeps the trace.
fn traced() -> Span {
    let trace = Trace::of_header("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
    Span { trace: Some(trace.expect("a header of X-Ray")), ..Span::default() }
}

/// Keys as apps send them: every command bears one.
fn request(number: u8) -> Request {
    Request { key: Some(Key { command: [number; 12], body: [number; 8], former: None }), if_match: None }
}

async fn lived(table: &Embedded, technician: &Technician, meter: &mut Meter<'_>) {
    let (store, roads) = (&table.store, Travel::default());
    let (customer, chosen) = (given::customer(), technician.id.clone());
    let key = Key { command: [200; 12], body: [200; 8], former: None };
    let command = declare_request::DeclareRequest {
        declaration: given::declaration(),
        breakdown: given::breakdown(),
        key,
    };
    let declared = meter
        .read("declare-request", declare_request::declare_request(store, &roads, command, given::at(0)))
        .await;
    let id = declared.dossier.intervention.id().clone();
    let query = match_technicians::MatchTechnicians {
        intervention: id.clone(),
        customer: customer.clone(),
        sort: Sort::Proximity,
        filter: match_technicians::Filter::default(),
    };
    meter
        .read("match-technicians", match_technicians::match_technicians(store, &roads, query, given::at(0)))
        .await;
    let command = choose_technician::ChooseTechnician {
        intervention: id.clone(),
        customer,
        technician: chosen.clone(),
        seen: choose_technician::Seen::default(),
        request: request(1),
    };
    meter.read("choose-technician", choose_technician::choose_technician(store, command, given::at(0))).await;
    let command = accept_request::AcceptRequest {
        intervention: id.clone(),
        technician: chosen.clone(),
        request: request(2),
    };
    meter.read("accept-request", accept_request::accept_request(store, command, given::at(0))).await;
    let command = depart_for_intervention::DepartForIntervention {
        intervention: id.clone(),
        technician: chosen.clone(),
        eta_minutes: Some(14),
        occurred_at: None,
        request: request(3),
    };
    let step = depart_for_intervention::depart_for_intervention(store, command, given::at(2));
    meter.read("depart-for-intervention", step).await;
    let command = arrive_on_site::ArriveOnSite {
        intervention: id.clone(),
        technician: chosen.clone(),
        occurred_at: None,
        request: request(4),
    };
    meter.read("arrive-on-site", arrive_on_site::arrive_on_site(store, command, given::at(20))).await;
    let command = start_intervention::StartIntervention {
        intervention: id.clone(),
        technician: chosen.clone(),
        code: given::start_code(),
        next_code: domain::breakdown::StartCode::of_random(7),
        occurred_at: None,
        request: request(5),
    };
    meter
        .read("start-intervention", start_intervention::start_intervention(store, command, given::at(25)))
        .await;
    let command = pause_intervention::PauseIntervention {
        intervention: id.clone(),
        technician: chosen.clone(),
        occurred_at: None,
        request: request(6),
    };
    meter
        .read("pause-intervention", pause_intervention::pause_intervention(store, command, given::at(45)))
        .await;
    let command = resume_intervention::ResumeIntervention {
        intervention: id.clone(),
        technician: chosen.clone(),
        occurred_at: None,
        request: request(7),
    };
    meter
        .read("resume-intervention", resume_intervention::resume_intervention(store, command, given::at(50)))
        .await;
    let command = finish_intervention::FinishIntervention {
        intervention: id.clone(),
        technician: chosen.clone(),
        report: given::report(),
        undone: Vec::new(),
        occurred_at: None,
        request: request(8),
    };
    meter
        .read("finish-intervention", finish_intervention::finish_intervention(store, command, given::at(70)))
        .await;
    followed(store, technician, id, meter).await;
}

/// The effects of the finish.
async fn followed(
    store: &store::Store,
    technician: &Technician,
    id: domain::id::InterventionId,
    meter: &mut Meter<'_>,
) {
    let step = store.release(&technician.id, technician.home, &id, given::ACCEPTED);
    meter.read("publish-events: free agenda", step).await;
    let deed = Recorded { technician: technician.id.clone(), since: given::at(0), deed: Deed::OnTime };
    meter.read("publish-events: record", store.record(&id, &deed)).await;
    let message = InvoiceRequest { intervention_id: id };
    let bucket = EmbeddedBucket::open();
    let documents = bucket.papers();
    let step = generate_invoice::generate_invoice(store, &documents, message, given::at(70));
    meter.read("generate-invoice", step).await;
}

/// Other interventions of other customers, in the same town: copies of one, under other ids.
async fn crowd(table: &Embedded, others: usize) {
    let id = given::declared(&table.store).await;
    let pk = AttributeValue::S(format!("intervention#{id}"));
    let rows = table.client.query().table_name(&table.table);
    let rows = rows.key_condition_expression("pk = :pk").expression_attribute_values(":pk", pk).send().await;
    let rows = rows.expect("the table answers").items.unwrap_or_default();
    table.import((0..others).flat_map(|number| rows.iter().map(move |row| copy(row, number))));
}

fn copy(row: &HashMap<String, AttributeValue>, number: usize) -> HashMap<String, AttributeValue> {
    let mut row = row.clone();
    row.insert("pk".to_owned(), AttributeValue::S(format!("intervention#{number:032x}")));
    if row.contains_key("customer") {
        row.insert("customer".to_owned(), AttributeValue::S(format!("crowd-{}", number % 1_000)));
    }
    row
}

//! What AWS charges: for 1,000 interventions, and for a month in which nobody calls.
//!
//! `cargo bench --bench cost`. One life is played against the real binaries (`tests/src/bill/life.rs` tells which); what
//! they call, consume and log is counted and multiplied by the prices of `infra/prices.yaml`, which has their dates. What
//! the template decides is read from the template. Fails if a part of the bill is above its limit.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use embedded::{embedded, given};
use tests::{
    bill::{Line, amounts::Amounts, deployed::Deployed, idle, life, prices::Prices, sum, thousand::thousand},
    house::House,
};

/// A part of the bill: what it must not cost more than, in euros, and what it was meant to cost. ARCHITECTURE.md ("What
/// dominates the bill") says why the aims are missed.
struct Limit {
    what: &'static str,
    euros_max: f64,
    aim: f64,
}

const THOUSAND: Limit = Limit { what: "1,000 interventions", euros_max: 1.10, aim: 0.60 };
const BESIDE: Limit = Limit { what: "photos and rows of 1,000", euros_max: 1.85, aim: 1.85 };
const IDLE: Limit = Limit { what: "a month without a call", euros_max: 7.60, aim: 2.00 };

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let (prices, deployed) = (Prices::read(), Deployed::read());
    let logs = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let house = House::metered(embedded().await, &logs.join("cost-life.log"));
    let lived = life::lived(&deployed, &house).await;
    let bill = thousand(&deployed, &lived);
    let house = House::metered(embedded().await, &logs.join("cost-idle.log"));
    let month = idle::month(&deployed, &house, given::at(0)).await;

    print("1,000 interventions, papers included", &bill.served, &prices);
    print("beside: photos and rows of 1,000 interventions", &bill.beside, &prices);
    print("a month without a call", &month, &prices);
    let busy =
        Amounts::of("custom-metrics", f64::from(u16::try_from(bill.metrics.len()).unwrap_or(u16::MAX)));
    println!("\nbeside, in any month with work");
    println!("{:<44} {:>10.2} EUR", format!("  {} metrics of ours", bill.metrics.len()), prices.euros(&busy));
    let people = Amounts::of(deployed.user_price, 1_000.0);
    println!("{:<44} {:>10.2} EUR", "  1,000 people beyond the 10,000 free ones", prices.euros(&people));

    let [oldest, newest] = prices.dates();
    println!(
        "\nprices as known between {oldest} and {newest}: check them on the pages that infra/prices.yaml names"
    );
    let kept = [(THOUSAND, &bill.served), (BESIDE, &bill.beside), (IDLE, &month)]
        .map(|(limit, lines)| within(&limit, &prices, lines));
    if kept.iter().all(|is_within| *is_within) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn within(limit: &Limit, prices: &Prices, lines: &[Line]) -> bool {
    let euros = prices.euros(&sum(lines));
    let free = prices.euros_beyond_free(&sum(lines));
    let Limit { what, euros_max, aim } = limit;
    println!(
        "{what:<26} {euros:>6.2} EUR (limit {euros_max:.2}, aim {aim:.2}), beyond the free tier {free:.2} EUR"
    );
    euros <= *euros_max
}

fn print(title: &str, lines: &[Line], prices: &Prices) {
    println!("\n{title}");
    println!("  {:<26} {:>9} {:>9} {:>9} {:>10}", "for", "times", "write", "read", "EUR");
    for Line { what, times, amounts } in lines {
        let [write, read] = ["table-write-units", "table-read-units"].map(|name| amounts.get(name));
        println!("  {what:<26} {times:>9.0} {write:>9.0} {read:>9.0} {:>10.4}", prices.euros(amounts));
    }
    let sum = sum(lines);
    let mut services: BTreeMap<&str, f64> = BTreeMap::new();
    println!("  {:<26} {:>18} {:>20}", "of", "amount", "EUR");
    for (name, amount) in sum.iter() {
        let euros = prices.euros_for(name, amount);
        *services.entry(&prices.of(name).service).or_default() += euros;
        println!("  {name:<26} {amount:>18.3} {euros:>20.4}");
    }
    let services: Vec<String> =
        services.iter().map(|(service, euros)| format!("{service} {euros:.3}")).collect();
    println!("  {}", services.join(", "));
    println!("  {:<26} {:>39.4}", "in all", prices.euros(&sum));
}

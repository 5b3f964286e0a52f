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

/// The most that 1,000 interventions may cost in euros, their papers for as long as they are kept included.
const THOUSAND_MAX: f64 = 1.45;
/// The most that photos and rows of 1,000 interventions may cost beside, for as long as they are kept.
const BESIDE_MAX: f64 = 5.50;
/// The most that a month without a call may cost in euros.
const IDLE_MAX: f64 = 8.00;

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

    println!();
    let kept = [
        (THOUSAND_MAX, "1,000 interventions", &bill.served),
        (BESIDE_MAX, "photos and rows of 1,000", &bill.beside),
        (IDLE_MAX, "a month without a call", &month),
    ]
    .map(|(limit, what, lines)| within(limit, what, &prices, lines));
    if kept.iter().all(|is_within| *is_within) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn within(limit: f64, what: &str, prices: &Prices, lines: &[Line]) -> bool {
    let euros = prices.euros(&sum(lines));
    let free = prices.euros_beyond_free(&sum(lines));
    println!("{what:<28} {euros:>7.2} EUR, {free:.2} EUR beyond the free tier (limit {limit:.2} EUR)");
    euros <= limit
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

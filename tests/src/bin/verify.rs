//! Proves the invoices and credit notes of an issuer's year, or names the first broken link.
//!
//! `cargo run -p tests --bin verify -- <siren> <year>`: every number is there once, each hash is that of what the
//! document says, each names the one before it, and no date goes back. Series that technicians had of their own, from
//! before series were the issuer's, are proved too. It reads the table of the cloud that `cargo dev` keeps up, or the one
//! that `TABLE`, `AWS_REGION` and the usual credentials of the environment name.

#![expect(clippy::print_stdout, reason = "a command says what it found")]

use std::{error::Error, process::ExitCode};

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::{
    Client,
    config::{Builder, Credentials, Region},
};
use clap::Parser;
use domain::{
    invoice::{Broken, complete, proved},
    technician::Siren,
};
use local::Outputs;
use store::{Given, Proof, Series, Store};
use tests::event;

/// Proves the invoices and credit notes of an issuer's year.
#[derive(Parser)]
struct Asked {
    /// The issuer's SIREN.
    siren: String,
    /// The year of the numbers.
    year: i16,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Asked { siren, year } = Asked::parse();
    // Not held against its check digit: numbers from before that was checked are proved too.
    let issuer = Siren::stored(siren)?;
    let store = store()?;
    let mut sound = true;
    for (name, series) in [("invoices", Series::Invoices), ("credit notes", Series::CreditNotes)] {
        let proof = store.proof(&issuer, series, year).await?;
        for (what, verdict) in verdicts(&issuer, &proof) {
            match verdict {
                Ok(count) => println!("{name}: {what}: {count} documents, sound"),
                Err(broken) => {
                    println!("{name}: {what}: BROKEN: {broken}");
                    sound = false;
                }
            }
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each chain, then the numbers of all of them.
fn verdicts(issuer: &Siren, proof: &Proof) -> Vec<(String, Result<u64, Broken>)> {
    let chain = |given: &Given| proved(&given.links, &given.ends).map(|()| given.links.len() as u64);
    let older =
        proof.older.iter().map(|(id, given)| (format!("older series of technician {id}"), chain(given)));
    let mut verdicts: Vec<_> = older.collect();
    verdicts.push(("chain of hashes".to_owned(), chain(&proof.series)));
    let links =
        proof.older.iter().map(|(_, given)| given).chain([&proof.series]).flat_map(|given| &given.links);
    verdicts.push(("numbers without a gap".to_owned(), complete(issuer, links)));
    verdicts
}

/// The table that the environment names, else that of the cloud on this machine.
fn store() -> Result<Store, Box<dyn Error>> {
    let config = Builder::new().behavior_version(BehaviorVersion::latest());
    let (config, table) = if let Some(table) = variable("TABLE") {
        let region = variable("AWS_REGION").ok_or("AWS_REGION is not set")?;
        let named = |name: &str| variable(name).ok_or_else(|| format!("{name} is not set"));
        let (id, secret) = (named("AWS_ACCESS_KEY_ID")?, named("AWS_SECRET_ACCESS_KEY")?);
        let credentials = Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment");
        let config = config.region(Region::new(region)).credentials_provider(credentials);
        let config = match variable("AWS_ENDPOINT_URL") {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        };
        (config, table)
    } else {
        let outputs = Outputs::read(&event::root().join("target/local/outputs.json"))?;
        let credentials = Credentials::new("test", "test", None, None, "local");
        let config = config.region(Region::from_static("eu-west-3")).endpoint_url(outputs.aws_endpoint);
        (config.credentials_provider(credentials), outputs.table)
    };
    Ok(Store::new(Client::from_conf(config.build()), table, domain::policy::Policy::default()))
}

#[expect(clippy::disallowed_methods, reason = "a command of its own reads its own environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

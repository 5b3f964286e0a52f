//! Proves the invoices and credit notes of a technician's year, or names the first broken link.
//!
//! `cargo run -p tests --bin verify -- <technician> <year>`: every number is there, each hash is that of what the
//! document says, and each names the one before it. It reads the table of the cloud that `cargo dev` keeps up, or the
//! one that `TABLE`, `AWS_REGION` and the usual credentials of the environment name.

#![expect(clippy::print_stdout, reason = "a command says what it found")]

use std::{error::Error, process::ExitCode};

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::{
    Client,
    config::{Builder, Credentials, Region},
};
use clap::Parser;
use domain::{id::TechnicianId, invoice::proved};
use local::Outputs;
use store::{Series, Store};
use tests::event;

/// Proves the invoices and credit notes of a technician's year.
#[derive(Parser)]
struct Asked {
    /// The technician's id.
    technician: String,
    /// The year of the series.
    year: i16,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Asked { technician, year } = Asked::parse();
    let technician = TechnicianId::try_from(technician)?;
    let store = store()?;
    let mut sound = true;
    for (name, series) in [("invoices", Series::Invoices), ("credit notes", Series::CreditNotes)] {
        let (links, last) = store.series(&technician, year, series).await?;
        match proved(&links, last) {
            Ok(()) => {
                println!("{name}: {} in series, no gap, each hash right, the chain closed", links.len());
            }
            Err(broken) => {
                println!("{name}: BROKEN: {broken}");
                sound = false;
            }
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

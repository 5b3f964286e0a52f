//! `cargo ops`: what an operator asks of a cloud that is up.

#![expect(clippy::print_stdout, reason = "a command says what it found")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use domain::{Timestamp, id::InterventionId, technician::Siren};
use local::{Outputs, template::Template};
use ops::{
    Adoption, Deployment, Error, Papers, Place, Restoration, Stack, life, redrive, restore_check, smoke,
    verify,
};

/// Asks the cloud that `cargo dev` keeps up, or the one that `TABLE`, `AWS_REGION` and credentials of the environment name.
#[derive(Parser)]
struct Asked {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Hands the built functions to AWS with `sam deploy`: each change of a function or of a parameter is a new version
    Deploy {
        /// The environment of infra/samconfig.toml
        environment: String,
        /// Makes new versions of all functions, also of those that did not change: after a deployment that was undone
        #[arg(long)]
        again: bool,
    },
    /// Restores the table as it was a moment ago into a second one, holds it and its files against the first, and deletes it
    RestoreCheck {
        /// The time to restore, such as 2026-11-28T06:30:00Z; without it, the latest one that AWS can restore
        #[arg(long)]
        at: Option<Timestamp>,
        /// Keeps the second table and prints its name: docs/runbooks/restore.md says what to do with it
        #[arg(long)]
        keep: bool,
    },
    /// Signs a customer and a technician up, plays one life against a stack that is up, and removes both
    Smoke {
        /// The API; without it, that of `cargo dev`
        #[arg(requires = "pool", requires = "client")]
        api: Option<String>,
        /// The id of the pool in which people sign up
        #[arg(long)]
        pool: Option<String>,
        /// The id of the apps' client in that pool
        #[arg(long)]
        client: Option<String>,
        /// Ends the life before work, so that no invoice is issued
        #[arg(long)]
        without_papers: bool,
    },
    /// Writes what a new stack needs to take over what a deleted one left behind, and says how to hand it to AWS
    Adopt {
        /// The environment of infra/samconfig.toml
        environment: String,
        /// The name of the table
        #[arg(long)]
        table: String,
        /// The name of the bucket of photos and exports
        #[arg(long)]
        bucket: String,
        /// The name of the bucket of documents
        #[arg(long)]
        documents: String,
        /// The id of the pool in which people sign up
        #[arg(long)]
        pool: String,
    },
    /// Proves the invoices and credit notes of a year, or names the first broken link
    Verify {
        /// The year of the numbers
        year: i16,
        /// One issuer alone, by SIREN
        #[arg(long)]
        siren: Option<String>,
    },
    /// Prints what happened to an intervention, and which of its effects are missing
    Life {
        /// The id of the intervention
        intervention: String,
    },
    /// Sends what lies in a dead-letter queue to its queue again
    Redrive {
        /// The queue: its name in the template, such as Invoices, or its URL
        queue: String,
        /// The URL of its dead-letter queue, where the queue is given as a URL
        #[arg(long)]
        dead: Option<String>,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match answer(Asked::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn answer(command: Command) -> Result<ExitCode, Error> {
    match command {
        Command::Deploy { environment, again } => deploy(&environment, again),
        Command::Adopt { environment, table, bucket, documents, pool } => adopt(
            &environment,
            [("Table", table), ("Bucket", bucket), ("Documents", documents), ("UserPool", pool)],
        ),
        Command::RestoreCheck { at, keep } => {
            let restoration = Restoration { as_of: at, is_kept: keep };
            let restored = restore_check(&place().await?, restoration, now()).await?;
            println!("{restored}");
            restored.faults.iter().for_each(|fault| println!("FAULT: {fault}"));
            if keep {
                println!("kept: {}", restored.table);
            }
            Ok(if restored.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Smoke { api, pool, client, without_papers } => {
            let papers = if without_papers { Papers::None } else { Papers::Issued };
            let stack = match (api, pool, client) {
                (Some(api), Some(pool), Some(client)) => Stack::of_environment(&api, &pool, &client).await?,
                (..) => Stack::of_local_cloud(&outputs().map_err(|_not_up| {
                    Error::Deployment(
                        "name the API with --pool and --client, or start `cargo dev`".to_owned(),
                    )
                })?),
            };
            smoke(&stack, papers, &mut |step| println!("ok: {step}")).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { year, siren } => {
            // Not held against its check digit: numbers from before that was checked are proved too.
            let issuer = siren.map(Siren::stored).transpose()?;
            let mut is_sound = true;
            let verdicts = verify(&place().await?.store, issuer, year).await?;
            if verdicts.is_empty() {
                println!("no documents in {year}");
            }
            for verdict in verdicts {
                match verdict.found {
                    Ok(count) => println!("{}: {count} documents, sound", verdict.what),
                    Err(broken) => {
                        println!("{}: BROKEN: {broken}", verdict.what);
                        is_sound = false;
                    }
                }
            }
            Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Life { intervention } => {
            let id = InterventionId::try_from(intervention)?;
            life(&place().await?.store, &id, now()).await?.iter().for_each(|line| println!("{line}"));
            Ok(ExitCode::SUCCESS)
        }
        Command::Redrive { queue, dead } => {
            let redriven = redrive(&place().await?, &queue, dead.as_deref()).await?;
            println!("{} messages sent to {queue} again", redriven.messages);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// SAM shows what will change and asks, so it talks to the terminal itself.
fn deploy(environment: &str, again: bool) -> Result<ExitCode, Error> {
    let root = local::workspace()?;
    let deployment = Deployment::read(&root, environment)?;
    let template = Template::read(&root.join("infra/template.yaml"))?;
    let again = again.then(|| now().to_string());
    println!("{} packages", deployment.stamp(&root, &template, again.as_deref())?);
    let status = deployment.command(&root).status();
    let status = status.map_err(|error| {
        Error::Deployment(format!("sam did not start ({error}): pip install aws-sam-cli"))
    })?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn adopt(environment: &str, names: [(&str, String); 4]) -> Result<ExitCode, Error> {
    let root = local::workspace()?;
    let Deployment { stack, region, parameters, .. } = Deployment::read(&root, environment)?;
    let template = Template::read(&root.join("infra/template.yaml"))?;
    let names = names.into_iter().map(|(resource, name)| (resource.to_owned(), name)).collect();
    let Adoption { template, resources } = Adoption::of(&template, &names, &parameters)?;
    let folder = root.join("target/adopt");
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join("template.json"), format!("{template:#}")))
        .and_then(|()| std::fs::write(folder.join("resources.json"), format!("{resources:#}")));
    written.map_err(|error| Error::Deployment(format!("{}: {error}", folder.display())))?;
    let stack = format!("{stack} --region {region}");
    println!("aws cloudformation create-change-set --stack-name {stack} --change-set-name adopt \\");
    println!("  --change-set-type IMPORT --template-body file://target/adopt/template.json \\");
    println!("  --resources-to-import file://target/adopt/resources.json");
    println!(
        "aws cloudformation wait change-set-create-complete --stack-name {stack} --change-set-name adopt"
    );
    println!("aws cloudformation execute-change-set --stack-name {stack} --change-set-name adopt");
    println!("aws cloudformation wait stack-import-complete --stack-name {stack}");
    println!("cargo ops deploy {environment}");
    Ok(ExitCode::SUCCESS)
}

/// The cloud that the environment names, else that of this machine.
async fn place() -> Result<Place, Error> {
    if variable("TABLE").is_some() {
        return Place::of_environment(variable).await;
    }
    Ok(Place::of_local_cloud(&outputs()?))
}

/// The cloud of this machine.
fn outputs() -> Result<Outputs, Error> {
    let nowhere = |_not_up| Error::Nowhere("TABLE".to_owned());
    let home = local::home(&local::workspace().map_err(nowhere)?);
    Outputs::read(&home.join("outputs.json")).map_err(nowhere)
}

#[expect(clippy::disallowed_methods, reason = "a command of its own reads the clock of its machine")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "a command of its own reads its own environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

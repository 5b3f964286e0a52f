//! `cargo dev`: Hop-Assist on one machine.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use jiff::SignedDuration;
use local::aws::Aws;
use local::progress::{answer, complain};
use local::{
    Cloud, Error, Folder, Options, Outputs, Progress, Role, clock, demo, home, relay, samples, workspace,
};
use tokio::signal::unix::{SignalKind, signal};

/// Runs the whole of Hop-Assist on this machine, from infra/template.yaml, and stays up.
#[derive(Parser)]
#[command(name = "cargo dev", bin_name = "cargo dev", disable_help_subcommand = true)]
struct Line {
    /// The API's port; the AWS services listen on the next one, the recorded address service on the one after.
    #[arg(long, default_value_t = 4600, value_parser = clap::value_parser!(u16).range(1024..65534))]
    port: u16,
    /// Builds a function anew when its sources change: a call after an edit waits for the new code.
    #[arg(long)]
    watch: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Plays a story through the API of the cloud that is up.
    Demo,
    /// Prints a token for somebody, who signs up first where need be; technicians are approved, operators appointed.
    Token {
        /// What they are to Hop-Assist.
        role: Role,
        /// Their first name, for example.
        name: String,
    },
    /// Sets the clock of the cloud that is up ahead: an hour then passes in a moment.
    Clock {
        /// By how much: 20m, 1h30m or 72h.
        #[arg(value_parser = step)]
        by: Duration,
    },
    /// Forgets all data; the next `cargo dev` starts afresh.
    Reset {
        /// Sets back only what the samples of events/ speak of, while the cloud is up.
        #[arg(long)]
        samples: bool,
    },
    /// Stands in for a function under `--watch`.
    #[command(hide = true)]
    Relay {
        /// The function.
        function: String,
        /// The address of the launcher, which builds the function.
        launcher: String,
        /// Where the emulator's Lambda runtime listens.
        runtime: String,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let line = Line::parse();
    let done = match line.command {
        None => up(line.port, line.watch).await,
        Some(Command::Demo) => play().await,
        Some(Command::Token { role, name }) => token(role, &name).await,
        Some(Command::Clock { by }) => set_ahead(by).await,
        Some(Command::Reset { samples: true }) => reset_samples().await,
        Some(Command::Reset { samples: false }) => reset().await,
        Some(Command::Relay { function, launcher, runtime }) => {
            relay::run(&function, &launcher, &runtime).await
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

async fn up(port: u16, watch: bool) -> Result<(), Error> {
    let dev = std::env::current_exe()
        .map_err(|source| Error::System { doing: "finding this program".into(), source })?;
    let watch = watch.then_some(dev);
    let options =
        Options { port: Some(port), progress: Progress::Shown, samples: true, watch, ..Options::here()? };
    let step = Progress::Silent.begin("", "");
    let mut cloud = tokio::select! {
        cloud = seeded(options) => cloud?,
        asked = asked_to_end() => return asked,
    };
    let (url, took) = (&cloud.outputs.api_url, step.elapsed());
    answer(&format!("Hop-Assist is up after {took}: {url}. Its log: target/local/cloud.log."));
    answer("Next, in another terminal: cargo dev demo, or cargo dev token customer alice. Ctrl-C ends it.");
    tokio::select! {
        asked = asked_to_end() => asked?,
        error = cloud.ended() => return Err(error),
    }
    Progress::Shown.tell("Stopping", "the local cloud; its data stays in target/local/state");
    cloud.stop().await
}

async fn seeded(options: Options) -> Result<Cloud, Error> {
    let cloud = Cloud::start(options).await?;
    // A function that refuses the demo's people must not keep the cloud from whoever mends it.
    if let Err(error) = demo::seed(&cloud.outputs, Progress::Shown).await {
        complain(&error);
    }
    Ok(cloud)
}

async fn asked_to_end() -> Result<(), Error> {
    let listen =
        |kind| signal(kind).map_err(|source| Error::System { doing: "listening to signals".into(), source });
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

async fn play() -> Result<(), Error> {
    demo::play(&outputs().await?, Progress::Shown).await
}

async fn token(role: Role, name: &str) -> Result<(), Error> {
    let outputs = outputs().await?;
    let aws = Aws::at(&outputs.aws_endpoint);
    answer(&local::token(&aws, &outputs, role, name).await?);
    Ok(())
}

async fn set_ahead(by: Duration) -> Result<(), Error> {
    let ahead = clock::advance(&outputs().await?, by).await?;
    let ahead = SignedDuration::try_from(ahead).unwrap_or(SignedDuration::MAX);
    answer(&format!("The clock is {ahead:#} ahead of this machine's; cargo dev reset puts it right."));
    Ok(())
}

/// A step of the clock.
fn step(text: &str) -> Result<Duration, String> {
    let step = text.parse::<SignedDuration>().ok().and_then(|step| Duration::try_from(step).ok());
    step.ok_or_else(|| "a step ahead is a time like 20m, 1h30m or 72h".to_owned())
}

async fn reset() -> Result<(), Error> {
    folder()?.forget().await?;
    Progress::Shown.tell("Forgotten", "all data of the local cloud");
    Ok(())
}

async fn reset_samples() -> Result<(), Error> {
    let step = Progress::Silent.begin("", "");
    samples::reset(&outputs().await?, &folder()?).await?;
    Progress::Shown.tell("Set back", &format!("what the samples of events/ speak of, in {}", step.elapsed()));
    Ok(())
}

fn folder() -> Result<Folder, Error> {
    Folder::at(home(&workspace()?))
}

async fn outputs() -> Result<Outputs, Error> {
    let outputs = Outputs::read(&folder()?.outputs())?;
    // After a kill -9 the file is still there, and nobody answers.
    if Aws::at(&outputs.aws_endpoint).is_up().await { Ok(outputs) } else { Err(Error::NotUp) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(words: &[&str]) -> String {
        let words = ["dev"].iter().chain(words);
        Line::try_parse_from(words).err().expect("it is refused").to_string()
    }

    #[test]
    fn without_words_it_is_up_on_port_4600() {
        let line = Line::try_parse_from(["dev"]).expect("nothing is wrong");

        assert!(line.command.is_none() && !line.watch);
        assert_eq!(line.port, 4600);
    }

    #[test]
    fn a_token_is_for_one_of_three_roles() {
        let message = refused(&["token", "plumber", "jo"]);

        assert!(message.contains("[possible values: customer, technician, operator]"), "{message}");
    }

    #[test]
    fn a_port_below_1024_is_refused() {
        let message = refused(&["--port", "80"]);

        assert!(message.contains("80 is not in 1024..65534"), "{message}");
    }

    #[test]
    fn the_clock_goes_ahead_by_a_time_with_its_unit() {
        let parsed = Line::try_parse_from(["dev", "clock", "1h30m"]).expect("nothing is wrong");

        assert!(matches!(parsed.command, Some(Command::Clock { by }) if by.as_secs() == 5_400));
        for wrong in ["20", "yesterday", "-5m"] {
            assert!(Line::try_parse_from(["dev", "clock", wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_command_is_refused() {
        let message = refused(&["up"]);

        assert!(message.contains("unrecognized subcommand 'up'"), "{message}");
    }
}

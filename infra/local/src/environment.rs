//! The environment that functions get from whoever runs them here: that of the deployed ones, in one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::aws::{Aws, REGION};
use crate::guard::EMULATOR_KEY;
use crate::{Error, Outputs};

/// Variables, by name.
pub(crate) type Environment = BTreeMap<String, String>;

/// One environment for all: a variable has the same value in each function that has it.
pub(crate) async fn of(outputs: &Outputs) -> Result<Environment, Error> {
    let aws = Aws::at(&outputs.aws_endpoint);
    let mut variables = BTreeMap::from(
        [
            ("AWS_ENDPOINT_URL", outputs.aws_endpoint.as_str()),
            ("AWS_REGION", REGION),
            // The emulator checks links with these.
            ("AWS_ACCESS_KEY_ID", EMULATOR_KEY),
            ("AWS_SECRET_ACCESS_KEY", EMULATOR_KEY),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    for deployed in outputs.functions.values() {
        for (name, value) in aws.environment(deployed).await?.as_object().into_iter().flatten() {
            variables.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(variables)
}

/// Writes it as `--env-file` wants it.
pub(crate) fn write(file: &Path, variables: &Environment) -> Result<(), Error> {
    let lines = variables.iter().map(|(name, value)| format!("{name}={value}\n"));
    fs::write(file, lines.collect::<String>()).map_err(Error::system(format!("writing {}", file.display())))
}

/// Reads what was written so.
pub(crate) fn read(file: &Path) -> Result<Environment, Error> {
    let text = fs::read_to_string(file).map_err(Error::system(format!("reading {}", file.display())))?;
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    Ok(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

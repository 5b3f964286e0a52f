//! The cloud on one machine, from the template to an API that answers.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use permissions::{Denied, Service};
use recorded::Recorded;
use serde_json::Value;

use crate::aws::Aws;
use crate::cors::Cors;
use crate::folder::{self, Folder};
use crate::guard::{self, Guard};
use crate::keeper::Kept;
use crate::people::{self, Role};
use crate::ports::Ports;
use crate::server::Server;
use crate::template::{Function, Template};
use crate::tools::Tools;
use crate::watch::{self, Compiler, Sources, Watch};
use crate::{Error, Outputs, Progress, binaries, clock, emulator, forwarder, outputs, ports, samples, stack};

/// How a cloud is wanted.
#[derive(Clone, Debug)]
pub struct Options {
    /// The API's port; the AWS services listen on the next one. None: any two free ports.
    pub port: Option<u16>,
    /// Where data, log and outputs lie.
    pub state_dir: PathBuf,
    /// The workspace whose `infra/template.yaml` is deployed.
    pub workspace: PathBuf,
    /// The cargo profile that functions are built with.
    pub profile: String,
    /// Whether the steps are told.
    pub progress: Progress,
    /// Whether it has what the samples of `events/` speak of.
    pub samples: bool,
    /// The launcher's own path, if functions are to be built anew when their sources change.
    pub watch: Option<PathBuf>,
}

impl Options {
    /// The cloud of the workspace around the current folder, untold and on any free ports.
    pub fn here() -> Result<Self, Error> {
        let workspace = folder::workspace()?;
        Ok(Self {
            port: None,
            state_dir: folder::home(&workspace),
            workspace,
            profile: "dev".into(),
            progress: Progress::Silent,
            samples: false,
            watch: None,
        })
    }
}

/// A cloud that is up. Dropping it ends all that it started; `stop` waits until all has ended.
#[derive(Debug)]
pub struct Cloud {
    /// By what it can be called.
    pub outputs: Outputs,
    folder: Folder,
    forwarder: Option<Server>,
    guard: Guard,
    emulator: Option<Kept>,
    _watch: Option<Watch>,
    _clock: Server,
    addresses: Option<Recorded>,
    _claim: File,
}

impl Cloud {
    /// Installs, builds, starts and deploys whatever is not there yet.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let template = Template::read(&options.workspace.join(folder::TEMPLATE))?;
        let functions = template.functions()?;
        let folder = Folder::at(options.state_dir.clone())?;
        let claim = folder.claim().await?;
        let ports = Ports::take(folder.port_for(options.port)?)?;
        folder.keep_port(ports::number(&ports.api)?)?;
        let clock = ports.clock.try_clone().map_err(Error::system("starting the local clock"))?;
        let clock = clock::start(clock, &folder)?;
        let home = folder::home(&options.workspace);
        let tools = Tools::ready(&home, false, options.progress).await?;
        let served = ports.addresses.try_clone().and_then(Recorded::at);
        let addresses = served.map_err(Error::system("serving recorded addresses"))?;
        let Options { workspace, profile, samples, progress, .. } = &options;
        // Before the build: an edit during the build is newer than what was built.
        let sources = options.watch.is_some().then(|| Sources::of(workspace)).transpose()?;
        let built = binaries::build(&tools, workspace, profile, &functions, *samples, *progress).await?;
        let making = Parts { options, template, functions, folder, claim, ports, addresses, tools, built };
        let watch = making.watch(sources)?;
        let emulator = making.emulator().await?;
        let outputs = match making.deployed().await {
            Ok(outputs) => outputs,
            Err(error) => {
                emulator.end().await?;
                return Err(error);
            }
        };
        let guard = making.guard(&outputs)?;
        if let Err(error) = making.samples(&outputs).await {
            emulator.end().await?;
            return Err(error);
        }
        let cors = Cors::of(&making.template, &making.parameters())?;
        let Parts { folder, claim, ports, addresses, .. } = making;
        let forwarder = forwarder::start(ports.api, ports.services, &outputs.api_host, cors)?;
        outputs.write(&folder.outputs())?;
        Ok(Self {
            outputs,
            folder,
            forwarder: Some(forwarder),
            guard,
            emulator: Some(emulator),
            _watch: watch,
            _clock: clock,
            addresses: Some(addresses),
            _claim: claim,
        })
    }

    /// Signs somebody in, who becomes what they shall be first where need be; answers the access token.
    pub async fn token(&self, role: Role, name: &str) -> Result<String, Error> {
        people::token(&Aws::at(&self.outputs.aws_endpoint), &self.outputs, role, name).await
    }

    /// Calls a function with an event of the caller's making.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Value, Error> {
        Aws::at(&self.outputs.aws_endpoint).invoke(&self.outputs, function, event).await
    }

    /// The calls of functions that the policies of the template deny, since this was last asked.
    pub fn denied(&self) -> Vec<Denied> {
        self.guard.denied()
    }

    /// Waits until the emulator ends by itself, and says so.
    pub async fn ended(&mut self) -> Error {
        if let Some(emulator) = &mut self.emulator
            && let Err(error) = emulator.ended().await
        {
            return error;
        }
        emulator::ended(&self.folder)
    }

    /// Ends the cloud, keeps its data, and waits until no process is left.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.close()?;
        match self.emulator.take() {
            Some(emulator) => emulator.end().await,
            None => Ok(()),
        }
    }

    fn close(&mut self) -> Result<(), Error> {
        drop(self.forwarder.take());
        drop(self.addresses.take());
        for path in [self.folder.outputs(), self.folder.environment()] {
            match fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(Error::system(format!("removing {}", path.display()))(error)),
            }
        }
        Ok(())
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            eprintln!("warning: {error}");
        }
    }
}

/// What a cloud is made of, on its way up.
struct Parts {
    options: Options,
    template: Template,
    functions: Vec<Function>,
    folder: Folder,
    claim: File,
    ports: Ports,
    addresses: Recorded,
    tools: Tools,
    /// Where the programs lie.
    built: PathBuf,
}

impl Parts {
    async fn emulator(&self) -> Result<Kept, Error> {
        let Options { progress, watch, .. } = &self.options;
        let run_from = if watch.is_some() { &self.folder.watch() } else { &self.built };
        let step = progress.begin("Starting", &format!("the local cloud at {}", self.ports.services_url()));
        let ports = (self.ports.services, self.ports.clock()?, self.ports.guard()?);
        let kept = emulator::start(&self.tools, &self.folder, &self.claim, ports, run_from).await?;
        step.done("Started");
        Ok(kept)
    }

    /// The stand-ins run as soon as the emulator does.
    fn watch(&self, sources: Option<Sources>) -> Result<Option<Watch>, Error> {
        let Options { workspace, profile, progress, watch, .. } = &self.options;
        let (Some(dev), Some(sources)) = (watch, sources) else { return Ok(None) };
        let listener = self.ports.watch.try_clone().map_err(Error::system("starting the watch"))?;
        let compiler = Compiler::cargo(&self.tools.python, workspace, profile, *progress);
        let made = (self.built.as_path(), sources);
        Watch::start(compiler, &self.folder, &self.functions, made, (dev, listener)).map(Some)
    }

    async fn deployed(&self) -> Result<Outputs, Error> {
        let aws = Aws::at(self.ports.services_url());
        let timeout_seconds = self.options.watch.as_ref().map(|_| watch::TIMEOUT_SECONDS);
        let progress = self.options.progress;
        let parameters = self.parameters();
        let resources = stack::deploy(&aws, &self.template, timeout_seconds, &parameters, progress).await?;
        let urls = [self.ports.api_url()?, self.ports.services_url(), ports::url(self.ports.clock()?)];
        outputs::of(&self.template, &resources, urls)
    }

    /// No network is needed, and no address of the demo leaves this machine.
    fn parameters(&self) -> [(&'static str, String); 3] {
        [
            ("AddressServiceUrl", self.addresses.url()),
            ("WebOrigin", "https://app.hop-assist.example".to_owned()),
            ("AlarmEmail", "nobody@hop-assist.example".to_owned()),
        ]
    }

    async fn samples(&self, outputs: &Outputs) -> Result<(), Error> {
        let Options { workspace, samples: true, progress, .. } = &self.options else { return Ok(()) };
        let step = progress.begin("Filling", "the table of the samples in events/");
        let programs = (self.built.join(binaries::SEEDS), workspace);
        let (seeds, workspace) = (programs.0.as_path(), programs.1.as_path());
        samples::furnish(&self.template, &self.parameters(), outputs, &self.folder, (seeds, workspace))
            .await?;
        step.done("Filled");
        Ok(())
    }

    /// Functions wait at its port until it knows what their resources are called.
    fn guard(&self, outputs: &Outputs) -> Result<Guard, Error> {
        let listener = self.ports.guard.try_clone().map_err(Error::system("starting the guard"))?;
        let policies = guard::policies(&self.template, &outputs.names())?;
        let services = [Service::DynamoDb, Service::S3, Service::Sns, Service::Sqs, Service::Cognito];
        let services = services.map(|service| (service, outputs.aws_endpoint.clone()));
        Guard::start(listener, Arc::new(policies), services.into())
    }
}

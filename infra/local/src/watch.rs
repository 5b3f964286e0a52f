//! `cargo dev --watch`: a call after an edit waits for the new code.
//!
//! Each deployed function is a stand-in (`relay.rs`), which asks here for its program before each event. If the sources
//! of that program changed, the function is built first. A look-out builds the functions that were called before as soon
//! as their sources change, so that the next call finds them built.

mod compiler;
mod sources;
mod workshop;

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use tokio::task::JoinHandle;

pub(crate) use self::compiler::Compiler;
pub(crate) use self::sources::Sources;
pub(crate) use self::workshop::Build;
use self::workshop::Workshop;
use crate::folder::{self, Folder};
use crate::server::{Answered, Server, told};
use crate::template::Function;
use crate::{Error, ports};

/// A call may wait for the compiler, so no function's own limit holds.
pub(crate) const TIMEOUT_SECONDS: u32 = 600;
/// The path before the name of a function.
pub(crate) const PATH: &str = "/functions/";
/// The pause between two looks at the sources.
const PAUSE: Duration = Duration::from_millis(200);

/// The watch at work. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Watch {
    _server: Server,
    look_out: JoinHandle<()>,
}

impl Watch {
    /// Writes the stand-ins and answers their questions. `built` holds the programs, made from `sources`; `dev` is the
    /// launcher, which stands in as well.
    pub(crate) fn start(
        compiler: Compiler,
        folder: &Folder,
        functions: &[Function],
        (built, sources): (&Path, Sources),
        (dev, listener): (&Path, TcpListener),
    ) -> Result<Self, Error> {
        let home = folder.watch();
        stand_ins(&home, functions, dev, &ports::url(ports::number(&listener)?))?;
        let names = functions.iter().map(|function| function.name.as_str());
        let workshop = Arc::new(Workshop::of(compiler, home, (built, sources), names));
        let asked = Arc::clone(&workshop);
        let answer = move |_pool, call| answer(Arc::clone(&asked), call);
        let server = Server::start(listener, "watch of the sources", answer)?;
        Ok(Self { _server: server, look_out: tokio::spawn(look_out(workshop)) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.look_out.abort();
    }
}

/// Writes a script for each function, by the name of its binary.
fn stand_ins(home: &Path, functions: &[Function], dev: &Path, launcher: &str) -> Result<(), Error> {
    folder::clear(home)?;
    fs::create_dir_all(home).map_err(Error::system(format!("making {}", home.display())))?;
    for Function { name, .. } in functions {
        let path = home.join(name);
        let relay = format!("\"{}\" relay {name} {launcher}", dev.display());
        let script = format!("#!/bin/sh\nexec {relay} \"$AWS_LAMBDA_RUNTIME_API\"\n");
        let written =
            fs::write(&path, script).and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o755)));
        written.map_err(Error::system(format!("writing {}", path.display())))?;
    }
    Ok(())
}

/// Answers a stand-in: the program of its function, or why there is none.
async fn answer(workshop: Arc<Workshop>, call: Request<Incoming>) -> Answered {
    let function = call.uri().path().strip_prefix(PATH).filter(|name| workshop.knows(name));
    let Some(function) = function.filter(|_| call.method() == Method::POST) else {
        return told(StatusCode::NOT_FOUND, "the watch knows no such function\n");
    };
    match workshop.fresh(function).await {
        Ok(Ok(build)) => {
            told(StatusCode::OK, serde_json::to_vec(&build).expect("a number and a path are JSON"))
        }
        Ok(Err(why)) => told(StatusCode::CONFLICT, why),
        Err(error) => told(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// Looks at the sources until the cloud ends.
async fn look_out(workshop: Arc<Workshop>) {
    let mut trouble = None;
    loop {
        tokio::time::sleep(PAUSE).await;
        let error = workshop.look_out().await.err().map(|error| error.to_string());
        if let Some(error) = error.as_ref().filter(|_| error != trouble) {
            workshop.complain(error);
        }
        trouble = error;
    }
}

//! The cloud on one machine: reads `infra/template.yaml` and runs all of it, for `cargo dev` and for the tests.

pub mod aws;
mod binaries;
pub mod clock;
mod cloud;
pub mod demo;
mod emulator;
mod environment;
mod error;
mod folder;
mod forwarder;
mod gateway;
pub mod guard;
pub mod http;
mod keeper;
mod outputs;
mod package;
mod people;
mod ports;
pub mod progress;
pub mod relay;
mod routes;
pub mod samples;
mod server;
mod stack;
mod stream_place;
pub mod template;
mod tools;
mod watch;
pub mod yaml;

pub use cloud::{Cloud, Options};
pub use error::Error;
pub use folder::{Folder, home, workspace};
pub use outputs::Outputs;
pub use people::{Role, token};
pub use progress::Progress;

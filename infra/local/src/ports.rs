//! The ports that a cloud listens on, all of them on the loopback address.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use crate::Error;

/// The ports of one cloud.
#[derive(Debug)]
pub(crate) struct Ports {
    /// Takes the API's calls.
    pub(crate) api: TcpListener,
    /// Where the emulator will listen.
    pub(crate) services: u16,
    /// Takes the calls of the address service.
    pub(crate) addresses: TcpListener,
    /// Where functions ask for their events.
    pub(crate) clock: TcpListener,
    /// The port of the AWS endpoint that functions use.
    pub(crate) guard: TcpListener,
    /// Where stand-ins ask for programs under `--watch`.
    pub(crate) watch: TcpListener,
}

impl Ports {
    /// Takes the API's port, looks whether the next one is free, and takes the one after it; without a wish, any will
    /// do.
    pub(crate) fn take(api: Option<u16>) -> Result<Self, Error> {
        let listener = listen(api.unwrap_or(0))?;
        let after = |ports: u16| api.map_or(0, |port| port.saturating_add(ports));
        let (services, addresses) = (free(after(1))?, listen(after(2))?);
        Ok(Self {
            api: listener,
            services,
            addresses,
            clock: listen(0)?,
            guard: listen(0)?,
            watch: listen(0)?,
        })
    }

    /// The API's address.
    pub(crate) fn api_url(&self) -> Result<String, Error> {
        Ok(url(number(&self.api)?))
    }

    /// The port of the clock.
    pub(crate) fn clock(&self) -> Result<u16, Error> {
        number(&self.clock)
    }

    /// The port of the guard.
    pub(crate) fn guard(&self) -> Result<u16, Error> {
        number(&self.guard)
    }

    /// The emulator's address.
    pub(crate) fn services_url(&self) -> String {
        url(self.services)
    }
}

/// The address of a port.
pub(crate) fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn listen(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        if error.kind() == ErrorKind::AddrInUse {
            return Error::PortTaken(port);
        }
        Error::system(format!("listening on port {port}"))(error)
    })
}

/// The port of a listener.
pub(crate) fn number(listener: &TcpListener) -> Result<u16, Error> {
    Ok(listener.local_addr().map_err(Error::system("reading a port"))?.port())
}

/// A port that nobody listens on: the given one, or any for 0.
fn free(port: u16) -> Result<u16, Error> {
    number(&listen(port)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_one_clear_line() {
        let taken = listen(0).expect("some port is free");
        let port = number(&taken).expect("it has one");

        let error = Ports::take(Some(port)).expect_err("somebody listens there");

        let line = format!(
            "port {port} of 127.0.0.1 is taken: stop what listens there, or choose another with --port"
        );
        assert_eq!(error.to_string(), line);
    }
}

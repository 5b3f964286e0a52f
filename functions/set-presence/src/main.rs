//! `PUT /technicians/me/presence`: a technician goes online, stays online or goes offline.

use deserr::Deserr;
use domain::place::Location;
use lambda::{Call, Problem, Reply, answer::Time, body::Faults};
use serde::Serialize;
use set_presence::{SetPresence, Standing, set_presence};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Body {
    online: bool,
    #[deserr(default)]
    location: Option<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Presence {
    online: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Time>,
    missions_near: usize,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Body { online, location } = call.body()?;
    if online && location.is_none() {
        return Err(Problem::InvalidValue(Faults::missing("/location")));
    }
    // A heartbeat is harmless to repeat: its key is checked, and needed for nothing.
    call.idempotency()?;
    let command = SetPresence { technician, online_at: location.filter(|_| online) };
    let Standing { online_until, missions_near } = set_presence(&store, command, call.received_at()).await?;
    Reply::ok(&Presence {
        online: online_until.is_some(),
        until: online_until.map(Time::from),
        missions_near,
    })
}

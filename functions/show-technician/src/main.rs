//! `GET /technicians/me` and `GET /technicians/{id}`: the own profile, or the public part of another's.

use lambda::{Call, Problem, Reply, answer, body::Nothing};
use show_technician::{show_registration, show_technician};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    if call.route() == "GET /technicians/me" {
        let own = show_registration(&store, &call.person()?.technician).await?;
        return Reply::ok(&answer::Technician::own(&own));
    }
    call.person()?;
    let shown = show_technician(&store, &call.path("id")?).await?;
    Reply::ok(&answer::PublicTechnician::of(&shown, call.received_at()))
}

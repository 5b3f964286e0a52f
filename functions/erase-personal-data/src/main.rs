//! `DELETE /me`: erases the caller, but for what the law keeps.

use erase_personal_data::erase_personal_data;
use erasure::{Eraser, Outcome};
use lambda::{Call, Problem, Reply};
use serde::Serialize;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Eraser::connect, handle).await
}

#[derive(Serialize)]
struct Erasure {
    state: &'static str,
}

async fn handle(eraser: Eraser, call: Call) -> Result<Reply, Problem> {
    let person = call.person()?;
    // A repeat needs no key: it finds nothing left.
    call.idempotency()?;
    call.no_body()?;
    let state = match erase_personal_data(&eraser, &person, call.received_at()).await? {
        Outcome::Erased => "erased",
        Outcome::Running => "running",
    };
    Reply::ok(&Erasure { state })
}

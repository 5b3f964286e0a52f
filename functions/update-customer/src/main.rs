//! `PUT /customers/me`: a customer registers, or changes their profile.

use deserr::Deserr;
use domain::{
    customer::{Customer, Phone},
    place::Address,
    text::Name,
};
use lambda::{Call, Problem, Reply, answer, body::Faults};
use store::Store;
use update_customer::{UpdateCustomer, update_customer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    name: Name,
    phone: Phone,
    billing_address: Address,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let id = call.customer()?;
    let Body { name, phone, billing_address } = call.body()?;
    let customer = Customer { id, name, phone, billing_address };
    let command = UpdateCustomer { customer, request: call.request()? };
    let updated = update_customer(&store, command).await?;
    Reply::ok(&answer::Customer::of(&updated))
}

//! `PUT /technicians/me`: a person registers a business, or a technician changes the profile.

use deserr::Deserr;
use domain::{
    customer::Phone,
    person::Person,
    technician::{Base, Business, Radius},
    text::Name,
};
use lambda::{
    Call, Problem, Reply, answer,
    body::{Faults, Tariffs},
};
use store::Store;
use update_technician::{Profile, UpdateTechnician, update_technician};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    display_name: Name,
    #[deserr(default)]
    phone: Option<Phone>,
    base: Base,
    business: Business,
    radius_meters: Radius,
    categories: Tariffs,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let Person { technician, .. } = call.person()?;
    let Body { display_name, phone, base, business, radius_meters, categories } = call.body()?;
    let (radius, tariffs) = (radius_meters, categories.0);
    let profile = Profile { display_name, phone, base, business, radius, tariffs };
    let (is_technician, request) = (call.technician().is_ok(), call.request()?);
    let command = UpdateTechnician { technician, is_technician, profile, request };
    let updated = update_technician(&store, command, call.received_at()).await?;
    Reply::ok(&answer::Technician::own(&updated))
}

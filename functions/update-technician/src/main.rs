//! `PUT /technicians/me`: a technician registers, or changes the profile.

use deserr::Deserr;
use domain::{
    customer::Phone,
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
    let technician = call.technician()?;
    let Body { display_name, phone, base, business, radius_meters, categories } = call.body()?;
    let (radius, tariffs) = (radius_meters, categories.0);
    let profile = Profile { display_name, phone, base, business, radius, tariffs };
    let command = UpdateTechnician { technician, profile, request: call.request()? };
    let updated = update_technician(&store, command, call.received_at()).await?;
    Reply::ok(&answer::Technician::of(&updated))
}

//! A technician's profile: to themselves in full, to others the public part alone.

use domain::{application::Registration, failure::Failure, id::TechnicianId, technician::Technician};
use store::Store;

/// A technician whom the team approved, for anybody (rule 35).
pub async fn show_technician(store: &Store, technician: &TechnicianId) -> Result<Technician, Failure> {
    store.approved_technician(technician).await
}

/// The profile with the application, for the person whose it is.
pub async fn show_registration(store: &Store, technician: &TechnicianId) -> Result<Registration, Failure> {
    store.registration(technician).await
}

#[cfg(test)]
mod tests {
    use domain::{application::Status, idempotency::Request};
    use embedded::{embedded, given};

    use super::*;

    #[tokio::test]
    async fn a_technician_is_shown_as_registered() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;

        let shown = show_technician(&table.store, &karim.id).await.unwrap();

        assert_eq!(shown, karim);
    }

    #[tokio::test]
    async fn rule_35_an_applicant_is_shown_to_nobody_but_themselves() {
        let table = embedded().await;
        let karim = given::stranger("karim");
        table.store.apply(&karim.id, false, Request::default(), given::at(2)).await.unwrap();
        let karim = given::registered(&table.store, karim).await;

        let shown = show_technician(&table.store, &karim.id).await;
        let own = show_registration(&table.store, &karim.id).await.unwrap();

        assert!(matches!(shown, Err(Failure::NotFound)), "{shown:?}");
        assert_eq!((own.status(), own.technician), (Status::Applied, karim));
    }

    #[tokio::test]
    async fn who_never_registered_does_not_exist() {
        let table = embedded().await;

        let shown = show_technician(&table.store, &given::word("nobody")).await;

        assert!(matches!(shown, Err(Failure::NotFound)), "{shown:?}");
    }
}

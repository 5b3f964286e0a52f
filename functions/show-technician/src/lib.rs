//! A technician's profile: to themselves in full, to others the public part alone.

use domain::{failure::Failure, id::TechnicianId, technician::Technician};
use store::Store;

/// The technician, as the edge shows them to whoever asks.
pub async fn show_technician(store: &Store, technician: &TechnicianId) -> Result<Technician, Failure> {
    store.technician(technician).await
}

#[cfg(test)]
mod tests {
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
    async fn who_never_registered_does_not_exist() {
        let table = embedded().await;

        let shown = show_technician(&table.store, &given::word("nobody")).await;

        assert!(matches!(shown, Err(Failure::NotFound)), "{shown:?}");
    }
}

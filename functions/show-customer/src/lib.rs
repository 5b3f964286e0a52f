//! A customer's own profile; nobody else's is shown.

use domain::{customer::Customer, failure::Failure, id::CustomerId};
use store::Store;

/// Finds the profile; a customer who never registered has none.
pub async fn show_customer(store: &Store, customer: &CustomerId) -> Result<Customer, Failure> {
    store.customer(customer).await?.ok_or(Failure::NotFound)
}

#[cfg(test)]
mod tests {
    use domain::idempotency::Request;
    use embedded::{embedded, given};

    use super::*;

    #[tokio::test]
    async fn a_customer_reads_what_they_told() {
        let table = embedded().await;
        let camille = Customer {
            id: given::customer(),
            name: given::word("Camille Lefèvre"),
            phone: given::word("+33612345678"),
            billing_address: given::address(),
        };
        table.store.save_customer(&camille, Request::default()).await.unwrap();

        let shown = show_customer(&table.store, &given::customer()).await.unwrap();

        assert_eq!(shown, camille);
    }

    #[tokio::test]
    async fn a_customer_who_never_registered_has_no_profile() {
        let table = embedded().await;

        let shown = show_customer(&table.store, &given::customer()).await;

        assert!(matches!(shown, Err(Failure::NotFound)));
    }
}

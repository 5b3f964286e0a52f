//! A customer registers, or replaces their whole profile; invoices already issued stay as they are.

use domain::{customer::Customer, failure::Failure, idempotency::Request, person::Person};
use store::Store;

/// What the customer tells.
#[derive(Debug, Clone)]
pub struct UpdateCustomer {
    /// The whole profile.
    pub customer: Customer,
    /// How a repeat is recognised.
    pub request: Request,
}

/// Keeps the profile and answers it as stored; not that of a person who was erased.
pub async fn update_customer(store: &Store, command: UpdateCustomer) -> Result<Customer, Failure> {
    store.check_not_erased(&Person::from(&command.customer.id)).await?;
    store.save_customer(&command.customer, command.request).await?;
    Ok(command.customer)
}

#[cfg(test)]
mod tests {
    use domain::{idempotency::Key, refusal::Refusal};
    use embedded::{embedded, given};

    use super::*;

    fn command(name: &str, key: Option<Key>) -> UpdateCustomer {
        let customer = Customer {
            id: given::customer(),
            name: given::word(name),
            phone: given::word("+33612345678"),
            billing_address: given::address(),
        };
        UpdateCustomer { customer, request: Request { key, if_match: None } }
    }

    #[tokio::test]
    async fn a_profile_is_replaced_as_a_whole() {
        let table = embedded().await;
        update_customer(&table.store, command("Camille Lefèvre", None)).await.unwrap();

        let updated = update_customer(&table.store, command("Camille Roux", None)).await.unwrap();

        assert_eq!(updated, command("Camille Roux", None).customer);
        assert_eq!(table.store.customer(&given::customer()).await.unwrap(), Some(updated));
    }

    #[tokio::test]
    async fn rule_30_a_person_who_was_erased_writes_no_profile_again_by_an_old_token() {
        let table = embedded().await;
        let person = Person::from(&given::customer());
        table.store.begin_erasure(&person, given::at(0)).await.unwrap();
        let before = table.dump().await;

        let refused = update_customer(&table.store, command("Camille Lefèvre", None)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::PersonErased));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing_and_another_body_is_refused() {
        let table = embedded().await;
        let key = Key { command: [1; 12], body: [1; 8], former: None };
        let other = Key { body: [2; 8], ..key };
        let first = update_customer(&table.store, command("Camille Lefèvre", Some(key))).await.unwrap();
        let before = table.dump().await;

        let repeat = update_customer(&table.store, command("Camille Lefèvre", Some(key))).await.unwrap();
        let reused = update_customer(&table.store, command("Camille Roux", Some(other))).await;

        assert_eq!(repeat, first);
        assert!(matches!(reused, Err(Failure::KeyReused)));
        assert_eq!(table.dump().await, before);
    }
}

//! The applications that wait for a decision of the team (rule 35).

use domain::{application::Registration, failure::Failure};
use store::{Listed, Page, Store};

/// A page of applications, the oldest first.
pub async fn list_applications(store: &Store, page: Page) -> Result<Listed<Registration>, Failure> {
    store.applications(page).await
}

#[cfg(test)]
mod tests {
    use domain::{
        application::{Decision, Verdict},
        idempotency::{Key, Request},
    };
    use embedded::{Embedded, embedded, given};

    use super::*;

    fn keyed(number: u8) -> Request {
        Request { key: Some(Key { command: [number; 12], body: [1; 8], former: None }), if_match: None }
    }

    async fn applies(table: &Embedded, name: &str, request: Request, minute: i64) {
        let person = given::stranger(name);
        table.store.apply(&person.id, false, request, given::at(minute)).await.unwrap();
        table.store.save_technician(&person, request).await.unwrap();
    }

    async fn refuse(table: &Embedded, name: &str, minute: i64) {
        let decision = Decision {
            verdict: Verdict::Refused,
            operator: given::word("odile"),
            reason: given::word("Attestation illisible."),
            decided_at: given::at(minute),
        };
        let id = given::word(name);
        table.store.decide_application(&id, &decision, Request::default()).await.unwrap();
        table.store.settle_application(&id).await.unwrap();
    }

    async fn listed(table: &Embedded) -> Vec<String> {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let page = Page { limit: 1, after, from: None, to: None };
            let listed = list_applications(&table.store, page).await.unwrap();
            names.extend(listed.items.iter().map(|one| one.technician.id.to_string()));
            after = listed.next;
            if after.is_none() {
                return names;
            }
        }
    }

    #[tokio::test]
    async fn rule_35_applications_wait_in_their_order_until_they_are_decided() {
        let table = embedded().await;
        for (name, minute) in [("nadia", 2), ("karim", 1), ("paul", 3)] {
            applies(&table, name, keyed(1), minute).await;
        }
        given::technician(&table.store, "approved").await;

        let before = listed(&table).await;
        refuse(&table, "nadia", 4).await;

        assert_eq!(before, ["karim", "nadia", "paul"]);
        assert_eq!(listed(&table).await, ["karim", "paul"]);
    }

    #[tokio::test]
    async fn rule_35_whoever_was_refused_and_sends_another_profile_waits_again_but_a_repeat_does_not() {
        let table = embedded().await;
        applies(&table, "karim", keyed(1), 1).await;
        refuse(&table, "karim", 4).await;

        applies(&table, "karim", keyed(1), 5).await;
        let after_a_repeat = listed(&table).await;
        applies(&table, "karim", keyed(2), 6).await;
        applies(&table, "karim", keyed(3), 7).await;

        assert_eq!(after_a_repeat, [""; 0]);
        assert_eq!(listed(&table).await, ["karim"]);
        let kept = table.store.registration(&given::word("karim")).await.unwrap().application.unwrap();
        assert_eq!((kept.applied_at, kept.decisions.len()), (given::at(6), 1));
    }
}

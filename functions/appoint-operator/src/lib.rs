//! An operator makes a colleague an operator (rule 35).

use accounts::{Accounts, Group};
use domain::{
    Timestamp, application::Appointment, email::Email, failure::Failure, id::OperatorId,
    idempotency::Request, text::Remark,
};
use store::Store;

/// The command of the operator.
#[derive(Debug, Clone)]
pub struct AppointOperator {
    /// Whom: the address that they signed up with.
    pub email: Email,
    /// The operator who appoints the person.
    pub operator: OperatorId,
    /// Why.
    pub reason: Remark,
    /// How a repeat is recognised.
    pub request: Request,
}

/// Finds the person by their address, keeps who appointed them, then puts them into the group. If the run is cut in
/// between, a repeat completes it.
pub async fn appoint_operator(
    store: &Store,
    accounts: &Accounts,
    command: AppointOperator,
    now: Timestamp,
) -> Result<Appointment, Failure> {
    let AppointOperator { email, operator, reason, request } = command;
    let appointed: OperatorId = accounts.holder_of(&email).await?;
    let appointment = Appointment { appointed, operator, reason, appointed_at: now };
    let kept = store.appoint(&appointment, request).await?;
    accounts.add(kept.appointed.as_str(), Group::Operators).await?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use domain::idempotency::Key;
    use embedded::{EmbeddedPool, embedded, given, sdk};

    use super::*;

    fn accounts(pool: &EmbeddedPool) -> Accounts {
        Accounts::connect(&sdk(), &|name| pool.variable(name)).unwrap()
    }

    fn command(body: u8) -> AppointOperator {
        let key = Some(Key { command: [7; 12], body: [body; 8], former: None });
        AppointOperator {
            email: given::word("Lea@hop-assist.example"),
            operator: given::word("odile"),
            reason: given::word("Rejoint l'équipe du soir."),
            request: Request { key, if_match: None },
        }
    }

    #[tokio::test]
    async fn rule_35_an_operator_is_appointed_by_an_operator_with_a_reason() {
        let (table, pool) = (embedded().await, EmbeddedPool::open());
        pool.confirm("lea@hop-assist.example", "lea");

        let first = appoint_operator(&table.store, &accounts(&pool), command(1), given::at(5)).await.unwrap();
        let before = table.dump().await;
        let repeat =
            appoint_operator(&table.store, &accounts(&pool), command(1), given::at(6)).await.unwrap();
        pool.confirm("zoe@hop-assist.example", "zoe");
        let other = AppointOperator { email: given::word("zoe@hop-assist.example"), ..command(2) };
        let reused = appoint_operator(&table.store, &accounts(&pool), other, given::at(7)).await;

        assert_eq!((pool.groups("lea"), pool.groups("zoe")), (vec!["operators".to_owned()], Vec::new()));
        assert_eq!((first.appointed.as_str(), first.operator.as_str()), ("lea", "odile"));
        assert_eq!(table.store.appointments(&first.appointed).await.unwrap(), std::slice::from_ref(&first));
        assert_eq!((repeat, table.dump().await), (first, before));
        assert!(matches!(reused, Err(Failure::KeyReused)), "{reused:?}");
    }

    #[tokio::test]
    async fn rule_35_an_address_that_nobody_confirmed_is_nobody_s() {
        let (table, pool) = (embedded().await, EmbeddedPool::open());
        pool.claim("lea@hop-assist.example", "mallory");

        for unknown in [command(1), AppointOperator { email: given::word("no@body.example"), ..command(1) }] {
            let refused = appoint_operator(&table.store, &accounts(&pool), unknown, given::at(5)).await;
            assert!(matches!(refused, Err(Failure::NotFound)), "{refused:?}");
        }

        assert_eq!((pool.groups("mallory"), table.dump().await), (Vec::<String>::new(), Vec::new()));
    }
}

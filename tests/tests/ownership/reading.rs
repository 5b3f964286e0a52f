//! Rule 29 by values: what each caller must not read at a moment, whatever the fields are called.

use tests::{document::Operation, house::Answer, moment::Moment, player::Player, secrets::leaks};

use crate::caller::Caller;

/// The secrets in this answer that its reader must not see.
pub(crate) fn told(
    player: &Player<'_>,
    operation: Operation<'_>,
    (caller, moment): (Caller, Moment),
    answer: &Answer,
) -> Vec<&'static str> {
    if operation.id() == "accept-request" && answer.status == 200 {
        // Whoever called has it now.
        return Vec::new();
    }
    let mut secrets = match caller {
        Caller::Customer | Caller::Operator | Caller::AbsentId => Vec::new(),
        Caller::Technician if moment == Moment::LongFinished => player.secrets_for_a_month(),
        Caller::Technician if moment.is_taken() => Vec::new(),
        Caller::Technician
        | Caller::Asked
        | Caller::ForeignCustomer
        | Caller::ForeignTechnician
        | Caller::FarTechnician
        | Caller::Newcomer
        | Caller::NoToken => player.secrets_of_the_customer(),
    };
    if matches!(caller, Caller::Customer | Caller::ForeignCustomer | Caller::Newcomer | Caller::NoToken) {
        secrets.extend(player.secrets_of_the_technicians());
    }
    // Everybody reads their own profile and data; the example of a profile bears the same number.
    let own = operation.path.starts_with("/technicians/me") || operation.path.starts_with("/me");
    let may_call = match caller {
        Caller::Customer => own || moment.is_taken(),
        Caller::Technician | Caller::Operator | Caller::AbsentId => true,
        Caller::Asked
        | Caller::ForeignTechnician
        | Caller::FarTechnician
        | Caller::ForeignCustomer
        | Caller::Newcomer => own,
        Caller::NoToken => false,
    };
    if !may_call {
        secrets.push(player.phone_of_the_technicians());
    }
    leaks(&answer.body, &secrets)
}

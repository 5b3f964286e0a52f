//! Who calls.

use domain::intervention::Party;

use super::*;
use crate::Role;

fn with_groups(groups: Value) -> Call {
    call(|event| event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"] = groups)
}

#[test]
fn groups_are_read_as_an_array_and_as_the_gateway_writes_them() {
    for groups in
        [json!(["operators", "technicians"]), json!("[operators technicians]"), json!("technicians")]
    {
        assert_eq!(with_groups(groups.clone()).technician().unwrap().as_str(), "t-1", "{groups}");
    }
}

#[test]
fn a_caller_is_all_that_their_groups_say_customer_first() {
    let call = with_groups(json!("[operators technicians customers]"));

    let id = "t-1".to_owned();
    let customer = Party::Customer(id.clone().try_into().unwrap());
    let technician = Party::Technician(id.try_into().unwrap());
    assert_eq!(call.parties().unwrap(), [customer.clone(), technician, Party::Operator]);
    assert_eq!(call.party().unwrap(), customer);
}

#[test]
fn a_role_that_the_token_does_not_bear_is_forbidden() {
    assert!(matches!(call(|_| ()).customer(), Err(Problem::RoleForbids(Role::Customer))));
    for groups in [json!("[]"), Value::Null, json!("[technicians2 xtechnicians]")] {
        assert!(matches!(with_groups(groups.clone()).technician(), Err(Problem::RoleForbids(_))), "{groups}");
        assert!(matches!(with_groups(groups).party(), Err(Problem::RoleForbids(Role::Any))));
    }
}

#[test]
fn a_call_without_a_token_is_unauthenticated() {
    for authorizer in [Value::Null, json!({}), json!({ "jwt": { "claims": {} } })] {
        let call = call(|event| event["requestContext"]["authorizer"] = authorizer);

        assert!(matches!(call.technician(), Err(Problem::Unauthenticated)));
        assert!(matches!(call.parties(), Err(Problem::Unauthenticated)));
    }
}

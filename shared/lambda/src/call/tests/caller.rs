//! Who calls.

use domain::intervention::Party;

use super::*;

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
fn rule_35_everybody_with_a_token_is_a_customer_and_what_their_groups_say_besides() {
    let call = with_groups(json!("[operators technicians]"));

    let id = "t-1".to_owned();
    let customer = Party::Customer(id.clone().try_into().unwrap());
    let technician = Party::Technician(id.try_into().unwrap());
    assert_eq!(call.parties().unwrap(), [customer.clone(), technician, Party::Operator]);
    for groups in [json!("[]"), Value::Null, json!("[passers-by]")] {
        let call = with_groups(groups);
        assert_eq!(
            (call.customer().unwrap().as_str(), call.parties().unwrap()),
            ("t-1", vec![customer.clone()])
        );
    }
}

#[test]
fn a_role_that_the_token_does_not_bear_is_forbidden() {
    for groups in [json!("[]"), Value::Null, json!("[technicians2 xtechnicians]")] {
        assert!(matches!(with_groups(groups.clone()).technician(), Err(Problem::RoleForbids(_))), "{groups}");
        assert!(matches!(with_groups(groups).operator(), Err(Problem::RoleForbids(_))));
    }
}

#[test]
fn a_call_without_a_token_is_unauthenticated() {
    for authorizer in [Value::Null, json!({}), json!({ "jwt": { "claims": {} } })] {
        let call = call(|event| event["requestContext"]["authorizer"] = authorizer);

        assert!(matches!(call.customer(), Err(Problem::Unauthenticated)));
        assert!(matches!(call.technician(), Err(Problem::Unauthenticated)));
        assert!(matches!(call.parties(), Err(Problem::Unauthenticated)));
    }
}

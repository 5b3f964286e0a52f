//! The ids of a call that go to the log.

use super::*;

/// The intervention and the technician that the lines of a call name; empty where they name none.
fn ids(call: &Call) -> [String; 2] {
    let span = call.span();
    let intervention = span.intervention.map_or_else(String::new, |id| id.to_string());
    [intervention, span.technician.map_or_else(String::new, |id| id.to_string())]
}

#[test]
fn a_call_is_about_the_intervention_of_its_path_and_the_technician_who_calls() {
    let by_customer = call(|event| {
        event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"] = json!(null);
    });

    assert_eq!(ids(&call(|_| ())), ["3f9c", "t-1"]);
    assert_eq!(ids(&by_customer), ["3f9c", ""]);
}

#[test]
fn an_operator_who_decides_about_a_technician_is_logged_with_that_technician() {
    let approval = call(|event| {
        event["routeKey"] = json!("POST /technicians/{id}/approval");
        event["pathParameters"] = json!({ "id": "0e1f-22" });
        event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"] = json!("[operators]");
    });

    assert_eq!(ids(&approval), ["", "0e1f-22"]);
}

#[test]
fn a_path_that_names_a_person_instead_of_an_id_goes_to_no_log() {
    let path = call(|event| event["pathParameters"] = json!({ "id": "Jeanne-Martin" }));

    assert_eq!(ids(&path), ["", "t-1"]);
}

//! The policy of one function, and the same policy without each of its permissions in turn.

use std::sync::atomic::{AtomicBool, Ordering};

use iam_rs::{
    Arn, Context, ContextValue, Decision, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId,
};
use serde_json::{Value, json};

use crate::{ACCOUNT, Access, Error, Permission, denied::is_multivalued};

/// The policy of one function.
#[derive(Debug)]
pub(crate) struct Policy {
    role: Principal,
    whole: PolicyEvaluator,
    parts: Vec<Part>,
}

/// A permission, and whether some call was seen that needs it.
#[derive(Debug)]
struct Part {
    permission: Permission,
    without: PolicyEvaluator,
    is_needed: AtomicBool,
}

impl Policy {
    /// Reads statements in which all references are written out.
    pub(crate) fn of(function: &str, statements: &[Value]) -> Result<Self, Error> {
        let mut parts = Vec::new();
        for (number, statement) in statements.iter().enumerate() {
            for (place, value) in elements(statement) {
                let mut others = statements.to_vec();
                match without(statement, &place, &value) {
                    Some(less) => others[number] = less,
                    None => drop(others.remove(number)),
                }
                let permission =
                    Permission { function: function.to_owned(), statement: spelt(statement), value };
                let without = evaluator(function, &others)?;
                parts.push(Part { permission, without, is_needed: AtomicBool::new(false) });
            }
        }
        let role = format!("arn:aws:sts::{ACCOUNT}:assumed-role/{function}/{function}");
        let role = Principal::Aws(PrincipalId::String(role));
        Ok(Self { role, whole: evaluator(function, statements)?, parts })
    }

    /// Whether the policy allows it. If so, notes every permission without which it would not.
    pub(crate) fn allows(&self, access: &Access) -> bool {
        let Ok(resource) = Arn::parse(&access.resource) else { return false };
        let request =
            IAMRequest::new_with_context(self.role.clone(), &*access.action, resource, context(access));
        if !allows(&self.whole, &request) {
            return false;
        }
        for part in self.parts.iter().filter(|part| !part.is_needed.load(Ordering::Relaxed)) {
            if !allows(&part.without, &request) {
                part.is_needed.store(true, Ordering::Relaxed);
            }
        }
        true
    }

    /// Every permission, and whether some call needed it.
    pub(crate) fn permissions(&self) -> impl Iterator<Item = (&Permission, bool)> {
        self.parts.iter().map(|part| (&part.permission, part.is_needed.load(Ordering::Relaxed)))
    }
}

/// A policy that cannot be evaluated allows nothing.
fn allows(evaluator: &PolicyEvaluator, request: &IAMRequest) -> bool {
    evaluator.evaluate(request).is_ok_and(|result| result.decision == Decision::Allow)
}

fn evaluator(function: &str, statements: &[Value]) -> Result<PolicyEvaluator, Error> {
    let document = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let policy = IAMPolicy::from_json(&document)
        .map_err(|error| Error::Policy { function: function.to_owned(), why: error.to_string() })?;
    Ok(PolicyEvaluator::with_policies(vec![policy]))
}

fn context(access: &Access) -> Context {
    let mut context = Context::new();
    for (key, values) in &access.context {
        let value = match values.as_slice() {
            [single] if !is_multivalued(key) => ContextValue::String(single.clone()),
            several => ContextValue::StringList(several.to_vec()),
        };
        context.insert((*key).to_owned(), value);
    }
    context
}

/// Where in a statement a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Action,
    Resource,
    Condition { operator: String, key: String },
}

/// Every action, resource and condition value of a statement.
fn elements(statement: &Value) -> Vec<(Place, String)> {
    let mut places = vec![(Place::Action, &statement["Action"]), (Place::Resource, &statement["Resource"])];
    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            let place = Place::Condition { operator: operator.clone(), key: key.clone() };
            places.push((place, values));
        }
    }
    let values = |(place, values): (Place, &Value)| {
        texts(values).into_iter().map(move |text| (place.clone(), text)).collect::<Vec<_>>()
    };
    places.into_iter().flat_map(values).collect()
}

/// The statement without one of its values; none if that was the last one there.
fn without(statement: &Value, place: &Place, value: &str) -> Option<Value> {
    let mut less = statement.clone();
    let values = match place {
        Place::Action => &mut less["Action"],
        Place::Resource => &mut less["Resource"],
        Place::Condition { operator, key } => &mut less["Condition"][operator][key],
    };
    let others: Vec<String> = texts(values).into_iter().filter(|other| other != value).collect();
    if others.is_empty() {
        return None;
    }
    *values = json!(others);
    Some(less)
}

fn texts(value: &Value) -> Vec<String> {
    let single = value.as_str().map(ToOwned::to_owned);
    let several = value.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned);
    single.into_iter().chain(several).collect()
}

/// A statement on one line: `GetItem, Query on table/t [intervention#*]`.
fn spelt(statement: &Value) -> String {
    let (mut actions, mut resources, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (place, value) in elements(statement) {
        let last = |separator| value.rsplit(separator).next().unwrap_or_default().to_owned();
        match place {
            Place::Action => actions.push(last(':')),
            Place::Resource => resources.push(last(':')),
            Place::Condition { .. } => values.push(value),
        }
    }
    let statement = format!("{} on {}", actions.join(", "), resources.join(", "));
    if values.is_empty() { statement } else { format!("{statement} [{}]", values.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "arn:aws:dynamodb:eu-west-3:123456789012:table/t";

    fn policy(statements: &Value) -> Policy {
        let statements = statements.as_array().expect("a list of statements");
        Policy::of("f", statements).expect("a sound policy")
    }

    fn access(action: &str, resource: &str, context: &[(&'static str, &[&str])]) -> Access {
        let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let context = context.iter().map(|(key, list)| (*key, values(list))).collect();
        Access { action: action.to_owned(), resource: resource.to_owned(), context }
    }

    fn on_table(action: &str, keys: &[&str]) -> Access {
        access(&format!("dynamodb:{action}"), TABLE, &[("dynamodb:LeadingKeys", keys)])
    }

    fn statement(actions: &[&str], prefixes: &[&str]) -> Value {
        let actions: Vec<String> = actions.iter().map(|action| format!("dynamodb:{action}")).collect();
        let condition = json!({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": prefixes } });
        json!({ "Effect": "Allow", "Action": actions, "Resource": TABLE, "Condition": condition })
    }

    #[test]
    fn every_key_of_a_call_must_match_a_pattern_of_the_same_statement() {
        let separate = policy(&json!([statement(&["PutItem"], &["a#*"]), statement(&["PutItem"], &["b#*"])]));
        let together = policy(&json!([statement(&["PutItem"], &["a#*", "b#*"])]));

        let put = on_table("PutItem", &["a#1", "b#1"]);

        assert!(!separate.allows(&put) && together.allows(&put));
        assert!(separate.allows(&on_table("PutItem", &["a#1"])));
        assert!(!together.allows(&on_table("PutItem", &["a#1", "c#1"])));
    }

    #[test]
    fn another_action_or_another_table_is_not_allowed() {
        let policy = policy(&json!([statement(&["GetItem"], &["a#*"])]));

        assert!(policy.allows(&on_table("GetItem", &["a#1"])));
        assert!(!policy.allows(&on_table("PutItem", &["a#1"])));
        let other = access("dynamodb:GetItem", &format!("{TABLE}2"), &[("dynamodb:LeadingKeys", &["a#1"])]);
        assert!(!policy.allows(&other));
    }

    #[test]
    fn a_condition_on_all_values_holds_for_a_call_without_any() {
        let policy = policy(&json!([statement(&["Scan"], &["a#*"])]));

        assert!(policy.allows(&access("dynamodb:Scan", TABLE, &[])));
    }

    #[test]
    fn an_index_is_no_part_of_its_table() {
        let table = policy(&json!([{ "Effect": "Allow", "Action": ["dynamodb:Query"], "Resource": TABLE }]));

        assert!(!table.allows(&access("dynamodb:Query", &format!("{TABLE}/index/by-month"), &[])));
    }

    #[test]
    fn a_star_in_a_resource_crosses_slashes() {
        let policy = policy(&json!([{
            "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/documents/*/invoice.*",
        }]));

        assert!(policy.allows(&access("s3:GetObject", "arn:aws:s3:::b/documents/i/fr/invoice.pdf", &[])));
        assert!(!policy.allows(&access("s3:GetObject", "arn:aws:s3:::b/documents/i/report.pdf", &[])));
    }

    #[test]
    fn a_condition_on_a_key_that_a_call_does_not_have_denies() {
        let condition = json!({ "StringLike": { "s3:prefix": "quarantine/*" } });
        let policy = policy(&json!([{
            "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b", "Condition": condition,
        }]));

        let list = |prefix: &[(&'static str, &[&str])]| access("s3:ListBucket", "arn:aws:s3:::b", prefix);

        assert!(policy.allows(&list(&[("s3:prefix", &["quarantine/i1/"])])));
        assert!(!policy.allows(&list(&[])) && !policy.allows(&list(&[("s3:prefix", &["media/"])])));
    }

    #[test]
    fn what_is_denied_stays_denied_though_it_is_allowed_too() {
        let deny = json!({ "Effect": "Deny", "Action": "dynamodb:*", "Resource": TABLE });
        let policy = policy(&json!([statement(&["GetItem"], &["a#*"]), deny]));

        assert!(!policy.allows(&on_table("GetItem", &["a#1"])));
    }

    #[test]
    fn a_permission_is_needed_once_a_call_fails_without_it() {
        let policy = policy(&json!([statement(&["GetItem", "Query"], &["a#*", "b#*"])]));
        let needed = || {
            let parts = policy.permissions().filter(|(_, is_needed)| *is_needed);
            parts.map(|(permission, _)| permission.value.clone()).collect::<Vec<_>>()
        };

        assert!(policy.allows(&on_table("GetItem", &["a#1"])));
        let first = needed();
        assert!(policy.allows(&on_table("Query", &["b#1"])));

        assert_eq!(first, ["dynamodb:GetItem", TABLE, "a#*"]);
        assert_eq!(needed(), ["dynamodb:GetItem", "dynamodb:Query", TABLE, "a#*", "b#*"]);
    }

    #[test]
    fn what_two_statements_allow_needs_neither() {
        let policy = policy(&json!([statement(&["GetItem"], &["a#*"]), statement(&["GetItem"], &["a#*"])]));

        assert!(policy.allows(&on_table("GetItem", &["a#1"])));

        assert!(policy.permissions().all(|(_, is_needed)| !is_needed));
    }
}

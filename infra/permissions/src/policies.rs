//! The policies of all functions, as the template writes them.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use crate::{Access, Denied, Error, Names, policy::Policy};

/// The policies of every function of the template.
#[derive(Debug)]
pub struct Policies(BTreeMap<String, Policy>);

/// One action, resource or condition value of one statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission {
    /// The function that has it.
    pub function: String,
    /// The whole statement, on one line.
    pub statement: String,
    /// The value that could be taken away.
    pub value: String,
}

impl fmt::Display for Permission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} of {}", self.function, self.value, self.statement)
    }
}

impl Policies {
    /// The policies of `functions`, pairs of logical id and name, out of the resources of a template.
    pub fn of<'a>(
        resources: &Value,
        functions: impl IntoIterator<Item = (&'a str, &'a str)>,
        names: &Names,
    ) -> Result<Self, Error> {
        let mut policies = BTreeMap::new();
        for (resource, name) in functions {
            let written = names.resolved(&resources[resource]["Properties"]["Policies"], resources)?;
            let documents = written.as_array().into_iter().flatten();
            let statements: Vec<Value> = documents
                .flat_map(|document| document["Statement"].as_array().cloned().unwrap_or_default())
                .collect();
            policies.insert(name.to_owned(), Policy::of(name, &statements)?);
        }
        Ok(Self(policies))
    }

    /// Whether a function may do all of this; the first access that no statement allows if not. An unknown function may
    /// do nothing.
    pub fn judge(&self, function: &str, accesses: &[Access]) -> Result<(), Box<Denied>> {
        let policy = self.0.get(function);
        let denied = accesses.iter().find(|access| !policy.is_some_and(|policy| policy.allows(access)));
        match denied {
            Some(access) => Err(Box::new(Denied { function: function.to_owned(), access: access.clone() })),
            None => Ok(()),
        }
    }

    /// Every permission of every function, and whether a call was judged that fails without it.
    pub fn permissions(&self) -> impl Iterator<Item = (&Permission, bool)> {
        self.0.values().flat_map(Policy::permissions)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policies() -> Policies {
        let statement = json!({
            "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": { "Fn::Sub": "${Bucket.Arn}/media/*" },
        });
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
        let resources = json!({
            "ShowFunction": { "Properties": { "Policies": [policy] } },
            "ListFunction": { "Properties": {} },
            "Bucket": { "Type": "AWS::S3::Bucket" },
        });
        let names: Names = [("Bucket".to_owned(), "b".to_owned())].into_iter().collect();
        let functions = [("ShowFunction", "show"), ("ListFunction", "list")];
        Policies::of(&resources, functions, &names).expect("sound policies")
    }

    fn read() -> Access {
        let resource = "arn:aws:s3:::b/media/1".to_owned();
        Access { action: "s3:GetObject".into(), resource, context: BTreeMap::new() }
    }

    #[test]
    fn a_function_may_do_what_its_own_statements_say() {
        assert_eq!(policies().judge("show", &[read()]), Ok(()));
    }

    #[test]
    fn a_function_without_policies_may_do_nothing_and_neither_may_a_stranger() {
        for function in ["list", "stranger"] {
            let denied = policies().judge(function, &[read()]).expect_err("nothing allows it");

            assert_eq!(*denied, Denied { function: function.to_owned(), access: read() });
        }
    }

    #[test]
    fn a_permission_reads_as_one_line() {
        let told: Vec<String> =
            policies().permissions().map(|(permission, _)| permission.to_string()).collect();

        let statement = "GetObject on b/media/*";
        let expected = [
            format!("show: s3:GetObject of {statement}"),
            format!("show: arn:aws:s3:::b/media/* of {statement}"),
        ];
        assert_eq!(told, expected);
    }
}

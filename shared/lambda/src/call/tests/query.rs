//! Parameters of queries.

use deserr::Deserr;

use super::*;
use crate::{Cursor, Flag, Limit};

#[derive(Debug, PartialEq, Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    from: Option<Timestamp>,
    #[deserr(default)]
    dry_run: Flag,
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

fn asked(query: &str) -> Result<Query, Problem> {
    call(|event| event["rawQueryString"] = query.into()).query()
}

fn refused(query: &str) -> Vec<String> {
    let Err(Problem::InvalidValue(faults)) = asked(query) else { panic!("the query is sound") };
    faults.all().iter().map(|fault| fault.pointer.clone()).collect()
}

#[test]
fn parameters_are_decoded_and_what_is_absent_has_its_default() {
    let query = asked("from=2026-11-23T08%3A00%3A00%2B01:00&dryRun=true").unwrap();

    let from = "2026-11-23T07:00:00Z".parse().ok();
    assert_eq!(query, Query { from, dry_run: Flag(true), limit: Limit::default(), cursor: None });
    assert_eq!(query.limit.number(), 20);
}

#[test]
fn unknown_repeated_and_wrong_parameters_are_refused_by_name_at_once() {
    assert_eq!(refused("limit=101&colour=red"), ["colour", "limit"]);
    assert_eq!(refused("limit=5&limit=6"), ["limit"]);
    assert_eq!(refused("limit=0"), ["limit"]);
    assert_eq!(refused("limit=%FF&dryRun=yes"), ["dryRun", "limit"]);
}

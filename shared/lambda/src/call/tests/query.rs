//! Parameters of queries.

use deserr::Deserr;

use super::*;
use domain::category::Category;

use crate::{Cursor, Flag, LeastStars, Limit, Number, Several};

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

#[test]
fn several_values_stand_between_commas_and_each_must_be_sound() {
    let parsed = |text: &str| Several::<Category>::try_from(text.to_owned()).map(Several::into_values);
    let codes = |text| parsed(text).unwrap().iter().map(|one| one.code()).collect::<Vec<_>>();

    assert_eq!(codes("heating"), ["heating"]);
    assert_eq!(codes("plumbing,heating"), ["plumbing", "heating"]);
    for wrong in ["", ",", "heating,", "heating;plumbing", "heating,dancing"] {
        assert!(parsed(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn numbers_and_ratings_stay_within_their_limits() {
    let number = |text: &str| Number::<0, 50>::try_from(text.to_owned()).map(Number::number).ok();
    let rating = |text: &str| LeastStars::try_from(text.to_owned()).map(LeastStars::hundredths).ok();

    assert_eq!((number("0"), number("50")), (Some(0), Some(50)));
    assert_eq!((number("-1"), number("51"), number("1.5"), number("")), (None, None, None, None));
    assert_eq!(
        (rating("1"), rating("4.5"), rating("4.333"), rating("5")),
        (Some(100), Some(450), Some(433), Some(500))
    );
    assert_eq!((rating("0.9"), rating("5.1"), rating("NaN"), rating("best")), (None, None, None, None));
}

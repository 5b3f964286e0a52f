//! Cursors: ours, foreign, broken.

use super::*;
use crate::Cursor;

fn listing(query: &str, sub: &str) -> Call {
    call(|event| {
        event["rawPath"] = "/missions".into();
        event["rawQueryString"] = query.into();
        event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = sub.into();
    })
}

fn key_in(call: &Call, cursor: &str) -> Result<Option<(String, i64)>, Problem> {
    call.key_of(Some(&Cursor::try_from(cursor.to_owned()).unwrap()))
}

#[test]
fn a_cursor_leads_on_for_the_same_question_whatever_the_size_of_the_page() {
    let key = ("k".to_owned(), -7);
    let cursor = listing("stage=waiting&limit=20", "t-1").cursor(&key).unwrap();

    let next = listing(&format!("cursor={cursor}&limit=50&stage=waiting"), "t-1");

    assert_eq!(key_in(&next, &cursor).unwrap(), Some(key));
    assert_eq!(next.key_of::<String>(None).unwrap(), None);
}

#[test]
fn a_foreign_or_broken_cursor_is_refused_at_its_name() {
    let cursor = listing("stage=waiting", "t-1").cursor(&("k".to_owned(), 7)).unwrap();
    let refusals = [
        key_in(&listing("stage=waiting", "t-2"), &cursor),
        key_in(&listing("stage=offered", "t-1"), &cursor),
        key_in(&listing("stage=waiting", "t-1"), &cursor[1..]),
        key_in(&listing("stage=waiting", "t-1"), "é"),
        key_in(&listing("stage=waiting", "t-1"), ""),
    ];

    for refused in refusals {
        let Err(Problem::InvalidValue(faults)) = refused else { panic!("the cursor is sound") };
        assert_eq!(faults.all()[0].pointer, "cursor");
    }
}

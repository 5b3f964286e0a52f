//! SNS: an action on a topic. A call is a form, and its answer XML.

use form_urlencoded::parse;

use super::{Access, Undescribed};
use crate::{Context, names::topic_arn};

pub(super) fn accesses(form: &[u8]) -> Result<Vec<Access>, Undescribed> {
    let field = |name: &str| parse(form).find(|(known, _)| known == name).map(|(_, value)| value);
    // A batch needs the permission of its single call.
    let action = match field("Action").as_deref() {
        Some("Publish" | "PublishBatch") => "sns:Publish",
        operation => return Err(Undescribed(format!("sns:{}", operation.unwrap_or_default()))),
    };
    let resource = topic_arn(&field("TopicArn").unwrap_or_default());
    Ok(vec![Access { action: action.into(), resource, context: Context::new() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_of_events_is_published_by_the_permission_to_publish() {
        let form =
            b"Action=PublishBatch&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-3%3A1%3Aevents";

        let asked = accesses(form).expect("it is described");

        let resource = "arn:aws:sns:eu-west-3:123456789012:events".to_owned();
        let expected = Access { action: "sns:Publish".into(), resource, context: Context::new() };
        assert_eq!(asked, [expected]);
    }

    #[test]
    fn a_call_that_no_function_makes_is_not_described() {
        let error = accesses(b"Action=Subscribe&TopicArn=t").expect_err("no function subscribes");

        assert_eq!(error, Undescribed("sns:Subscribe".to_owned()));
    }
}

//! What a denied call looks like, and calls that AWS would deny although a test without policies passes.

use domain::{
    id::InterventionId, idempotency::Request, intervention::Intervention, moment::Submission, timeline::Actor,
};
use embedded::{embedded, given};
use permissions::Denied;
use serde_json::{Value, json};
use store::{Attachment, Transition};
use tests::{
    event,
    guarded::policies_without,
    house::{Call, House},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_the_statement_that_a_denied_call_needs_and_the_caller_learns_nothing() {
    let policies = policies_without("ShowCustomerFunction", "dynamodb:GetItem");
    let house = House::under(policies, embedded().await);
    let call = Call::new("GET", "/customers/me", ("camille", ""), given::at(0));

    let answer = house.call(&call).await.expect("a route leads there");

    assert_eq!(answer.status, 500);
    let told = answer.body.to_string();
    assert!(!["dynamodb", "arn:", "authorized"].iter().any(|word| told.contains(word)), "{told}");
    let lines: Vec<Value> = house.denied().iter().map(Denied::line).collect();
    let table = "arn:aws:dynamodb:eu-west-3:123456789012:table/hop-assist-test";
    let message = format!(
        "User: arn:aws:sts::123456789012:assumed-role/show-customer/show-customer is not authorized to perform: \
         dynamodb:GetItem on resource: {table} because no identity-based policy allows the dynamodb:GetItem action"
    );
    let needed = json!({
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem"],
        "Resource": table,
        "Condition": { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["customer#*"] } },
    });
    let line = json!({
        "level": "error",
        "message": message,
        "function": "show-customer",
        "action": "dynamodb:GetItem",
        "resource": table,
        "needed": needed,
    });
    assert_eq!(lines, [line]);
}

/// Photos in HEIC have no thumbnail, and `write-report` may not list the bucket: S3 would refuse (403) to say that there
/// is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_23_a_report_on_a_photo_without_thumbnail_is_written_by_a_function_that_may_not_list() {
    let house = House::open(embedded().await);
    let id = finished_with_a_photo_without_thumbnail(&house).await;
    let mut message = event::sample("write-report");
    message["Records"][0]["body"] = json!({ "interventionId": id.as_str() }).to_string().into();

    let done = house.invoke("write-report", message).await.expect("it answers");

    assert_eq!(done["batchItemFailures"], json!([]));
    let keys: Vec<String> = house.bucket.all().into_iter().map(|file| file.key).collect();
    assert_eq!(keys, [format!("documents/{id}/report.en.pdf"), format!("documents/{id}/report.pdf")]);
    assert_eq!(house.denied(), []);
}

async fn finished_with_a_photo_without_thumbnail(house: &House) -> InterventionId {
    let store = &house.table.store;
    let karim = given::technician(store, "karim").await;
    let id = given::working(store, &karim).await;
    given::checked_photo(store, &id, false).await;
    let finish = |one: &Intervention, told: Submission| one.finish(&karim.id, &[], &told, store.policy());
    let (request, by, now) = (Request::default(), Actor::Technician, given::at(60));
    let transition = Transition { id: id.clone(), request, by, occurred_at: None, now };
    let attach = |_: &Intervention| Attachment::Report(given::report());
    store.transition_with(&transition, finish, attach).await.expect("the work is finished");
    id
}
